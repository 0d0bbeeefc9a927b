"""Whoever is for a district or a department neither finds, opens, changes, takes away nor counts what is another's.

The whole fleet of the tests lies in 武昌区 and is the housing department's. Two people look who are responsible for
something else, and one who is responsible for it: so an empty list proves something.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from kit.staff_acts import Act, Example, acts, done

from kiosk.central.accounts.models import Duty
from kiosk.central.alarms.models import Contact
from kiosk.central.configuration import service as configuration
from kiosk.central.configuration.models import Layer
from kiosk.central.fleet.models import EnrolmentCode, Place
from kiosk.central.intake.models import Transaction
from kiosk.central.mail.models import Delivery
from kiosk.central.payments.models import Order
from kiosk.central.ratings.models import Rating
from tests.central import test_admin_pages
from tests.central.conftest import SignedClient
from tests.central.staff_examples import EXAMPLES, SITE_VIEWS

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

fleet = test_admin_pages.fleet
HERE, ELSEWHERE, PLACE = "420106", "420102", "示范街道办事处"

EVERYBODYS: Mapping[str, str] = {
    "audit.AuditEvent": "one chain of the whole platform, for auditors and administrators: a part of it proves nothing",
    "jobs.Lease": "how the platform's own jobs run; says nothing of a terminal or a service",
    "gateway.OperationState": "a department's system serves services of several departments; holds no case",
    "publishing.ApiToken": "everybody's own; who administers accounts sees whose there are",
    "retention.Batch": "which file holds how many rows of the whole platform; names no terminal and no service",
    "rollout.Release": "a release is one for the whole fleet, of the services of all departments together",
    "rollout.Rollout": "a rollout goes to the whole fleet; terminals of others are counted there, not named",
    "auth.Group": "a role is the same everywhere; only whoever is for everything changes one",
}
"""What anybody sees who has the permission, wherever they are responsible, with the reason."""

REMEDY = (
    "give its admin district_path, service_path or within() (kiosk/central/admin_terms.py), take records from "
    "self.get_queryset(request) in its own views, or declare it in EVERYBODYS with a reason"
)


@dataclass(frozen=True)
class Person:
    user: User
    client: Client
    marks: tuple[str, ...] = ()

    def sees(self, model: type[Model]) -> set[Any]:
        request = RequestFactory().get("/")
        request.user = self.user
        return set(admin.site._registry[model].get_queryset(request).values_list("pk", flat=True))

    def page(self, url: str) -> str:
        """Return what a page says, or a file that is given out; what only leads on says nothing."""
        answer = self.client.get(url)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if content.startswith(b"PK"):  # a spread sheet
            with ZipFile(BytesIO(content)) as parts:
                content = b"".join(map(parts.read, parts.namelist()))
        text = content.decode(errors="replace") if answer.status_code == 200 else ""
        return text.replace('placeholder="WH0001"', "")


def person(name: str, district: str, departments: str, marks: tuple[str, ...] = ()) -> Person:
    user = User.objects.create_user(name, is_staff=True)
    user.user_permissions.set(Permission.objects.all())
    Duty.objects.create(user=user, departments=departments).districts.set([district])
    client = Client()
    client.force_login(user)
    return Person(user, client, marks)


@pytest.fixture
def _in_wuchang(db: None) -> None:
    Place.objects.create(name=PLACE, district_id=HERE)


@pytest.fixture
def town(_in_wuchang: None, fleet: SignedClient) -> SignedClient:
    """The fleet, all of it at a place in 武昌区 and about a housing service."""
    EnrolmentCode.objects.update(place=fleet.terminal.place)
    for model in (Order, Delivery):
        model._default_manager.update(service="housing/fund")
    Contact.objects.create(name="武昌值班", address="wuchang@example.com", district_id=HERE)
    configuration.set_values(Layer.TERMINAL, fleet.terminal_id, {"elder": True}, who="staff", why="test")
    Transaction.objects.update(ended_at=timezone.now())
    Rating.objects.update(rated_at=timezone.now())
    User.objects.create_superuser("admin")
    colleague = User.objects.create_user("tongshi", is_staff=True)
    Duty.objects.create(user=colleague, departments="housing").districts.set([HERE])
    return fleet


@pytest.fixture
def insider(town: SignedClient) -> Person:
    return person("insider", HERE, "housing")


@pytest.fixture
def outsiders(town: SignedClient) -> dict[str, Person]:
    return {
        "district": person("outsider", ELSEWHERE, "housing", ("WH0001", PLACE)),
        "department": person("taxman", HERE, "tax", ("housing/fund", "缴存证明")),
    }


def kept(model: type[Model]) -> bool:
    return model._meta.label not in EVERYBODYS


def named(model: type[Model]) -> str:
    page = admin.site._registry[model]
    return f"{type(page).__module__}: {type(page).__name__} of {model._meta.label}"


def test_what_is_declared_everybodys_is_registered_and_has_no_path_of_its_own() -> None:
    pages = {model._meta.label: page for model, page in admin.site._registry.items()}
    assert set(EVERYBODYS) <= set(pages)
    assert [label for label in EVERYBODYS if pages[label].paths.district or pages[label].paths.service] == []


def test_each_list_holds_what_is_ones_own_and_nothing_else(insider: Person, outsiders: dict[str, Person]) -> None:
    faults = []
    for model, page in admin.site._registry.items():
        if not kept(model):
            continue
        mine = insider.sees(model)
        gone = {name: mine - one.sees(model) for name, one in outsiders.items()}
        wanted = [
            name for name, path in (("district", page.paths.district), ("department", page.paths.service)) if path
        ]
        if not mine:
            faults.append(f"{named(model)}: `town` has none that its own people see; add one to the fleet of the tests")
        elif not any(gone.values()) or not all(gone[name] for name in wanted):
            faults.append(f"{named(model)}: others see it all: {REMEDY}")
    assert faults == []


def foreign(insider: Person, outsider: Person) -> Iterator[tuple[Act, Example]]:
    """Yield every act with a record that is the insider's alone."""
    for act in acts():
        if kept(act.model) and act.kind != "add":
            theirs = insider.sees(act.model) - outsider.sees(act.model)
            if theirs:
                known = EXAMPLES.get((act.label, act.name), Example())
                record = act.model._default_manager.get(pk=min(theirs, key=str))
                yield act, Example(known.data, known.before, lambda record=record: record)


