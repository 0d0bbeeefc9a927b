import base64
import json
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from kiosk.central.audit.models import AuditEvent
from kiosk.central.fleet.joining import EnrolmentRefused, approve, consume, revoke
from kiosk.central.fleet.models import District, EnrolmentCode, LastState, Place, Terminal, TerminalKey, new_code
from kiosk.protocol import api
from kiosk.protocol.signing import fingerprint, public_key_of, sign
from tests.central.conftest import SignedClient, joined

HELLO = {"software": "1.0", "engine": 1}


def ask(code, private_key=b"k" * 32, *, brings=None):
    key = public_key_of(private_key) if brings is None else brings
    body = json.dumps({"code": code, "public_key": base64.b64encode(key).decode(), "model": "T1"}).encode()
    headers = sign(method="POST", url=api.ENROL, body=body, private_key=private_key, key_id="new", now=int(time.time()))
    return Client().post(api.ENROL, body, content_type="application/json", headers=headers)


@pytest.fixture
def code(db):
    return EnrolmentCode.objects.create(place=Place.objects.create(name="和平街道办事处"))


def test_a_terminal_joins_and_waits_for_approval(code):
    reply = api.EnrolReply.model_validate_json(ask(code.code).content)
    assert (reply.terminal_id, reply.state) == ("WH0001", "pending")
    assert reply.fingerprint == fingerprint(public_key_of(b"k" * 32))
    terminal = Terminal.objects.get()
    assert (str(terminal.place), terminal.model, terminal.key.key_id) == ("和平街道办事处", "T1", reply.key_id)
    code.refresh_from_db()
    assert code.consumed_at is not None
    assert code.terminal == terminal


def test_what_enrolment_returns_signs_the_next_request(code):
    reply = ask(code.code).json()
    client = SignedClient(reply["terminal_id"], b"k" * 32, reply["key_id"])
    assert client.post(api.HEARTBEAT, HELLO).json()["state"] == "pending"
    assert approve(client.terminal, "staff")
    assert client.post(api.HEARTBEAT, HELLO).json()["state"] == "approved"
    assert revoke(client.terminal, "staff")
    assert client.post(api.HEARTBEAT, HELLO).json()["state"] == "revoked"
    assert [event.action for event in AuditEvent.objects.all()] == [
        "terminal.revoke",
        "terminal.approve",
        "terminal.enrol",
    ]


def test_whoever_waits_for_approval_is_told_where_it_will_stand(code):
    district = District.objects.get(code="420106")
    Place.objects.update(district=district, street="中南路街道")
    reply = ask(code.code).json()
    client = SignedClient(reply["terminal_id"], b"k" * 32, reply["key_id"])
    told = api.Seat(place="武昌区 中南路街道 和平街道办事处", replaces=False)
    assert api.HeartbeatReply.model_validate(client.post(api.HEARTBEAT, HELLO).json()).seat == told
    approve(client.terminal, "staff")
    assert client.post(api.HEARTBEAT, HELLO).json()["seat"] is None


def test_a_machine_that_replaces_another_is_told_whose_place_it_takes(code):
    first = ask(code.code).json()
    terminal = Terminal.objects.get()
    approve(terminal, "staff")
    second = ask(EnrolmentCode.objects.create(replaces=terminal).code, b"n" * 32).json()
    assert second["terminal_id"] == first["terminal_id"]
    client = SignedClient(second["terminal_id"], b"n" * 32, second["key_id"])
    told = client.post(api.HEARTBEAT, HELLO).json()
    assert told["seat"] == {"place": "和平街道办事处", "replaces": True}
    old = SignedClient(first["terminal_id"], b"k" * 32, first["key_id"])
    assert old.post(api.HEARTBEAT, HELLO).status_code == 401


def test_approving_or_revoking_twice_does_nothing(db):
    terminal = joined(1, "pending").terminal
    assert [approve(terminal, "a"), approve(terminal, "b")] == [True, False]
    assert [revoke(terminal, "a"), revoke(terminal, "b")] == [True, False]
    assert not approve(terminal, "a")
    assert AuditEvent.objects.count() == 2


def test_a_demo_code_approves_by_itself(db):
    code = EnrolmentCode.objects.create(auto_approve=True)
    assert ask(code.code).json()["state"] == "approved"


def test_a_code_may_be_typed_in_small_letters(code):
    assert ask(f" {code.code.lower()} ").status_code == 200


