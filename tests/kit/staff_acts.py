"""Everything that staff can do at their site, found by walking it, and what each act wrote.

Acts are found, not listed: pages that add and change, deletions, each action of a list, each view of an admin. A
page between (a confirmation, a reason) is filled in and sent on. What the walk cannot guess is told as `Example`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import URLPattern, reverse

from kiosk.central.audit.models import AuditEvent
from kit.staff_page import Form, Page

TECHNICAL = {
    "audit_auditevent": "is the trace",
    "audit_verification": "says itself who verified",
    "django_session": "remembers who is logged in",
    "django_admin_log": "Django's own list of what somebody did, beside the audit",
    "gateway_tally": "figures of the last minute, written out before they are shown",
}
"""Tables that a page may write without a trace, with the reason."""
_WRITES = re.compile(r'\s*(?:INSERT(?: OR IGNORE)? INTO|UPDATE|DELETE FROM)\s+"(\w+)"', re.IGNORECASE)
_STANDARD = {"changelist", "add", "history", "delete", "change", "autocomplete", ""}
_SITE_FORMS = ("/i18n/setlang/", "/admin/logout/")
_MOST_PAGES = 3


@dataclass(frozen=True)
class Example:
    """What a person fills in (`data`), what has to be so before (`before`), and to which record it is done."""

    data: Mapping[str, Any] = field(default_factory=dict)
    before: Callable[[], object] = lambda: None
    record: Callable[[], Model] | None = None


@dataclass
class Outcome:
    """What one act came to.

    `tables`: those that it wrote; `events`: its traces; `answers`: status codes; `chosen`: keys of the records;
    `pages`: those that came back when something was sent.
    """

    tables: set[str] = field(default_factory=set)
    events: list[AuditEvent] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    said: str = ""
    chosen: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """Whether whatever was sent was refused."""
        sent = self.answers[1:] if self.answers[:1] == [200] else self.answers
        return bool(sent) and set(sent) <= {403, 404, 405}

    def traced_by(self, who: str) -> bool:
        return any(event.who == who for event in self.events)


@dataclass(frozen=True)
class Act:
    """`name`: as in `action revoke`. `kind`: add, change, delete, list, action, view. `address`: of a record's page."""

    model: type[Model]
    kind: str
    name: str
    address: Callable[[Model | None], str]
    of_record: bool = False

    @property
    def label(self) -> str:
        return self.model._meta.label

    def __str__(self) -> str:
        page = admin.site._registry[self.model]
        return f"{type(page).__module__}: {type(page).__name__}, {self.name}"


