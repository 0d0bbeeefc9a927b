"""The pages of alarms as staff use them, and the table's way out of `intake`."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse
from django.utils import timezone

from kiosk.central.accounts.models import Duty
from kiosk.central.alarms import muting, watching
from kiosk.central.alarms.jobs import JOBS
from kiosk.central.alarms.models import Alarm, Contact, Mute
from kiosk.central.audit.models import AuditEvent
from tests.central.conftest import joined
from tests.central.test_admin_pages import act
from tests.central.test_alarms import NOON, after, only, report

LIST = "/admin/alarms/alarm/"


def page_of(alarm):
    return reverse("admin:alarms_alarm_change", args=[alarm.pk])


def rows(client, **query):
    text = client.get(LIST, query).content.decode()
    return text.partition('id="result_list"')[2].partition("</table>")[0]  # the filters after it name alarms, too


def technician(name, *districts):
    """Return somebody who looks after alarms of these districts; of all where none is named."""
    user = User.objects.create_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name="维修技术员"))
    Duty.objects.create(user=user).districts.set(districts)
    return user


@pytest.fixture
def two(terminal):
    report(terminal, 0)
    report(terminal, 1, source="cabinet", code="TAMPERED")
    return terminal


def test_the_worst_stands_first_with_its_words(admin_client, two):
    shown = rows(admin_client)
    assert shown.index("机柜被撬动") < shown.index("卡纸")
    for word in ("紧急", "重要", "WH0001", "文件打印机", "待确认"):
        assert word in shown


def test_the_list_shows_what_is_open_unless_asked_otherwise(admin_client, two):
    report(two, 2, cleared=True)
    assert "卡纸" not in rows(admin_client)
    assert "卡纸" in rows(admin_client, open="0")
    assert "卡纸" in rows(admin_client, open="all")
    assert rows(admin_client, care="mine") == ""
    assert "机柜被撬动" in rows(admin_client, care="unseen")
    assert "机柜被撬动" in rows(admin_client, care="nobody")
    assert rows(admin_client, district="420106") == ""
    assert "机柜被撬动" in rows(admin_client, severity__exact="4")


def test_a_page_says_what_to_do_and_all_that_happened(admin_client, two):
    alarm = only(code="PAPER_JAM")
    text = admin_client.get(page_of(alarm)).content.decode()
    for word in ("打开打印机，取出卡住的纸，再关好。", "发生", "WH0001", "确认：我来看"):
        assert word in text
    admin_client.post("/i18n/setlang/", {"language": "en", "next": "/admin/"})
    assert "Open the printer, take the sheet out, close it." in admin_client.get(page_of(alarm)).content.decode()


def test_the_buttons_of_a_page(admin_client, two):
    owner = technician("wang")
    alarm = only(code="PAPER_JAM")
    for said in (
        {"act": "acknowledge"},
        {"act": "assign", "owner": owner.pk},
        {"act": "comment", "text": "下午去"},
        {"act": "mute", "hours": "2", "reason": "换辊"},
    ):
        assert admin_client.post(page_of(alarm), said).status_code == 302
    alarm.refresh_from_db()
    assert (alarm.acknowledged_by, alarm.owner) == ("admin", owner)
    assert Mute.objects.get().reason == "换辊"
    text = admin_client.get(page_of(alarm)).content.decode()
    assert "下午去" in text
    assert "静音中" in text
    assert (
        "须写明原因" in admin_client.post(page_of(alarm), {"act": "clear", "reason": ""}, follow=True).content.decode()
    )
    admin_client.post(page_of(alarm), {"act": "clear", "reason": "误报"})
    alarm.refresh_from_db()
    assert alarm.cleared_by == "admin"
    assert "无需改动" in admin_client.post(page_of(alarm), {"act": "acknowledge"}, follow=True).content.decode()
    assert "静音时长" in admin_client.post(page_of(alarm), {"act": "mute", "hours": "9"}, follow=True).content.decode()
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"alarm.acknowledge", "alarm.assign", "alarm.comment", "alarm.clear", "mute.begin"} <= actions


def test_many_at_once(admin_client, two):
    owner = technician("wang")
    alarms = list(Alarm.objects.all())
    act(admin_client, Alarm, "acknowledge", *alarms)
    assert Alarm.objects.filter(acknowledged_by="admin").count() == 2
    decided = {"decided": "1", "_selected_action": [alarm.pk for alarm in alarms]}
    asked = admin_client.post(LIST, {"action": "assign", "_selected_action": decided["_selected_action"]})
    assert "负责人" in asked.content.decode()
    admin_client.post(LIST, decided | {"action": "assign", "owner": owner.pk})
    assert Alarm.objects.filter(owner=owner).count() == 2
    admin_client.post(LIST, decided | {"action": "mute", "hours": "1", "reason": "修"})
    assert Mute.objects.count() == 1
    refused = admin_client.post(LIST, decided | {"action": "clear", "reason": ""})
    assert "须写明原因" in refused.content.decode()
    admin_client.post(LIST, decided | {"action": "clear", "reason": "演练"})
    assert not Alarm.objects.filter(cleared_at__isnull=True).exists()
    assert AuditEvent.objects.filter(action="alarm.clear", detail="演练").count() == 2


def test_whoever_may_only_look_has_no_buttons_and_can_do_nothing(client, two):
    clerk = User.objects.create_user("clerk", password="x", is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_alarm"))
    client.force_login(clerk)
    alarm = only(code="PAPER_JAM")
    assert "确认：我来看" not in client.get(page_of(alarm)).content.decode()
    assert client.post(page_of(alarm), {"act": "acknowledge"}).status_code == 403
    act(client, Alarm, "acknowledge", alarm)
    alarm.refresh_from_db()
    assert alarm.acknowledged_at is None
    assert client.get(reverse("admin:alarms_mute_add")).status_code == 403


def test_whoever_may_not_look_sees_nothing(client, two):
    client.force_login(User.objects.create_user("nobody", password="x", is_staff=True))
    assert client.get(page_of(only(code="PAPER_JAM"))).status_code in (302, 403)
    assert client.get(LIST).status_code == 403


def test_the_filters_name_troubles_and_devices_by_their_words(admin_client, two):
    filters = admin_client.get(LIST).content.decode().partition('id="changelist-filter"')[2]
    assert "卡纸</a>" in filters
    assert "文件打印机</a>" in filters
    assert "PAPER_JAM</a>" not in filters
    assert "卡纸" in rows(admin_client, code="PAPER_JAM")
    assert "卡纸" not in rows(admin_client, code="TAMPERED")


def test_an_area_shows_its_terminals(admin_client, terminal):
    area = Alarm.objects.create(
        key="|central|AREA_OFFLINE|420106/中南路街道",
        source="central",
        code="AREA_OFFLINE",
        severity=4,
        raised_at=NOON,
        last_at=NOON,
    )
    watching.say("TERMINAL_OFFLINE", "WH0001", NOON, "2026-01-05 12:00", part_of=area)
    assert "终端离线" not in rows(admin_client)
    text = admin_client.get(page_of(area)).content.decode()
    assert "中南路街道" in text
    assert "WH0001" in text


def test_contacts_and_mutes_are_kept_by_staff_and_traced(admin_client, terminal):
    form = {"name": "值班", "way": "email", "address": "a@example.com", "level": 1, "least": 2, "active": "on"}
    assert admin_client.post(reverse("admin:alarms_contact_add"), form).status_code == 302
    contact = Contact.objects.get()
    act(admin_client, Contact, "delete_selected", contact)
    data = {"action": "delete_selected", "_selected_action": [contact.pk], "post": "yes"}
    admin_client.post(reverse("admin:alarms_contact_changelist"), data)
    assert not Contact.objects.exists()
    later = timezone.localtime() + timedelta(hours=2)
    form = {"terminal": "WH0001", "reason": "修", "until_0": later.date().isoformat(), "until_1": f"{later:%H:%M:%S}"}
    assert admin_client.post(reverse("admin:alarms_mute_add"), form).status_code == 302
    act(admin_client, Mute, "unmute", Mute.objects.get())
    assert Mute.objects.get().ended_by == "admin"
    assert list(AuditEvent.objects.exclude(action="staff.login").order_by("id").values_list("action", flat=True)) == [
        "contact.create",
        "contact.delete",
        "mute.begin",
        "mute.end",
    ]


def test_the_jobs_do_their_parts(terminal, settings):
    settings.EMAIL_HOST = ""
    Contact.objects.create(name="值班", address="duty@example.com")
    report(terminal, 0)
    muting.mute(terminal.terminal, after(1), "修", "staff", NOON)
    for job in JOBS:
        if job.begin is not None:
            job.begin()
        job.work()
    assert Mute.objects.get().ended_by == "system"
    assert only().notices.filter(occasion="still_open").exists()


@pytest.mark.django_db(transaction=True)
def test_the_alarms_of_intake_come_along_and_go_back(migrated_to):
    """Every row keeps its number, two that were open at once become one, and the rights of roles go along."""
    joined(1)
    rights = Permission.objects.filter(codename="view_alarm").values_list("content_type__app_label", flat=True)
    old = migrated_to("intake", "0003_copies").get_model("intake", "Alarm")
    assert list(rights.all()) == ["intake"]
    said = {
        "terminal_id": "WH0001",
        "source": "document_printer",
        "code": "PAPER_OUT",
        "raised_at": NOON,
        "last_at": NOON,
    }
    first = old.objects.create(**said, times=2)
    second = old.objects.create(**said | {"last_at": after(5)})
    over = old.objects.create(**said | {"code": "PAPER_JAM"}, cleared_at=after(9), detail="x")
    now = migrated_to("alarms", "0004_one_open").get_model("alarms", "Alarm")
    assert list(rights.all()) == ["alarms"]
    found = {alarm.pk: alarm for alarm in now.objects.all()}
    assert set(found) == {first.pk, second.pk, over.pk}
    assert (found[first.pk].cleared_at, found[first.pk].times, found[first.pk].last_at) == (None, 3, after(5))
    assert found[second.pk].cleared_at == after(5)
    assert (found[over.pk].cleared_at, found[over.pk].detail, found[over.pk].severity) == (after(9), "x", 3)
    back = migrated_to("intake", "0003_copies").get_model("intake", "Alarm")
    assert {alarm.pk: alarm.code for alarm in back.objects.all()} == {pk: alarm.code for pk, alarm in found.items()}
    back.objects.all().delete()


def test_an_alarm_is_given_only_to_those_who_may_see_it(admin_client, two):
    """Others would get a mail about it with a link that they cannot open, and nobody would come."""
    alarm = only(code="PAPER_JAM")
    Alarm.objects.filter(pk=alarm.pk).update(district="420106")
    near, far, everywhere = technician("near", "420106", "420111"), technician("far", "420102"), technician("all")
    nobody = User.objects.create_user("nobody", is_staff=True)
    gone = technician("gone", "420106")
    User.objects.filter(pk=gone.pk).update(is_active=False)

    def offered(*alarms):
        chosen = {"action": "assign", "_selected_action": [one.pk for one in alarms]}
        return {user.username for user in admin_client.post(LIST, chosen).context["form"].fields["owner"].queryset}

    own = admin_client.get(page_of(alarm)).context["forms"]["assign"].fields["owner"].queryset
    assert {user.username for user in own} == offered(alarm) == {"near", "all", "admin"}
    assert offered(alarm, only(code="TAMPERED")) == {"all", "admin"}, "the other one is of no district"
    for owner in (far, nobody, gone):
        sent = {"action": "assign", "decided": "1", "_selected_action": [alarm.pk], "owner": owner.pk}
        assert "owner" in admin_client.post(LIST, sent).context["form"].errors
        admin_client.post(page_of(alarm), {"act": "assign", "owner": owner.pk})
        alarm.refresh_from_db()
        assert alarm.owner is None
    for owner in (near, everywhere):
        admin_client.post(page_of(alarm), {"act": "assign", "owner": owner.pk})
        alarm.refresh_from_db()
        assert alarm.owner == owner