def test_a_used_code_is_refused_to_another_key(code):
    assert ask(code.code).status_code == 200
    refusal = ask(code.code, b"x" * 32)
    assert refusal.status_code == 401
    assert api.Unauthorised.model_validate_json(refusal.content).error == "this code is unknown, expired or used"
    assert Terminal.objects.count() == 1


def test_a_lost_reply_is_given_again_to_the_same_key(code):
    assert ask(code.code).json() == ask(code.code).json()
    assert Terminal.objects.count() == 1


def test_a_revoked_terminal_does_not_come_back_with_its_old_code(code):
    ask(code.code)
    revoke(Terminal.objects.get(), "staff")
    assert ask(code.code).status_code == 401


def test_an_expired_code_is_refused(code):
    EnrolmentCode.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert ask(code.code).status_code == 401
    assert not Terminal.objects.exists()


def test_a_key_that_serves_a_terminal_cannot_join_again(code):
    ask(code.code)
    second = EnrolmentCode.objects.create()
    assert ask(second.code).status_code == 401
    second.refresh_from_db()
    assert second.consumed_at is None


@pytest.mark.parametrize("brings", [public_key_of(b"o" * 32), b"short"], ids=["not held", "no key"])
def test_a_key_that_the_sender_does_not_hold_is_refused(code, brings):
    assert ask(code.code, brings=brings).status_code == 401
    code.refresh_from_db()
    assert code.consumed_at is None


@pytest.mark.parametrize(
    ("body", "status"),
    [('{"code": "x", "public_key": "?"}', 401), ('{"code": "x"}', 400), ("[]", 400), ("", 400)],
)
def test_a_body_that_is_none(db, body, status):
    response = Client().post(api.ENROL, body, content_type="application/json")
    assert response.status_code == status
    assert response.json()["error"]


def test_numbers_go_on_after_the_highest(db):
    joined(41)
    code = EnrolmentCode.objects.create()
    assert ask(code.code).json()["terminal_id"] == "WH0042"


def test_who_drew_a_number_that_another_got_meanwhile_draws_again(db, monkeypatch):
    there = joined(5)
    drawn = iter(["WH0005", "WH0005", "WH0006"])
    monkeypatch.setattr("kiosk.central.fleet.joining._next_id", lambda: next(drawn))
    assert ask(EnrolmentCode.objects.create().code).json()["terminal_id"] == "WH0006"
    assert there.post(api.HEARTBEAT, HELLO).status_code == 200  # and has kept its key


@pytest.mark.django_db(transaction=True)
def test_machines_that_join_at_the_same_moment_are_different_terminals():
    """None gets the number of another, whose key would end by that."""
    codes = [EnrolmentCode.objects.create().code for _ in range(6)]
    start, told = threading.Barrier(len(codes), timeout=10), []

    def join(code: str, private_key: bytes) -> None:
        try:
            start.wait()
            told.append(ask(code, private_key).json()["terminal_id"])
        finally:
            connection.close()

    threads = [threading.Thread(target=join, args=(code, bytes([at + 50]) * 32)) for at, code in enumerate(codes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(told) == [f"WH{number:04d}" for number in range(1, 7)]
    assert TerminalKey.objects.filter(ended_at=None).count() == len(codes)


def test_a_replacement_keeps_number_and_place_and_ends_the_old_key(db):
    old = joined(7)
    old.post(api.HEARTBEAT, HELLO)
    code = EnrolmentCode.objects.create(replaces=old.terminal)
    reply = ask(code.code).json()
    assert (reply["terminal_id"], reply["state"]) == ("WH0007", "pending")
    assert str(old.terminal.place) == "示范街道办事处"
    assert not LastState.objects.exists()
    assert old.post(api.HEARTBEAT, HELLO).status_code == 401


def test_codes_carry_more_than_fifty_bits():
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code.replace("-", "")) == 12 for code in codes)  # 12 × log2 31 = 59


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_a_code_at_once_one_gets_it():
    code = EnrolmentCode.objects.create()
    start, taken = threading.Barrier(2, timeout=10), []

    def take():
        try:
            start.wait()
            consume(code.code)
            taken.append("taken")
        except EnrolmentRefused:
            taken.append("refused")
        finally:
            connection.close()

    takers = [threading.Thread(target=take) for _ in range(2)]
    for taker in takers:
        taker.start()
    for taker in takers:
        taker.join(10)
    assert sorted(taken) == ["refused", "taken"]
