"""Receipts as short messages: taken in once, sent once through the demo's gateway over real HTTP, then forgotten."""

from datetime import timedelta

import pytest
import requests
from django.urls import reverse
from django.utils import timezone

from kiosk.central.intake.models import DeadLetter
from kiosk.central.mail import message, service
from kiosk.central.mail.models import Delivery
from kiosk.central.mail.sending import send_due
from kiosk.central.messages.gateway import Gateway, gateway
from kiosk.central.sandbox.messages.inbox import offer
from kiosk.protocol.personal import Personal
from tests.central.test_intake import envelope, hand_in
from tests.central.test_mail import MAIL

PHONE = "13800001234"
MESSAGE = MAIL | {"way": "phone", "address": PHONE}
TEXT = "打印编号: WH0001-20261124-00001"
State = Delivery.State


@pytest.fixture
def phones(settings, tmp_path, live_server):
    """What reads a phone of the demo's gateway, which central sends to."""
    settings.ROOT_URLCONF = "central.sandbox_urls"
    settings.DATA, settings.SELF_URL = tmp_path, live_server.url
    settings.MESSAGES_FILE = tmp_path / "messages" / "messages.yaml"
    offer(settings.MESSAGES_FILE)
    return lambda phone=PHONE: requests.get(f"{live_server.url}/sandbox/messages/{phone}", timeout=20).text


def take_in(terminal, number=1, **changes):
    return hand_in(terminal, envelope(number, MESSAGE | changes))


def now():
    return timezone.now() + timedelta(seconds=1)


def only():
    return Delivery.objects.get()


def nothing_is_left(delivery):
    return (delivery.address, delivery.subject, delivery.lines) == ("", "", [])


def test_a_terminal_whose_clock_is_ahead_keeps_nobody_waiting(terminal, phones):
    hand_in(terminal, envelope(1, MESSAGE, (now() + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M:%SZ")))
    assert send_due(now()) == 1


def test_it_is_read_on_the_phone_once_however_often_it_was_handed_in_and_forgotten(terminal, phones):
    for number in (1, 1, 2):
        take_in(terminal, number)
    assert send_due(now()) == 1
    take_in(terminal, 3)
    assert send_due(now()) == 0
    assert phones().count(TEXT) == 1
    assert TEXT not in phones("13900000000")
    assert only().state == State.SENT
    assert nothing_is_left(only())


def test_a_gateway_that_is_away_is_tried_again_and_the_message_comes_once(terminal, phones, monkeypatch):
    take_in(terminal)
    monkeypatch.setattr(message, "gateway", lambda: Gateway("http://127.0.0.1:1/send", "key"))
    assert send_due(now()) == 0
    assert (only().state, only().tries, only().error) == (State.WAITING, 1, "ConnectionError")
    monkeypatch.undo()
    assert send_due(now()) == 0
    assert send_due(now() + timedelta(seconds=service.PAUSES_S[0])) == 1
    assert phones().count(TEXT) == 1
    assert nothing_is_left(only())


def test_what_the_gateway_took_without_our_knowing_is_the_same_message_again(terminal, phones):
    take_in(terminal)
    gateway().send(MAIL["mail_id"], Personal(PHONE), Personal(TEXT))
    assert send_due(now()) == 1
    assert phones().count(TEXT) == 1


def test_without_a_gateway_it_waits_and_is_given_up_in_the_end(terminal, settings, tmp_path):
    settings.MESSAGES_FILE = tmp_path / "none.yaml"
    take_in(terminal)
    at = now()
    for pause_s in service.PAUSES_S:
        send_due(at)
        assert (only().state, only().error) == (State.WAITING, "no message gateway is set up")
        at += timedelta(seconds=pause_s)
    send_due(at)
    assert only().state == State.GIVEN_UP
    assert nothing_is_left(only())


def test_what_the_gateway_will_never_take_ends_it(terminal, phones):
    take_in(terminal)
    Delivery.objects.update(address="12")
    assert send_due(now()) == 0
    assert (only().state, only().error) == (State.REFUSED, "the gateway answered 400")
    assert nothing_is_left(only())


def test_a_wrong_key_is_no_fault_of_the_message(terminal, phones, settings):
    take_in(terminal)
    line = gateway()
    settings.MESSAGES_FILE.with_name("gateway.key").write_text("another")
    assert line is gateway()
    send_due(now())
    assert (only().state, only().error) == (State.WAITING, "the gateway answered 401")


def test_what_a_crash_leaves_at_the_gateway_is_doubtful(terminal, phones):
    take_in(terminal)
    assert service.take(only())
    assert service.settle() == 1
    assert send_due(now()) == 0
    assert only().state == State.DOUBTFUL
    assert nothing_is_left(only())


@pytest.mark.parametrize(
    "changes",
    [
        {"address": "zhang.san@example.com"},
        {"way": "email"},
        {"lines": [{"kind": "text", "value": "长" * 301}]},
        {"lines": [{"kind": "rule"}]},
    ],
)
def test_what_is_no_message_is_a_dead_letter_without_its_number(terminal, changes):
    assert take_in(terminal, **changes) == ["rejected"]
    assert not Delivery.objects.exists()
    assert PHONE not in str(DeadLetter.objects.get().__dict__)


def test_intake_takes_it_and_staff_see_the_way_but_no_number(terminal, admin_client):
    assert take_in(terminal) == ["accepted"]
    assert (only().way, only().address) == ("phone", PHONE)
    page = admin_client.get(reverse("admin:mail_delivery_changelist")).content.decode()
    assert "短信" in page
    assert PHONE not in page
