"""Who somebody is, through central and the sandbox over real HTTP: told once, and never whether a number is known."""

import logging
import re
import time
from datetime import timedelta

import pytest
import requests
from django.utils import timezone
from kit.ledger_walk import record_id

from kiosk.central.identity.models import PhoneCode
from kiosk.central.identity.phone_code import OF_A_NUMBER, OF_A_TERMINAL, masked
from kiosk.central.sandbox.identity.issuer import WITHDRAWN_INDEX
from kiosk.central.sandbox.identity.views import issuer
from kiosk.central.sandbox.messages.inbox import offer
from kiosk.protocol import api

TRANSACTION = record_id(2)
NUMBER, NAME, PHONE = "420199198803149995", "陈示例", "10000000001"
NO_PHONE, UNKNOWN = "42019919710816999X", "420199195001019999"
SOON_S = 20


@pytest.fixture
def demo(settings, tmp_path, live_server, transactional_db):
    settings.ROOT_URLCONF = "central.sandbox_urls"
    settings.DATA, settings.SELF_URL = tmp_path, live_server.url
    settings.MESSAGES_FILE = tmp_path / "messages" / "messages.yaml"
    offer(settings.MESSAGES_FILE)
    return live_server.url


@pytest.fixture
def kiosk(demo, terminal):
    return terminal


def send(kiosk, number=NUMBER):
    return kiosk.post(api.IDENTITY_CODE_SEND, {"transaction_id": TRANSACTION, "number": number})


def check(kiosk, challenge, code, number=NUMBER):
    typed = {"transaction_id": TRANSACTION, "challenge": challenge, "number": number, "code": code}
    return kiosk.post(api.IDENTITY_CODE_CHECK, typed).json()


def show(kiosk, code):
    return kiosk.post(api.IDENTITY_CREDENTIAL, {"transaction_id": TRANSACTION, "code": code})


def received(demo, phone=PHONE):
    """Return the newest code that the phone shows, once there is one."""
    ends = time.monotonic() + SOON_S
    while not (
        found := re.search(r"验证码 (\d{6})", requests.get(f"{demo}/sandbox/messages/{phone}", timeout=20).text)
    ):
        assert time.monotonic() < ends, "no message came"
    return found[1]


def later(**by):
    PhoneCode.objects.update(sent_at=timezone.now() - timedelta(**by))


def wrong(code):
    return "000000" if code != "000000" else "111111"


def test_a_code_that_was_sent_says_who_it_is(kiosk, demo):
    told = send(kiosk).json()
    assert (told["fault"], told["phone"], told["again_s"]) == (None, "100****0001", 60)
    assert check(kiosk, told["challenge"], received(demo))["person"] == {"name": NAME, "number": NUMBER}


def test_wrong_codes_are_counted_and_then_the_right_one_is_too_late(kiosk, demo):
    challenge = send(kiosk).json()["challenge"]
    code = received(demo)
    told = [check(kiosk, challenge, wrong(code)) for _ in range(3)]
    assert [(one["fault"], one["left"]) for one in told] == [("WRONG", 2), ("WRONG", 1), ("TOO_MANY", 0)]
    assert check(kiosk, challenge, code)["fault"] == "TOO_MANY"


@pytest.mark.parametrize("number", [UNKNOWN, NO_PHONE])
def test_an_unknown_number_is_answered_like_a_known_one(kiosk, number):
    known, unknown = send(kiosk).json(), send(kiosk, number).json()
    assert known.keys() == unknown.keys()
    assert unknown["fault"] is None
    assert re.fullmatch(r"1\d\d\*{4}\d{4}", unknown["phone"])
    told = [
        [check(kiosk, one["challenge"], "xxxxxx", whose) for _ in range(4)]
        for one, whose in ((known, NUMBER), (unknown, number))
    ]
    assert told[0] == told[1]


def test_an_unknown_number_always_has_the_same_phone(kiosk):
    first = send(kiosk, UNKNOWN).json()["phone"]
    later(minutes=2)
    assert send(kiosk, UNKNOWN).json()["phone"] == first


def test_a_code_is_good_for_five_minutes(kiosk, demo):
    challenge = send(kiosk).json()["challenge"]
    code = received(demo)
    later(minutes=5, seconds=1)
    assert check(kiosk, challenge, code)["fault"] == "EXPIRED"