@pytest.mark.parametrize("whose", ["district", "department"])
def test_nothing_of_others_is_opened_changed_or_taken_away(
    insider: Person, outsiders: dict[str, Person], whose: str
) -> None:
    faults, tried = [], 0
    for act, example in foreign(insider, outsiders[whose]):
        outsiders[whose].client.force_login(outsiders[whose].user)
        outcome = done(outsiders[whose].client, act, example)
        tried += 1
        if outcome.tables:
            faults.append(f"{act}: somebody of another {whose} changed {', '.join(sorted(outcome.tables))}: {REMEDY}")
        if act.of_record and outcome.answers[:1] == [200]:
            faults.append(f"{act}: somebody of another {whose} opened it: {REMEDY}")
    assert faults == []
    assert tried > 20


@pytest.mark.parametrize("whose", ["district", "department"])
def test_no_page_names_what_is_others(insider: Person, outsiders: dict[str, Person], whose: str) -> None:
    """Lists with their filters, forms with their choices, pages of a slice's own."""
    faults, outsider = [], outsiders[whose]
    for act in acts():
        if not kept(act.model) or act.of_record or act.kind == "action":
            continue
        if leaked := [mark for mark in outsider.marks if mark in outsider.page(act.address(None))]:
            faults.append(f"{act}: names {', '.join(leaked)} to somebody of another {whose}: {REMEDY}")
    assert faults == []
    assert all(mark in insider.page(reverse("admin:intake_issue_changelist")) for mark in ("WH0001", "housing/fund"))


@pytest.mark.parametrize("whose", ["district", "department"])
def test_pages_of_no_record_name_nothing_of_others(outsiders: dict[str, Person], whose: str) -> None:
    """Reports, exports and whatever else stands at the site without a list of its own."""
    outsider = outsiders[whose]
    pages = [f"/{address}" for address in SITE_VIEWS if address.startswith("admin/") and not set("<(") & set(address)]
    pages.remove("/admin/logout/")
    assert len(pages) > 5
    leaked = {page: [mark for mark in outsider.marks if mark in outsider.page(page)] for page in pages}
    assert {page: marks for page, marks in leaked.items() if marks} == {}, REMEDY


def test_what_the_layers_come_to_is_shown_for_ones_own_terminals(insider: Person, outsiders: dict[str, Person]) -> None:
    page = reverse("admin:configuration_of_terminal", args=["WH0001"])
    assert "WH0001" in insider.page(page)
    assert outsiders["district"].client.get(page).status_code == 404


