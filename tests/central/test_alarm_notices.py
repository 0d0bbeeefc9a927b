"""Notices on their way: mail over real SMTP, posts to a server on the loopback; tried again, and given up at last."""

import hmac
import json
import threading
from datetime import timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from kiosk.central.alarms import sending
from kiosk.central.alarms.hooks import Hook, HooksError, HookTrouble, load
from kiosk.central.alarms.models import Alarm, Contact, Notice
from kiosk.central.fleet.models import District, Place
from tests.central.test_alarms import after, only, report
from tests.central.test_mail import arrived, mails

__all__ = ["mails"]
KEY = "k" * 40
State = Notice.State


@pytest.fixture
def duty(db):
    return Contact.objects.create(name="值班", address="duty@example.com", least=1)


def states():
    return sorted(Notice.objects.values_list("state", flat=True))


def test_what_comes_within_a_minute_is_one_mail_the_worst_first(terminal, mails, duty):
    Place.objects.update(district=District.objects.get(name="武昌区"))
    report(terminal, 0, code="PAPER_OUT", detail="said by the printer")
    report(terminal, 0.4, source="cabinet", code="TAMPERED")
    assert sending.send_due(after(0.9)) == 0
    assert sending.send_due(after(1)) == 2
    (mail,) = arrived(mails)
    assert mail["To"] == "duty@example.com"
    assert mail["Subject"].strip() == "2 条告警：[紧急] WH0001 示范街道办事处 机柜被撬动 等"
    text = mail.get_content()
    assert text.index("机柜被撬动") < text.index("缺纸")
    assert "处理：加纸。" in text
    assert f"/admin/alarms/alarm/{only(code='PAPER_OUT').pk}/change/" in text
    assert "said by the printer" not in text
    assert sending.send_due(after(2)) == 0
    assert states() == ["sent", "sent"]
    assert only(code="PAPER_OUT").events.last().text == "duty@example.com"


def test_what_is_not_ripe_waits_though_another_goes(terminal, mails, duty):
    report(terminal, 0)
    report(terminal, 0.5, source="cabinet", code="DOOR_OPEN")
    assert sending.send_due(after(1)) == 1
    assert sending.send_due(after(1.5)) == 1
    assert len(arrived(mails)) == 2


def test_one_mail_keeps_its_id_over_its_tries(terminal, mails, duty, settings):
    host, settings.EMAIL_HOST = settings.EMAIL_HOST, ""
    report(terminal, 0)
    assert sending.send_due(after(1)) == 0
    notice = Notice.objects.get()
    assert (notice.tries, notice.error) == (1, "no mail server is set up")
    report(terminal, 1.1, source="cabinet", code="TAMPERED")
    settings.EMAIL_HOST = host
    assert sending.send_due(after(1.4)) == 0
    assert sending.send_due(after(1.5)) == 1
    (mail,) = arrived(mails)
    assert mail["Message-ID"] == f"<{notice.batch}@kiosk>"
    assert "机柜被撬动" not in mail.get_content()


def test_what_nobody_takes_is_given_up_after_a_day_and_sent_again_when_staff_want_it(terminal, mails):
    Contact.objects.create(name="忙", address="who@busy.invalid", least=1)
    report(terminal, 0)
    at, tries = after(1), 0
    while Notice.objects.get().state == State.WAITING:
        sending.send_due(at)
        at, tries = Notice.objects.get().due_at, tries + 1
        assert tries < 40
    notice = Notice.objects.get()
    assert (notice.state, notice.error) == (State.GIVEN_UP, "SMTPRecipientsRefused")
    assert timedelta(hours=24) <= at - after(0) <= timedelta(hours=26)
    assert only().events.last().kind == "not_notified"
    assert sending.again(notice, "staff", at)
    assert not sending.again(notice, "staff", at)
    assert Notice.objects.get().state == State.WAITING


def test_two_contacts_have_a_mail_each_and_one_refusal_harms_no_other(terminal, mails, duty):
    Contact.objects.create(name="拒", address="who@refused.invalid", least=1)
    report(terminal, 0)
    assert sending.send_due(after(1)) == 1
    assert states() == ["sent", "waiting"]