def test_a_code_is_good_at_the_terminal_and_for_the_number_that_asked(kiosk, demo, other_terminal):
    challenge = send(kiosk).json()["challenge"]
    code = received(demo)
    assert check(other_terminal, challenge, code)["fault"] == "REFUSED"
    assert check(kiosk, challenge, code, UNKNOWN)["fault"] == "REFUSED"
    assert check(kiosk, record_id(9), code)["fault"] == "REFUSED"


@pytest.mark.parametrize("number", [NUMBER, UNKNOWN])
def test_there_is_a_minute_between_two_messages_at_any_terminal(kiosk, other_terminal, number):
    assert send(kiosk, number).json()["fault"] is None
    assert send(other_terminal, number).json()["fault"] == "TOO_SOON"
    later(seconds=61)
    assert send(kiosk, number).json()["fault"] is None


def test_a_number_gets_so_many_messages_a_day(kiosk):
    for _ in range(OF_A_NUMBER):
        assert send(kiosk, UNKNOWN).json()["fault"] is None
        later(minutes=2)
    assert send(kiosk, UNKNOWN).json()["fault"] == "TOO_OFTEN"
    later(days=1, seconds=1)
    assert send(kiosk, UNKNOWN).json()["fault"] is None


def test_a_terminal_gets_so_many_messages_an_hour(kiosk, other_terminal):
    PhoneCode.objects.bulk_create(
        PhoneCode(challenge=str(number), terminal=kiosk.terminal, number_digest=str(number), sent_at=timezone.now())
        for number in range(OF_A_TERMINAL)
    )
    assert send(kiosk).json()["fault"] == "TOO_OFTEN"
    assert send(other_terminal).json()["fault"] is None


def test_nothing_that_names_a_person_is_kept_or_logged(kiosk, demo, caplog):
    with caplog.at_level(logging.DEBUG, "kiosk"):
        challenge = send(kiosk).json()["challenge"]
        code = received(demo)
        check(kiosk, challenge, code)
        check(kiosk, challenge, wrong(code))
    kept = repr(list(PhoneCode.objects.values_list()))
    for secret in (NUMBER, NAME, PHONE, code):
        assert secret not in kept
        assert secret not in caplog.text


def test_where_nothing_can_be_sent_everybody_is_told_so(kiosk, settings, tmp_path):
    settings.MESSAGES_FILE = tmp_path / "none.yaml"
    assert {send(kiosk, number).status_code for number in (NUMBER, UNKNOWN)} == {503}


def test_who_cannot_be_asked_is_told_as_that(kiosk, settings, tmp_path):
    settings.IDENTITY_FILE = tmp_path / "identity.yaml"
    settings.IDENTITY_FILE.write_text("operations: []")
    assert send(kiosk).status_code == 502
    assert show(kiosk, "a code").status_code == 502


def test_a_code_on_a_phone_says_once_whose_it_is(kiosk, demo):
    page = requests.get(f"{demo}/sandbox/identity/phone/1", timeout=20).text
    code = re.search(r"ECRED:[\w-]+", page)[0]
    assert show(kiosk, code).json()["person"] == {"name": NAME, "number": NUMBER}
    assert show(kiosk, code).json()["fault"] == "USED"


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (lambda: issuer().issue(0, good_for_s=-1), "EXPIRED"),
        (lambda: issuer().issue(WITHDRAWN_INDEX), "REFUSED"),
        (lambda: "https://example.org/", "UNKNOWN"),
        (lambda: "", "UNKNOWN"),
    ],
)
def test_why_a_code_does_not_serve_is_told(kiosk, code, fault):
    assert show(kiosk, code()).json()["fault"] == fault


def test_no_flow_can_ask_who_has_which_phone(kiosk):
    request = {"transaction_id": TRANSACTION, "service": "a/b", "idempotency_key": "1", "input": {"number": NUMBER}}
    assert kiosk.post(f"{api.CALL}identity.person", request).json()["code"] == "unknown_operation"


def test_strangers_are_told_nothing(demo, client):
    for path in (api.IDENTITY_CREDENTIAL, api.IDENTITY_CODE_SEND, api.IDENTITY_CODE_CHECK):
        assert client.post(path, {}, content_type="application/json").status_code == 401


def test_of_a_phone_only_the_ends_are_shown():
    assert masked("13800001234") == "138****1234"


def test_the_demo_has_no_phone_for_nobody(demo):
    assert requests.get(f"{demo}/sandbox/identity/phone/99", timeout=20).status_code == 404