def test_auto_completion_offers_nothing_of_others(insider: Person, outsiders: dict[str, Person]) -> None:
    found = {}
    for model, page in admin.site._registry.items():
        for name in page.autocomplete_fields:
            asked = {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": name}
            for who in (insider, outsiders["district"]):
                answer = who.client.get(reverse("admin:autocomplete"), asked | {"term": ""})
                found[model._meta.label, name, who.user.username] = len(answer.json()["results"])
    assert {key for key, count in found.items() if key[2] == "outsider" and count} == set()
    assert all(count for key, count in found.items() if key[2] == "insider")


def test_the_first_page_counts_nothing_of_others(insider: Person, outsiders: dict[str, Person]) -> None:
    def counted(who: Person) -> dict[str, Any]:
        page = who.client.get("/admin/").context["overview"]
        figures = {"cases": page.cases.total, "ratings": page.ratings.total, "fleet": page.fleet.whole.total}
        figures |= {str(task.label): task.count for task in page.tasks}
        return figures | {"alarms": page.alarms.total, "named": sum("WH0001" in one.about for one in page.changes)}

    own, other = counted(insider), counted(outsiders["district"])
    assert {name for name, count in other.items() if count} == set()
    assert own["cases"] == own["fleet"] == own["named"] == 1
    assert own["ratings"] == Rating.objects.count() == 2
    assert counted(outsiders["department"])["cases"] == 0


def test_contacts_of_all_districts_are_read_and_not_changed(town: SignedClient, outsiders: dict[str, Person]) -> None:
    contact = Contact.objects.get(district=None)
    page = reverse("admin:alarms_contact_change", args=[contact.pk])
    client = outsiders["district"].client
    assert contact.address in client.get(page).content.decode()
    assert client.post(page, {"name": "别人", "address": "x@example.com"}).status_code == 403
    add = {"name": "新", "way": "email", "address": "x@example.com", "level": "1", "least": "2", "active": "on"}
    answer = client.post(reverse("admin:alarms_contact_add"), add)
    assert "district" in answer.context["adminform"].form.errors
    assert client.post(reverse("admin:alarms_contact_add"), add | {"district": ELSEWHERE}).status_code == 302


@pytest.mark.parametrize(
    ("layer", "scope", "seen", "settable"),
    [
        (Layer.ALL, "", True, False),
        (Layer.DISTRICT, ELSEWHERE, True, True),
        (Layer.DISTRICT, HERE, False, False),
        (Layer.TERMINAL, "WH0001", False, False),
    ],
)
def test_layers_are_seen_and_set_by_those_they_speak_to(
    outsiders: dict[str, Person], layer: Layer, scope: str, *, seen: bool, settable: bool
) -> None:
    narrowed = urlencode({"layer": layer.value, "scope": scope} if scope else {"layer": layer.value})
    page = f"{reverse('admin:configuration_value_changelist')}?{narrowed}"
    client = outsiders["district"].client
    answer = client.get(page)
    assert (answer.status_code == 200) is seen
    assert not seen or (answer.context["may_change"], answer.context["touched"]) == (settable, 0)
    sent = client.post(page, {"home_idle_s": "30", "why": "试"})
    assert (sent.status_code == 302) is settable


@pytest.mark.parametrize(
    ("districts", "departments", "fit"),
    [
        ([], "", False),
        ([HERE], "housing", False),
        ([ELSEWHERE], "housing,tax", False),
        ([ELSEWHERE], "housing", True),
    ],
)
def test_whoever_administers_a_part_makes_staff_for_that_part_only(
    outsiders: dict[str, Person], districts: list[str], departments: str, *, fit: bool
) -> None:
    form = {"username": "xin", "password1": "Yi-er-san-4-wu", "password2": "Yi-er-san-4-wu", "usable_password": "true"}
    form |= {"duty-TOTAL_FORMS": "1", "duty-INITIAL_FORMS": "0", "duty-0-departments": departments}
    answer = outsiders["district"].client.post(reverse("admin:auth_user_add"), form | {"duty-0-districts": districts})
    assert (answer.status_code == 302, User.objects.filter(username="xin").exists()) == (fit, fit)
    assert (
        User.objects.filter(username="xin").values_list("pk", flat=True).first() in outsiders["district"].sees(User)
    ) is fit
