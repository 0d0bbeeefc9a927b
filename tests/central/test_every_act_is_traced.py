"""Whatever staff change leaves an audit event: shown by doing, at every admin of every slice, everything it offers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from kit.staff_acts import Act, Example, Outcome, acts, done

from kiosk.central.audit.models import AuditEvent
from tests.central import test_admin_pages
from tests.central.conftest import SignedClient
from tests.central.staff_examples import ELSEWHERE, EXAMPLES, LOOKS, NOT_STAFF, OPEN_TO_ALL, SITE_VIEWS

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

fleet = test_admin_pages.fleet
PASSWORD = "Yi-er-san-4-wu"


def fault_of(act: Act, outcome: Outcome, who: str) -> str:
    """Return what is wrong with an act, and the remedy; empty when nothing is."""
    key = (act.label, act.name)
    if outcome.tables and not outcome.traced_by(who):
        tables = ", ".join(sorted(outcome.tables))
        return f"{act} changed {tables} and left no event: call audit.record in the same transaction"
    if outcome.tables or outcome.refused or key in LOOKS or act.kind == "list":
        return ""
    how = f"answered {outcome.answers} {' '.join(outcome.said.split())[:200]}"
    return f"{act} changed nothing ({how}): tell in tests/central/staff_examples.py how it is done, key {key}"


def test_every_change_at_every_admin_leaves_its_trace(fleet: SignedClient, admin_user: User) -> None:
    found, client = {act: Outcome() for act in acts() if (act.label, act.name) not in ELSEWHERE}, Client()
    for act in found:
        client.force_login(admin_user)
        found[act] = done(client, act, EXAMPLES.get((act.label, act.name), Example()))
    faults = [fault for act, outcome in found.items() if (fault := fault_of(act, outcome, admin_user.username))]
    assert faults == []
    silent = [
        f"{act}: the event does not say what stood before and after: {[event.detail for event in outcome.events]}"
        for act, outcome in found.items()
        if act.kind == "change" and outcome.tables and not any("→" in event.detail for event in outcome.events)
    ]
    assert [one for one in silent if not one.startswith(_BY_VERB)] == []


_BY_VERB = (
    "kiosk.central.alarms.admin",
    "kiosk.central.gateway.admin",
    "kiosk.central.publishing.admin",
)
"""Pages whose buttons each have a verb of their own, which tells before and after: `alarm.acknowledge`."""


def test_nothing_is_declared_that_is_not_there(fleet: SignedClient) -> None:
    known = {(act.label, act.name) for act in acts()}
    assert {*EXAMPLES, *LOOKS, *ELSEWHERE} - known == set()
    assert [where for where in ELSEWHERE.values() if not Path(where.partition(":")[0]).exists()] == []


def addresses(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        address = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield address
        else:
            yield from addresses(one, address)


def test_every_other_address_that_staff_reach_is_known() -> None:
    of_records = tuple(f"admin/{act.label.lower().replace('.', '/')}/" for act in acts())
    lists = "admin/^(?P<app_label>"
    known = {*SITE_VIEWS, *OPEN_TO_ALL}
    strange = [
        address
        for address in addresses(get_resolver())
        if not address.startswith((*of_records, *NOT_STAFF, lists)) and address not in known
    ]
    assert strange == [], "say in tests/central/staff_examples.py which event a change there leaves, and where shown"
    assert known - set(addresses(get_resolver())) == set()


def test_what_is_said_to_be_shown_elsewhere_stands_there() -> None:
    missing = []
    for said in SITE_VIEWS.values():
        verbs, shown, file = said.partition(": ")
        text = (Path(__file__).parent / file).read_text("utf-8") if shown else ""
        missing += [f"{file}: {verb}" for verb in verbs.split(", ") if shown and verb not in text]
    assert missing == []


def test_a_password_that_somebody_changes_is_recorded(client: Client, db: None) -> None:
    user = User.objects.create_user("clerk", password=PASSWORD, is_staff=True)
    client.force_login(user)
    new = {"old_password": PASSWORD, "new_password1": f"{PASSWORD}6", "new_password2": f"{PASSWORD}6"}
    assert client.post("/admin/password_change/", new | {"old_password": "x"}).status_code == 200
    assert not AuditEvent.objects.filter(action="staff.password").exists()
    assert client.post("/admin/password_change/", new).status_code == 302
    assert AuditEvent.objects.get(action="staff.password").who == "clerk"
