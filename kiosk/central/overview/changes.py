"""What changed today, from the audit and in words: what one person did many times is one line."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.contrib.auth.models import Group, User
from django.db.models import CharField, Count, Max, Q, Value
from django.db.models.functions import Cast
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from kiosk.central.accounts.scope import ALL
from kiosk.central.alarms.sources import speaker_name
from kiosk.central.audit.models import AuditEvent
from kiosk.central.audit.wording import verb
from kiosk.central.fleet.models import Place, Terminal
from kiosk.central.overview.viewer import Viewer
from kiosk.central.publishing.models import Submission
from kiosk.central.ratings.models import Redress

MOST = 12
"""Lines on the page."""

_TERMINAL, _PLACE, _RELEASE = "fleet.view_terminal", "fleet.view_place", "rollout.view_release"
_ROLLOUT, _SUBMISSION, _STAFF = "rollout.view_rollout", "publishing.view_submission", "auth.view_user"
_REDRESS = "ratings.view_redress"

_NAMED = {model._meta.label_lower for model in (Place, User, Group)}  # noqa: SLF001 - Django's documented model API

PERMISSIONS: Mapping[str, str] = MappingProxyType(
    {
        "terminal.enrol": _TERMINAL,
        "terminal.approve": _TERMINAL,
        "terminal.revoke": _TERMINAL,
        "terminal.late_records": _TERMINAL,
        "terminal.end_late_records": _TERMINAL,
        "terminal.change": _TERMINAL,
        "place.create": _PLACE,
        "place.change": _PLACE,
        "place.delete": _PLACE,
        "submission.uploaded": _SUBMISSION,
        "submission.refused": _SUBMISSION,
        "submission.ready": _SUBMISSION,
        "submission.rejected": _SUBMISSION,
        "proposal.published": _SUBMISSION,
        "release.record": _RELEASE,
        "rollout.plan": _ROLLOUT,
        "rollout.go": _ROLLOUT,
        "rollout.pause": _ROLLOUT,
        "rollout.resume": _ROLLOUT,
        "rollout.stop": _ROLLOUT,
        "rollout.halt": _ROLLOUT,
        "rollout.return": _ROLLOUT,
        "rollout.returned": _ROLLOUT,
        "rollout.done": _ROLLOUT,
        "redress.assign": _REDRESS,
        "redress.reply": _REDRESS,
        "redress.call_back": _REDRESS,
        "redress.re_rate": _REDRESS,
        "redress.close": _REDRESS,
        "staff.create": _STAFF,
        "staff.change": _STAFF,
        "staff.delete": _STAFF,
        "role.create": _STAFF,
        "role.change": _STAFF,
        "role.delete": _STAFF,
    }
)
"""By an event's action: whose it is to know."""


@dataclass(frozen=True)
class Change:
    """`times`: how often; `about`: the one thing, when it was once."""

    at: datetime
    who: str
    words: str | Promise
    times: int
    about: str
    link: str


def changes_since(viewer: Viewer, since: datetime) -> tuple[Change, ...]:
    """Return the newest changes that `viewer` may know of, from one query."""
    known = [action for action, permission in PERMISSIONS.items() if viewer.may(permission)]
    if not known:
        return ()
    events = AuditEvent.objects.filter(at__gte=since, action__in=known).filter(_ours(viewer))
    grouped = events.order_by().values("who", "action", "object_type")
    lines = grouped.annotate(times=Count("pk"), last=Max("at"), one=Max("object_id"), said=Max("detail"))
    newest = list(lines.order_by("-last")[:MOST])
    names = _names(newest)
    return tuple(_change(line, names) for line in newest)


def _ours(viewer: Viewer) -> Q:
    """Of terminals, places and redresses the viewer's own; what concerns the whole platform concerns everybody."""
    if viewer.scope == ALL:
        return Q()
    ours = Q()
    for model in (Terminal, Place, Redress):
        label = model._meta.label_lower  # noqa: SLF001 - Django's documented model API
        keys = viewer.ours(model._default_manager.all()).values(key=Cast("pk", CharField()))  # noqa: SLF001
        ours &= ~Q(object_type=label) | Q(object_id__in=keys)
    return ours


def _names(lines: Iterable[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """Return the names of the places, people, roles and services that `lines` are about, from one query."""
    asked = []
    for model, name in ((Place, "name"), (User, "username"), (Group, "name"), (Submission, "title")):
        label = model._meta.label_lower  # noqa: SLF001
        keys = [line["one"] for line in lines if line["object_type"] == label and line["times"] == 1]
        if keys:
            found = model._default_manager.filter(pk__in=keys).order_by()  # noqa: SLF001
            asked.append(found.values_list(Value(label, output_field=CharField()), Cast("pk", CharField()), name))
    return {(label, key): name for label, key, name in asked[0].union(*asked[1:])} if asked else {}


def _change(line: dict[str, Any], names: dict[tuple[str, str], str]) -> Change:
    label, key, once = line["object_type"], line["one"], line["times"] == 1
    about, link = "", ""
    if once:
        about = names.get((label, key)) or _short(label, key, line["said"])
        gone = line["action"].endswith(".delete") or (label in _NAMED and (label, key) not in names)
        link = "" if gone else _page(label, key)
    return Change(line["last"], speaker_name(line["who"]), verb(line["action"]), line["times"], about, link)


def _short(label: str, key: str, said: str) -> str:
    """Return what staff know the thing by: the number of a release, a terminal's number."""
    if label.startswith("rollout."):
        found = re.search(r"#\d+", said)
        return found[0] if found else f"#{key}"
    return f"#{key}" if key.isdecimal() else key


def _page(label: str, key: str) -> str:
    try:
        return reverse(f"admin:{label.replace('.', '_')}_change", args=[key])
    except NoReverseMatch:
        return ""
