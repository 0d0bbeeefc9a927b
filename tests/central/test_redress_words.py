"""Words that staff wrote about a bad rating end, in time and not before; what was done stays, and what is open."""

from datetime import timedelta

import pytest
from django.urls import reverse

from kiosk.central.audit.models import AuditEvent
from kiosk.central.ratings import redressing
from kiosk.central.ratings.models import Rating, Redress, RedressEvent
from kiosk.central.retention import service
from kiosk.central.retention.models import Batch
from tests.central.test_rating_figures import END, city
from tests.central.test_ratings import case
from tests.central.test_ratings_kept import CASES_GO
from tests.central.test_redress import member

__all__ = ["city"]


@pytest.fixture(autouse=True)
def _archive(settings, tmp_path):
    settings.ARCHIVE_DIR = tmp_path / "archive"


def closed_at(redress):
    officer = member("wang")
    said = {"who": "wang", "now": END}
    redressing.assign(redress, officer, **said)
    redressing.reply(redress, "王女士的材料已补", **said)
    redressing.call_back(redress, Redress.Way.PHONE, Redress.Result.DECLINED, "她说已解决", **said)
    redressing.close(redress, "无须再评", **said)


def texts():
    return sorted(text for text in RedressEvent.objects.values_list("text", flat=True) if text)


def test_words_about_a_redress_end_a_month_after_its_close_and_the_steps_stay(city):
    redress = Redress.objects.get(rating__transaction_id=case(3))
    closed_at(redress)
    service.work(END + timedelta(days=30))
    assert "王女士的材料已补" in texts()
    service.work(END + timedelta(days=31))
    assert texts() == []
    steps = [(event.kind, event.who) for event in redress.events.all()]
    assert steps[1:] == [(kind, "wang") for kind in ("assigned", "replied", "called_back", "closed")]
    assert Batch.objects.filter(kind="redress_events", deed="erased").first().rows == 3
    service.work(END + timedelta(days=402))
    assert not redress.events.exists()
    assert AuditEvent.objects.filter(action="redress.close", object_id=str(redress.pk)).exists()


def test_a_remark_after_the_close_has_its_month_too(city):
    redress = Redress.objects.get(rating__transaction_id=case(2))
    redressing.comment(redress, "居民又来电", who="lin", now=END + timedelta(days=40))
    service.work(END + timedelta(days=69))
    assert texts() == ["居民又来电"]
    service.work(END + timedelta(days=72))
    assert texts() == []


def test_of_an_open_redress_nothing_is_taken_however_old(city):
    redress = Redress.objects.get(rating__transaction_id=case(3))
    redressing.assign(redress, member("wang"), who="wang", now=END)
    redressing.reply(redress, "正在核实", who="wang", now=END)
    service.work(END + timedelta(days=3000))
    assert "正在核实" in texts()
    assert redress.events.count() == 3
    assert Rating.objects.filter(transaction_id=case(3)).exists()


def test_the_page_of_a_redress_whose_words_ended_says_so(client, admin_user, city):
    redress = Redress.objects.get(rating__transaction_id=case(2))
    client.force_login(admin_user)
    page = reverse("admin:ratings_redress_change", args=[redress.pk])
    assert "按保留期限清除" not in client.get(page).content.decode()
    service.work(CASES_GO)
    service.work(END + timedelta(days=500))
    client.force_login(admin_user)
    text = client.get(page).content.decode()
    assert "按期办结" in text
    assert "按保留期限清除" in text
