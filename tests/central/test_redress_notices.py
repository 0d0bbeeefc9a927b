"""Owners of a redress are told by mail, over real SMTP, by a job: when it becomes theirs and when its time is short."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from kiosk.central.audit.models import AuditEvent
from kiosk.central.publishing.models import Submission
from kiosk.central.ratings import jobs, redressing
from kiosk.central.ratings.models import Redress, RedressEvent, RedressNotice
from kiosk.central.ratings.rules import Notices, rules
from kiosk.central.ratings.sending import send_due
from kiosk.central.ratings.telling import of_deadlines
from kiosk.central.retention import service
from tests.central.test_mail import arrived, mails
from tests.central.test_ratings import NOW, case, rate
from tests.central.test_redress import LATER, member, redress

__all__ = ["mails", "redress"]
State = RedressNotice.State


@pytest.fixture
def owner(db):
    return member("zhang", email="zhang@example.com")


def given(redress, owner, who="lin", now=LATER):
    redressing.assign(redress, owner, who=who, now=now)


def states():
    return sorted(RedressNotice.objects.values_list("occasion", "state"))


def short(redress):
    """The moment at which four hours of work are left."""
    return redress.due_at - timedelta(hours=6)


def test_a_new_owner_is_told_which_case_until_when_and_where_and_nothing_else(redress, owner, mails):
    author = member("author")
    Submission.objects.create(
        service="housing/fund", version=1, written_version=1, title="缴存证明", sha256="0" * 64, size=1, author=author
    )
    redressing.comment(redress, "居民姓王", who="lin", now=LATER)
    given(redress, owner)
    assert arrived(mails) == [], "nothing is sent while somebody waits for a page"
    assert send_due(LATER) == 1
    (mail,) = arrived(mails)
    assert (mail["To"], mail["Subject"]) == ("zhang@example.com", "[指派给您] 差评整改 缴存证明")
    assert mail.get_content().replace("\r", "").split("\n") == [
        "[指派给您] 差评整改 缴存证明",
        f"办件编号：{redress.rating.transaction_id}",
        "办理期限：2026-03-09 17:00",
        "下一步：负责人核实并答复",
        f"http://127.0.0.1:8080/admin/ratings/redress/{redress.pk}/change/",
        "",
        "本邮件由自助终端中心平台自动发出。",
        "",
    ]
    assert mail["Message-ID"] == f"<{RedressNotice.objects.get().batch}@kiosk>"
    assert send_due(LATER) == 0
    assert states() == [("assigned", "sent")]
    assert (redress.events.last().kind, redress.events.last().value) == ("mailed", "zhang")
    event = AuditEvent.objects.get(action="redress.mail")
    assert (event.who, event.detail) == ("system", "assigned: zhang")


def test_who_takes_one_over_is_not_told_what_they_know(redress, owner, mails):
    given(redress, owner, who="zhang")
    assert send_due(LATER) == 0
    assert states() == []


def test_many_given_at_once_are_one_mail_the_first_deadline_first(terminal, owner, mails):
    for number, level, reason in ((1, 2, 213), (2, 1, 115)):
        rate(terminal, transaction_id=case(number), satisfaction=level, reasons=[reason])
    for one in Redress.objects.select_related("rating", "terminal__place"):
        given(one, owner)
    assert send_due(LATER) == 2
    (mail,) = arrived(mails)
    assert mail["Subject"].strip() == "2 件差评整改：[指派给您] 差评整改 housing/fund 等"
    text = mail.get_content()
    assert text.index(case(2)) < text.index(case(1))


def test_a_deadline_that_is_near_is_told_once(redress, owner, mails):
    given(redress, owner)
    send_due(LATER)
    assert of_deadlines(short(redress) - timedelta(days=4)) == 0
    assert [of_deadlines(short(redress)) for _ in range(2)] == [1, 0]
    assert send_due(short(redress)) == 1
    assert arrived(mails)[1]["Subject"] == "[临近期限] 差评整改 housing/fund"
    assert states() == [("assigned", "sent"), ("near", "sent")]


def test_the_reminder_comes_by_working_time(redress, owner):
    """Due on Monday at 17: eight hours of work, six a day, begin on Friday at 15 and not before."""
    given(redress, owner)
    assert f"{timezone.localtime(redress.due_at):%a %H:%M}" == "Mon 17:00"
    friday = redress.due_at - timedelta(days=3)
    assert of_deadlines(friday - timedelta(hours=2, minutes=1)) == 0
    assert of_deadlines(friday - timedelta(hours=2)) == 1


def test_a_deadline_that_is_over_is_called_so(redress, owner, mails):
    given(redress, owner)
    send_due(LATER)
    late = redress.due_at + timedelta(days=1)
    assert of_deadlines(late) == 1
    send_due(late)
    assert arrived(mails)[1]["Subject"].startswith("[已超期]")


def test_who_was_given_it_when_it_was_near_is_told_once_and_the_next_owner_again(redress, owner, mails):
    given(redress, owner, now=short(redress))
    assert of_deadlines(short(redress)) == 0
    assert send_due(short(redress)) == 1
    given(redress, member("wang", email="wang@example.com"), who="wang", now=short(redress))
    assert of_deadlines(short(redress)) == 1
    assert send_due(short(redress)) == 1
    assert [mail["To"] for mail in arrived(mails)] == ["zhang@example.com", "wang@example.com"]


def test_nobody_is_told_of_what_is_not_theirs_any_more_or_closed(redress, owner, mails):
    given(redress, owner)
    given(redress, member("wang", email="wang@example.com"))
    assert send_due(LATER) == 1
    assert [mail["To"] for mail in arrived(mails)] == ["wang@example.com"]
    of_deadlines(short(redress))
    said = {"who": "lin", "now": LATER}
    redressing.reply(redress, "x", **said)
    redressing.call_back(redress, Redress.Way.PHONE, Redress.Result.SATISFIED, "", **said)
    redressing.close(redress, "", **said)
    assert send_due(short(redress)) == 0
    assert of_deadlines(short(redress)) == 0
    assert states() == [("assigned", "sent"), ("assigned", "withdrawn"), ("near", "withdrawn")]


def test_an_account_without_an_address_is_tried_again_until_it_has_one(redress, owner, mails):
    User.objects.update(email="")
    given(redress, owner)
    assert send_due(LATER) == 0
    assert RedressNotice.objects.get().error == "the account has no mail address, or is closed"
    User.objects.update(email="new@example.com")
    assert send_due(LATER + timedelta(seconds=29)) == 0
    assert send_due(LATER + timedelta(seconds=30)) == 1
    assert arrived(mails)[0]["To"] == "new@example.com"


def test_what_nobody_takes_is_given_up_and_shown_in_the_history(redress, mails):
    given(redress, member("zhang", email="who@refused.invalid"))
    at, tries = LATER, 0
    while RedressNotice.objects.get().state == State.WAITING:
        send_due(at)
        at, tries = RedressNotice.objects.get().due_at, tries + 1
        assert tries < 40
    assert states() == [("assigned", "given_up")]
    assert timedelta(hours=24) <= at - LATER <= timedelta(hours=26)
    event = redress.events.last()
    assert (event.kind, event.value) == (RedressEvent.Kind.NOT_MAILED, "zhang")
    assert "@" not in event.text
    assert AuditEvent.objects.get(action="redress.mail_failed").detail.startswith("assigned: zhang: ")


def test_the_site_says_whether_and_when(redress, owner, monkeypatch):
    silent = rules().model_copy(update={"notices": Notices(assigned=False, near=None)})
    monkeypatch.setattr("kiosk.central.ratings.telling.rules", lambda: silent)
    given(redress, owner)
    assert of_deadlines(redress.due_at) == 0
    assert states() == []


def test_a_job_tells_and_a_job_sends():
    assert {"ratings.deadlines", "ratings.send"} <= {job.name for job in jobs.JOBS}


def test_notices_are_deleted_in_time_and_never_while_they_wait(redress, owner, settings, tmp_path):
    settings.ARCHIVE_DIR = tmp_path
    given(redress, owner)
    service.work(NOW + timedelta(days=100))
    assert states() == [("assigned", "waiting")]
    RedressNotice.objects.update(state=State.SENT)
    service.work(NOW + timedelta(days=100))
    assert states() == []
