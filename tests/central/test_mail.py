"""Receipts by mail: taken in once, sent once over real SMTP, and nothing of whom it was for is left."""

import email
import socket
from datetime import timedelta
from email import policy

import pytest
from django.urls import reverse
from django.utils import timezone
from kit.patience import until

from kiosk.central.intake.models import DeadLetter
from kiosk.central.mail import service
from kiosk.central.mail.models import Delivery
from kiosk.central.mail.sending import send_due
from kiosk.central.sandbox.mail_sink import MailSink
from kiosk.documents.pages import page_text
from tests.central.test_intake import T, envelope, hand_in

ADDRESS = "zhang.san@example.com"
MAIL = {
    "kind": "mail",
    "mail_id": "01900000-0000-7000-8000-0000000000cc",
    "transaction_id": T,
    "service": "market-regulation/business-licence",
    "language": "zh",
    "address": ADDRESS,
    "subject": "电子营业执照打印",
    "lines": [
        {"kind": "text", "value": "打印回执", "strong": True},
        {"kind": "rule"},
        {"kind": "pair", "label": "打印编号", "value": "WH0001-20261124-00001"},
        {"kind": "code", "value": "https://example.invalid/verify/1"},
    ],
}
State = Delivery.State


@pytest.fixture
def mails(settings, tmp_path):
    """The folder of a mail server that central sends to."""
    sink = MailSink(tmp_path / "mail")
    sink.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", sink.port, 10
    yield tmp_path / "mail"
    sink.shutdown()
    sink.server_close()


def arrived(folder):
    return [email.message_from_bytes(file.read_bytes(), policy=policy.default) for file in sorted(folder.glob("*.eml"))]


def asked(terminal, number=1, **changes):
    return hand_in(terminal, envelope(number, MAIL | changes))


def now():
    return timezone.now() + timedelta(seconds=1)


def only():
    return Delivery.objects.get()


def nothing_is_left(delivery):
    return (delivery.address, delivery.subject, delivery.lines) == ("", "", [])


@pytest.mark.parametrize(("language", "word"), [("zh", "电子回执"), ("en", "Receipt")])
def test_a_receipt_arrives_as_text_and_as_a_page_and_the_address_is_forgotten(terminal, mails, language, word):
    asked(terminal, language=language)
    assert only().address == ADDRESS
    assert send_due(now()) == 1
    (mail,) = arrived(mails)
    assert mail["To"] == ADDRESS
    assert mail["Subject"] == f"{word} · 电子营业执照打印"
    assert mail["Message-ID"] == f"<{MAIL['mail_id']}@kiosk>"
    text, page = mail.iter_parts()
    assert "打印编号: WH0001-20261124-00001" in text.get_content()
    assert page.get_content_type() == "application/pdf"
    assert "WH0001-20261124-00001" in page_text(page.get_content())
    assert only().state == State.SENT
    assert nothing_is_left(only())


def test_however_often_it_is_handed_in_it_is_sent_once(terminal, mails):
    asked(terminal, 1)
    asked(terminal, 1)
    asked(terminal, 2)  # another envelope, after a try of the same visit that failed in between
    assert send_due(now()) == 1
    asked(terminal, 3)
    assert send_due(now()) == 0
    assert len(arrived(mails)) == 1
    assert only().state == State.SENT


def test_an_address_that_the_server_refuses_ends_it_and_staff_see_why(terminal, mails, admin_client):
    asked(terminal, address="who@refused.invalid")
    assert send_due(now()) == 0
    delivery = only()
    assert (delivery.state, delivery.tries, delivery.error) == (State.REFUSED, 1, "the mail server answered 550")
    assert nothing_is_left(delivery)
    page = admin_client.get(reverse("admin:mail_delivery_changelist")).content.decode()
    assert "the mail server answered 550" in page
    assert "who@" not in page


def test_not_now_is_tried_again_after_longer_and_longer_pauses_and_then_given_up(terminal, mails):
    asked(terminal, address="who@busy.invalid")
    at = now()
    for tries, pause_s in enumerate(service.PAUSES_S, start=1):
        send_due(at)
        assert (only().state, only().tries) == (State.WAITING, tries)
        send_due(at + timedelta(seconds=pause_s - 1))
        assert only().tries == tries
        at += timedelta(seconds=pause_s)
    send_due(at)
    assert (only().state, only().tries) == (State.GIVEN_UP, len(service.PAUSES_S) + 1)
    assert nothing_is_left(only())
    assert not arrived(mails)


def test_a_server_that_is_away_is_tried_again(terminal, mails, settings):
    port = settings.EMAIL_PORT
    with socket.create_server(("127.0.0.1", 0)) as gone:
        settings.EMAIL_PORT = gone.getsockname()[1]
    asked(terminal)
    send_due(now())
    assert (only().state, only().error) == (State.WAITING, "ConnectionRefusedError")
    settings.EMAIL_PORT = port
    assert send_due(now() + timedelta(seconds=service.PAUSES_S[0])) == 1
    assert len(arrived(mails)) == 1


def test_without_a_mail_server_it_waits(terminal, settings):
    settings.EMAIL_HOST = ""
    asked(terminal)
    assert send_due(now()) == 0
    assert (only().state, only().address) == (State.WAITING, ADDRESS)


def test_what_a_crash_leaves_at_the_server_is_never_sent_again(terminal, mails):
    asked(terminal)
    assert service.take(only())
    assert not service.take(only())
    assert service.settle() == 1
    assert send_due(now()) == 0
    assert only().state == State.DOUBTFUL
    assert nothing_is_left(only())


def test_a_mail_that_is_none_leaves_no_address_among_the_dead_letters(terminal):
    assert asked(terminal, address="no address at all") == ["rejected"]
    (letter,) = DeadLetter.objects.all()
    assert letter.raw["record"] == {
        name: MAIL[name] for name in ("kind", "mail_id", "transaction_id", "service", "language")
    }
    assert "no address" not in str(letter.__dict__)


def test_the_mail_server_of_the_demo_keeps_lines_that_begin_with_a_point(tmp_path):
    sink = MailSink(tmp_path)
    sink.start()
    with socket.create_connection(("127.0.0.1", sink.port), timeout=10) as line, line.makefile("rb") as answers:
        answers.readline()
        for said in (b"EHLO a", b"VRFY b", b"MAIL FROM:<a@b.cn>", b"RCPT TO:<c@d.cn>", b"DATA"):
            line.sendall(said + b"\r\n")
            while answers.readline()[3:4] == b"-":
                pass
        line.sendall(b"..point\r\n.\r\nQUIT\r\n")
        assert answers.readline().startswith(b"250")
    until(lambda: list(tmp_path.glob("*.eml")))
    assert (tmp_path / "0001.eml").read_bytes() == b".point\r\n"
    sink.shutdown()
    sink.server_close()