@contextmanager
def watched(outcome: Outcome) -> Iterator[None]:
    """Note what is written meanwhile; nothing of it stays."""

    def note(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        result = execute(sql, params, many, context)
        found = _WRITES.match(sql)
        if found and (sql.startswith("INSERT") or context["cursor"].rowcount != 0):
            outcome.tables.add(found[1])
        return result

    newest = AuditEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0
    with transaction.atomic():
        with connection.execute_wrapper(note):
            yield
        outcome.events = list(AuditEvent.objects.filter(id__gt=newest).order_by("id"))
        outcome.tables -= set(TECHNICAL)
        transaction.set_rollback(True)


def acts() -> Iterator[Act]:
    """Yield everything that the site's admins offer to whoever may do all."""
    for model in admin.site._registry:
        yield from acts_of(model)


def acts_of(model: type[Model]) -> Iterator[Act]:
    page = admin.site._registry[model]
    base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    plain = {"add": f"{base}_add", "list": f"{base}_changelist"}
    plain |= {f"action {name}": f"{base}_changelist" for name in _actions(page)}
    for name, view in plain.items():
        yield Act(model, name.split()[0], name, lambda _one, view=view: reverse(view))
    for kind in ("change", "delete"):
        yield Act(model, kind, kind, lambda one, kind=kind: reverse(f"{base}_{kind}", args=[one.pk]), of_record=True)
    for pattern in own_views(model):
        of_record = bool(OF_RECORD & set(pattern.pattern.converters))
        yield Act(model, "view", f"view {pattern.name}", lambda one, p=pattern: address_of(p, one), of_record=of_record)


def address_of(pattern: URLPattern, one: Model | None) -> str:
    """Return where an admin's own view is, for a record where it is about one."""
    parts = set(pattern.pattern.converters)
    unknown = parts - OF_RECORD - set(WORDS)
    assert not unknown, f"{pattern.name}: what stands for {unknown} in its address? tell it in tests/kit/staff_acts.py"
    words = {name: one.pk if name in OF_RECORD and one else WORDS.get(name, "0") for name in parts}
    return reverse(f"admin:{pattern.name}", kwargs=words)


OF_RECORD = {"pk", "number", "object_id", "id"}
WORDS = {"language": "zh", "word": "stop", "form": "csv", "name": "service", "ending": "csv"}
"""What stands in an address for a part that is no record."""


def own_views(model: type[Model]) -> list[URLPattern]:
    """Return the views that an admin has besides Django's."""
    page = admin.site._registry[model]
    usual = f"{model._meta.app_label}_{model._meta.model_name}_"
    found = [one for one in page.get_urls() if isinstance(one, URLPattern) and one.name]
    return [one for one in found if str(one.name).removeprefix(usual) not in _STANDARD]


def done(client: Client, act: Act, example: Example) -> Outcome:
    """Do one act as a person would, and take everything back."""
    outcome = Outcome()
    with transaction.atomic():
        example.before()
        one = example.record() if example.record else act.model._default_manager.first()
        url = act.address(one)
        outcome.chosen = [str(each.pk) for each in ([one] if example.record else act.model._default_manager.all()[:50])]
        with watched(outcome):
            _ACTS[act.kind](client, act, url, example, outcome)
        transaction.set_rollback(True)
    return outcome


def _chosen(client: Client, act: Act, url: str, example: Example, outcome: Outcome) -> None:
    data = {"action": act.name.removeprefix("action "), "_selected_action": outcome.chosen}
    _sent_on(client, url, data, example, outcome)


def _delete(client: Client, _act: Act, url: str, example: Example, outcome: Outcome) -> None:
    _sent_on(client, url, {"post": "yes"}, example, outcome)


def _look(client: Client, _act: Act, url: str, example: Example, outcome: Outcome) -> None:
    """Open a page and send each of its forms, once with each of its buttons; a view without a page is posted to."""
    answer = client.get(url)
    outcome.answers.append(answer.status_code)
    if answer.status_code == 405:
        _sent_on(client, url, dict(example.data), example, outcome)
    if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
        return
    forms = forms_of(answer)
    if example.data and not forms:
        _sent_on(client, url, dict(example.data), example, outcome)
    for form in forms:
        for button in form.buttons or [None]:
            data = {**form.filled(), **example.data}
            if button is not None:
                data[button.name] = button.value
            _sent_on(client, form.action or url, data, example, outcome)


def forms_of(answer: Any) -> list[Form]:
    """Return the forms of a page that post, without those of the site's frame and of the list's actions."""
    forms = [one for one in Page(answer.content.decode()).forms if one.method == "post"]
    return [
        one for one in forms if one.action not in _SITE_FORMS and "_selected_action" not in one.as_it_is() | _names(one)
    ]


def _names(form: Form) -> dict[str, list[str]]:
    """The list's form is told by its select of actions."""
    return {"_selected_action": []} if any(one.name == "select_across" for one in form.controls) else {}


def _sent_on(client: Client, url: str, data: dict[str, Any], example: Example, outcome: Outcome) -> None:
    """Post; where a page with a form comes back that asks for something else, fill it in and go on."""
    for _ in range(_MOST_PAGES):
        answer = client.post(url, data)
        outcome.answers.append(answer.status_code)
        if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
            return
        outcome.pages.append(answer.content.decode())
        outcome.said = " ".join(
            re.findall(r'class="error(?:list|note)[^>]*>(.{0,300})', answer.content.decode(), re.DOTALL)
        )
        between = [one for one in _between(answer) if _new(one, data)]
        if not between:
            return
        filled = {**between[0].filled(), **example.data}
        filled |= {one.name: [one.value] for one in between[0].buttons[:1]}
        url, data = between[0].action or url, filled


def _between(answer: Any) -> list[Form]:
    posting = [one for one in Page(answer.content.decode()).forms if one.method == "post"]
    return [one for one in posting if one.action not in _SITE_FORMS and not _names(one)]


def _new(form: Form, sent: Mapping[str, Any]) -> bool:
    return bool({one.name for one in form.controls if one.name} - set(sent) - {"csrfmiddlewaretoken"})


def _actions(page: admin.ModelAdmin[Any]) -> list[str]:
    request = RequestFactory().get("/")
    request.user = _Mighty()  # type: ignore[assignment]
    return [name for name in page.get_actions(request) if name]


class _Mighty:
    """Whoever may do all, for asking an admin what it offers."""

    is_active = is_staff = is_superuser = is_authenticated = True
    pk = None

    def has_perm(self, _permission: str, _of: object = None) -> bool:
        return True


_ACTS = {"add": _look, "change": _look, "list": _look, "view": _look, "action": _chosen, "delete": _delete}
