"""A machine that was replaced hands in what its ledger holds, for a while, and no more; a stolen one nothing."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from kit.ledger_walk import SERVICE, TRANSACTION

from kiosk.central.alarms.models import Alarm
from kiosk.central.audit import service as audit
from kiosk.central.audit.models import AuditEvent
from kiosk.central.commands.models import Command
from kiosk.central.fleet import joining
from kiosk.central.fleet.models import EnrolmentCode, Terminal, TerminalKey, in_a_day
from kiosk.central.intake.models import DeadLetter, Issue, Received, Transaction
from kiosk.central.ratings.models import Rating
from kiosk.protocol import api
from kiosk.protocol.openapi import OPERATIONS, Operation
from kiosk.protocol.records import Outcome
from kiosk.settings import Platform
from kiosk.sync.heart import Membership
from tests.central.conftest import SignedClient, joined
from tests.central.test_admin_pages import act
from tests.central.test_enrolment import ask
from tests.central.test_intake import ALARM, ISSUE, PAYMENT, RATING, envelope, hand_in
from tests.central.test_intake import TRANSACTION as CASE
from tests.central.test_keys import HELLO, NEXT, wish, with_key
from tests.central.test_replays import body_of, path_of, send
from tests.central.test_ruling_travels import started

RECORDS = (CASE, ISSUE, RATING, PAYMENT)
ITEMS = [envelope(number, record) for number, record in enumerate(RECORDS)]


def replaced(old: SignedClient, key: bytes = b"k" * 32) -> SignedClient:
    """Let another machine take its place, as a technician with a code does; return that one."""
    code = joining.new_enrolment_code("lin", expires_at=in_a_day(), replaces=old.terminal)
    reply = ask(code.code, key).json()
    assert reply["terminal_id"] == old.terminal_id
    return SignedClient(reply["terminal_id"], key, reply["key_id"])


def intake(client: SignedClient) -> int:
    return client.post(api.INTAKE, {"items": ITEMS}).status_code


def held(client: SignedClient) -> TerminalKey:
    return TerminalKey.objects.get(key_id=client.key_id)


def test_what_residents_did_there_arrives_under_the_old_number(terminal):
    replaced(terminal)
    assert hand_in(terminal, *ITEMS) == ["accepted"] * len(ITEMS)
    assert hand_in(terminal, *ITEMS) == ["duplicate"] * len(ITEMS)
    assert {Transaction.objects.get().terminal_id, Issue.objects.get().terminal_id} == {terminal.terminal_id}
    assert Rating.objects.count() == 1
    assert held(terminal).late_records == len(ITEMS)
    (event,) = AuditEvent.objects.filter(action="terminal.late_records")
    assert (event.who, event.object_id) == (f"terminal:{terminal.terminal_id}", terminal.terminal_id)
    assert held(terminal).fingerprint in event.detail


def test_each_machine_of_a_terminal_is_told_how_many_were_there_before(terminal):
    """Each numbers its documents in a range of its own: nobody knows yet what the one before printed today."""
    told = []
    for key in (b"k" * 32, b"l" * 32, b"m" * 32):
        code = joining.new_enrolment_code("lin", expires_at=in_a_day(), replaces=terminal.terminal)
        told += [ask(code.code, key).json()["machine"] for _again in range(2)]
    assert told == [1, 1, 2, 2, 3, 3]
    fresh = joining.new_enrolment_code("lin", expires_at=in_a_day())
    assert ask(fresh.code, b"n" * 32).json()["machine"] == 0


def test_the_new_machine_is_let_in_and_hands_in_beside_it(terminal):
    new = replaced(terminal)
    assert intake(new) == 403, "staff have not compared the fingerprints"
    joining.approve(new.terminal, "lin")
    assert hand_in(terminal, ITEMS[0]) == ["accepted"]
    assert hand_in(new, envelope(90, CASE | {"transaction_id": "01900000-0000-7000-8000-0000000000ee"})) == ["accepted"]
    assert new.post(api.HEARTBEAT, HELLO).json()["state"] == "approved"


@pytest.mark.parametrize(
    "operation", [one for one in OPERATIONS if one.name not in ("intake", "enrol")], ids=lambda one: one.name
)
def test_the_old_key_opens_nothing_else(terminal: SignedClient, operation: Operation) -> None:
    """No configuration, no flows' versions, no commands, no department, no money, nobody's draft."""
    joining.approve(replaced(terminal).terminal, "lin")
    assert intake(terminal) == 200
    body = json.dumps(HELLO).encode() if operation.name == "heartbeat" else body_of(operation)
    headers = terminal.headers(operation.method.upper(), path_of(operation), body)
    assert send(terminal, operation, body, headers).status_code == 401


def test_the_old_key_leads_to_no_new_one(terminal):
    new = replaced(terminal)
    joining.approve(new.terminal, "lin")
    assert terminal.post(api.ROTATE_KEY, wish()).status_code == 401
    code = joining.new_enrolment_code("lin", expires_at=in_a_day()).code
    assert ask(code, terminal.private_key).status_code == 401
    assert new.post(api.HEARTBEAT, HELLO).status_code == 200


def test_a_stolen_machine_that_was_revoked_never_hands_anything_in(terminal):
    """Neither while it is revoked, nor when another one stands there and is let in."""
    joining.revoke(terminal.terminal, "lin")
    assert intake(terminal) == 403
    new = replaced(terminal)
    assert intake(terminal) == 401
    joining.approve(new.terminal, "lin")
    assert intake(terminal) == 401
    assert (Received.objects.count(), DeadLetter.objects.count(), held(terminal).records_until) == (0, 0, None)


def test_revoking_what_stands_there_now_ends_it_for_good(terminal):
    new = replaced(terminal)
    joining.approve(new.terminal, "lin")
    joining.revoke(new.terminal, "lin")
    assert intake(terminal) in (401, 403)
    third = replaced(terminal, b"t" * 32)
    joining.approve(third.terminal, "lin")
    assert [intake(one) for one in (terminal, new, third)] == [401, 401, 200]


def test_both_keys_of_a_machine_in_the_middle_of_a_change_hand_in(terminal):
    terminal.post(api.ROTATE_KEY, wish())
    new = replaced(terminal)
    joining.approve(new.terminal, "lin")
    assert (intake(terminal), intake(with_key(terminal.terminal_id))) == (200, 200)
    assert new.post(api.HEARTBEAT, HELLO).status_code == 200, "an old key that is used late ends no other"


def test_a_key_that_was_changed_away_hands_nothing_in(terminal):
    """It may have been copied: that is what keys are changed for."""
    terminal.post(api.ROTATE_KEY, wish())
    changed = with_key(terminal.terminal_id, NEXT)
    assert changed.post(api.HEARTBEAT, HELLO).status_code == 200
    replaced(terminal)
    assert (intake(terminal), intake(changed)) == (401, 200)


def test_a_machine_that_was_never_let_in_hands_nothing_in(db):
    waiting = joined(3, "pending")
    replaced(waiting)
    assert intake(waiting) == 401


def test_after_its_days_it_is_over(terminal, settings):
    settings.LATE_RECORDS = timedelta(days=3)
    replaced(terminal)
    left = held(terminal).records_until - timezone.now()
    assert timedelta(days=2.99) < left <= timedelta(days=3)
    TerminalKey.objects.filter(key_id=terminal.key_id).update(records_until=timezone.now())
    assert intake(terminal) == 401


def test_a_platform_may_take_nothing_late(terminal, settings):
    settings.LATE_RECORDS = timedelta(0)
    replaced(terminal)
    assert intake(terminal) == 401


def test_what_the_old_machine_says_of_itself_is_not_taken_for_the_new_ones_word(terminal):
    command = Command.objects.create(
        command_id="01900000-0000-7000-8000-0000000000c0",
        terminal=terminal.terminal,
        kind="refresh",
        why="试",
        deadline=in_a_day(),
        asked_by="lin",
    )
    replaced(terminal)
    said = {"kind": "command", "command_id": command.pk, "state": "done", "sequence": 3}
    doubt = ALARM | {"source": "ledger", "code": "ISSUE_DOUBTFUL", "detail": ISSUE["serial"]}
    items = [envelope(1, ALARM), envelope(2, CASE), envelope(3, said), envelope(4, doubt), {"id": "x", "record": 7}]
    assert hand_in(terminal, *items) == ["accepted"] * 4 + ["rejected"]
    assert [alarm.code for alarm in Alarm.objects.all()] == ["ISSUE_DOUBTFUL"]
    command.refresh_from_db()
    assert command.state == Command.State.QUEUED
    assert (Received.objects.count(), DeadLetter.objects.count()) == (2, 1)
    assert AuditEvent.objects.get(action="terminal.late_records").detail.endswith(
        "3 records, 2 of the machine passed over"
    )


def test_a_batch_is_there_with_its_trace_or_not_at_all(terminal, monkeypatch):
    replaced(terminal)
    terminal.client.raise_request_exception = False

    def broken(*_args: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(audit, "record", broken)
        assert intake(terminal) == 500
    assert (Received.objects.count(), held(terminal).late_records) == (0, 0)
    assert intake(terminal) == 200


def test_staff_see_what_came_and_can_end_it(terminal, admin_client):
    replaced(terminal)
    hand_in(terminal, *ITEMS)
    page = admin_client.get(f"/admin/fleet/terminal/{terminal.terminal_id}/change/").content.decode()
    for words in ("补报截止", "已补报条数", '<td class="field-late_records">'):
        assert words in page
    assert "接收原主机补报" in admin_client.get("/admin/").content.decode()
    act(admin_client, Terminal, "end_late_records", terminal.terminal)
    assert intake(terminal) == 401
    event = AuditEvent.objects.get(action="terminal.end_late_records")
    assert (event.who, event.object_id) == ("admin", terminal.terminal_id)
    assert not joining.end_late_records(terminal.terminal, "lin"), "there is nothing more to end"


def test_a_revocation_at_the_same_moment_counts(terminal, monkeypatch):
    """Whoever enrols has read the terminal before it was revoked: what stands when its place is taken decides."""
    consume = joining.consume

    def slowly(code: str) -> EnrolmentCode:
        found = consume(code)
        assert found.replaces is not None
        assert found.replaces.state == "approved"
        joining.revoke(Terminal.objects.get(pk=found.replaces.pk), "lin")
        return found

    monkeypatch.setattr(joining, "consume", slowly)
    replaced(terminal)
    assert intake(terminal) == 401


@pytest.mark.django_db(transaction=True)
def test_a_ledger_empties_itself_after_its_machine_was_replaced(live_server, tmp_path):
    """The terminal's real code, central over HTTP: nobody has to do anything at the old machine but leave it on."""

    def machine(name: str, code: str) -> Any:
        place = tmp_path / name
        place.mkdir()
        none = tmp_path / "none.json"
        return started(
            place, Platform(url=live_server.url, public_url=live_server.url, trusted_root=none, enrolment_code=code)
        )

    code = joining.new_enrolment_code("lin", expires_at=in_a_day(), auto_approve=True)
    old = machine("old", code.code)
    old.beat()
    old.ledger.open_transaction(TRANSACTION, SERVICE, 3, "0" * 12)
    old.ledger.close_transaction(TRANSACTION, Outcome.COMPLETED, "end")
    waiting = old.ledger.outbox_left()
    assert waiting

    terminal = Terminal.objects.get()
    second = joining.new_enrolment_code("lin", expires_at=in_a_day(), replaces=terminal, auto_approve=True)
    new = machine("new", second.code)
    new.beat()
    old.heart.work()
    assert old.heart.standing.membership is Membership.NOT_KNOWN_THERE
    while old.ledger.outbox_left():
        assert old.outbox.work() == 0
    assert Transaction.objects.get().terminal_id == terminal.pk
    assert TerminalKey.objects.filter(ended_at__isnull=False).get().late_records == waiting
    old.end()
    new.end()