class Receiver(HTTPServer):
    """Keeps what was posted, and answers with `answer`."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Receiving)
        self.posts, self.answer, self.location = [], 204, ""
        self.url = f"http://127.0.0.1:{self.server_port}/alarms"


class _Receiving(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posts.append((self.path, dict(self.headers), body))
        self.send_response(self.server.answer)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.end_headers()

    def log_message(self, *_args):
        pass


@pytest.fixture
def receiver():
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def hook(receiver, settings, tmp_path, db):
    write(tmp_path, f"hooks:\n- {{name: duty-room, url: '{receiver.url}', key: duty.key, private: true}}\n")
    settings.HOOKS_FILE = tmp_path / "hooks.yaml"
    return Contact.objects.create(name="值班大屏", way="hook", address="duty-room", least=1)


def write(folder, content, key=KEY):
    (folder / "hooks.yaml").write_text(content)
    (folder / "duty.key").write_text(key + "\n")
    return folder / "hooks.yaml"


def test_a_post_says_what_and_proves_from_whom(terminal, hook, receiver):
    report(terminal, 0, code="PAPER_OUT", detail="said by the printer")
    assert sending.send_due(after(0)) == 1
    ((path, headers, body),) = receiver.posts
    now_s = int(after(0).timestamp())
    made = hmac.new(KEY.encode(), f"{now_s}.".encode() + body, sha256).hexdigest()
    assert headers["Kiosk-Signature"] == f"t={now_s},v1={made}"
    assert path == "/alarms"
    said = json.loads(body)
    assert said["notice_id"] == str(Notice.objects.get().pk)
    assert (said["severity"], said["code"], said["name"], said["terminal"]) == ("major", "PAPER_OUT", "缺纸", "WH0001")
    assert b"said by the printer" not in body


@pytest.mark.parametrize("answer", [302, 400, 500])
def test_what_is_not_taken_is_tried_again_and_no_redirect_is_followed(terminal, hook, receiver, answer):
    receiver.answer, receiver.location = answer, f"{receiver.url}/elsewhere"
    report(terminal, 0)
    assert sending.send_due(after(0)) == 0
    assert Notice.objects.get().error == f"duty-room answered {answer}"
    receiver.answer, receiver.location = 200, ""
    assert sending.send_due(after(0.5)) == 1
    assert [path for path, *_rest in receiver.posts] == ["/alarms", "/alarms"]
    ids = {json.loads(body)["notice_id"] for *_rest, body in receiver.posts}
    assert len(ids) == 1


def test_a_private_network_is_reached_only_where_that_is_meant(receiver):
    with pytest.raises(HookTrouble, match="private network"):
        Hook("h", receiver.url, KEY.encode()).post({}, 0)
    assert receiver.posts == []
    assert KEY not in repr(Hook("h", receiver.url, KEY.encode()))


def test_a_hook_that_is_gone_from_the_file_is_told(terminal, hook, settings, tmp_path):
    settings.HOOKS_FILE = tmp_path / "none.yaml"
    report(terminal, 0)
    assert sending.send_due(after(0)) == 0
    assert Notice.objects.get().error == "hooks.yaml has no duty-room"


ONE = "{name: a, url: 'https://a.example/', key: duty.key}"


@pytest.mark.parametrize(
    ("content", "key", "said"),
    [
        ("hooks: [{name: A, url: 'ftp://x', key: duty.key}]", KEY, r"hooks\.0\.name.*hooks\.0\.url"),
        (f"hooks: [{ONE}, {ONE}]", KEY, "a stands twice"),
        (f"hooks: [{ONE}]", "short", "openssl rand"),
        ("hooks: [{name: a, url: 'https://a.example/', key: none.key}]", KEY, "No such file"),
        ("hooks: [", KEY, "hooks.yaml"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path, content, key, said):
    with pytest.raises(HooksError, match=said):
        load(write(tmp_path, content, key), "")


def test_a_contact_names_an_address_or_a_hook_that_is_there(hook):
    hook.full_clean()
    for way, address in (("hook", "invented"), ("email", "nobody")):
        with pytest.raises(ValidationError):
            Contact(name="x", way=way, address=address).full_clean()


def test_a_mail_to_the_owner_goes_though_the_terminal_is_muted(terminal, mails, admin_user):
    from kiosk.central.alarms import muting, service

    report(terminal, 0)
    muting.mute(terminal.terminal, timezone.now() + timedelta(days=9999), "修", "staff", after(0))
    assert service.assign(Alarm.objects.get(), admin_user, "staff", after(0))
    assert sending.send_due(after(1)) == 1
    (mail,) = arrived(mails)
    assert "指派给您" in mail.get_content()
