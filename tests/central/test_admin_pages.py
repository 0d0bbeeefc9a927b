"""Every page that staff can reach, with something in every list."""

import re
from datetime import datetime, timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.urls import reverse
from django.utils import timezone

from kiosk.central.alarms.models import Alarm, Contact, Mute
from kiosk.central.audit import service as audit
from kiosk.central.audit import wording
from kiosk.central.audit.models import AppendOnlyError, AuditEvent
from kiosk.central.commands import service as commands
from kiosk.central.commands.models import Attachment
from kiosk.central.configuration import service as configuration
from kiosk.central.configuration.models import Layer, Report
from kiosk.central.fleet.models import EnrolmentCode, LastState, Place, Terminal
from kiosk.central.gateway.models import Call, OperationState
from kiosk.central.intake.models import DeadLetter, Issue
from kiosk.central.jobs import lease
from kiosk.central.payments.models import Order
from kiosk.central.publishing import tokens
from kiosk.central.publishing.models import Proposal, Submission
from kiosk.central.ratings.models import Rating
from kiosk.central.reports.due import count_due
from kiosk.central.retention.models import Batch
from kiosk.central.rollout import service
from kiosk.central.rollout.models import Release
from kiosk.central.rollout.plan import USUAL
from kiosk.central.rulings.models import Ruling
from kiosk.central.rulings.service import rule
from kiosk.protocol.api import HEARTBEAT
from tests.central.conftest import joined
from tests.central.test_intake import ALARM, ISSUE, PAYMENT, RATING, TRANSACTION, envelope, hand_in
from tests.central.test_mail import MAIL

WHEN = datetime.fromisoformat(TRANSACTION["ended_at"])
"""What is out until now is counted for each day from then on; that day is enough for something in every list."""
DRAFT = {
    "kind": "draft",
    "draft_id": "0" * 32,
    "transaction_id": TRANSACTION["transaction_id"],
    "service": "housing/fund",
    "flow_version": 1,
    "stopped_at": "statement",
    "because": "platform.TIMEOUT",
    "person": "0" * 64,
    "sealed": "",
    "expires_at": "2026-12-01T00:00:00Z",
}


def _something_to_publish() -> None:
    author = User.objects.create_user("author", is_staff=True)
    tokens.make(author, "office", timezone.now(), "author")
    handed_in = Submission.objects.create(
        service="housing/fund", version=1, written_version=1, title="缴存证明", sha256="0" * 64, size=1, author=author
    )
    drawn_up = Proposal.objects.create(document='{"metadata": {}, "base": {}, "roots": []}', drawn_up_by="staff")
    drawn_up.submissions.add(handed_in)


@pytest.fixture
def fleet(terminal):
    heartbeat = {"software": "1", "engine": 1, "screen": "home", "faults": {"document_printer": ["PAPER_OUT"]}}
    terminal.post(HEARTBEAT, heartbeat)
    said = {"release_seq": 2, "release_tried": 2, "release_state": "activated"}
    terminal.post(HEARTBEAT, heartbeat | said)
    Contact.objects.create(name="值班室", address="duty@example.com")
    doubtful = ISSUE | {"state": "doubtful"}
    due = PAYMENT | {"state": "refund_due"}
    ruled = doubtful | {"issue_id": ISSUE["issue_id"][:-1] + "c", "serial": "WH0001-20260105-00002"}
    bad = RATING | {"transaction_id": TRANSACTION["transaction_id"][:-1] + "b", "satisfaction": 1, "reasons": [115]}
    reports = (TRANSACTION, doubtful, ruled, RATING, bad, ALARM, due, MAIL, {"kind": "?"}, DRAFT)
    hand_in(terminal, *(envelope(n, r) for n, r in enumerate(reports)))
    later = timezone.now() + timedelta(hours=1)
    rule(Issue.objects.get(serial=ruled["serial"]), Ruling.Finding.VOID, "残缺", "staff")
    Mute.objects.create(terminal=terminal.terminal, reason="换打印机", begun_by="staff", until=later)
    EnrolmentCode.objects.create()
    Call.objects.create(terminal=terminal.terminal, operation="fund.statement", status="done", duration_ms=12)
    OperationState.objects.create(operation="fund.statement")
    Order.objects.create(
        payment_id="p", terminal=terminal.terminal, order_number="P-1", amount_fen=1000, expires_at=timezone.now()
    )
    audit.record("staff", "terminal.approve", terminal.terminal)
    (command,) = commands.give([terminal.terminal], "collect_logs", why="test", deadline=timezone.now(), who="staff")
    Attachment.objects.create(command=command, name="terminal.log.gz", content=b"x", kept_until=timezone.now())
    configuration.set_values(Layer.ALL, "", {"elder": True}, who="staff", why="test")
    Report.objects.create(terminal=terminal.terminal, revision="0" * 16)
    Batch.objects.create(kind="issues", deed="archived", rows=1)
    _something_to_publish()
    service.plan_rollout(Release.objects.create(seq=2, flows={}), USUAL, (), "staff")
    count_due(WHEN)
    lease.take("mail.send", lease.new_holder(), timezone.now(), 30)
    return terminal


def registered():
    return [pytest.param(model, id=model._meta.label) for model in admin.site._registry]


@pytest.mark.parametrize("model", registered())
def test_lists_and_details_show(admin_client, fleet, model):
    base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    assert admin_client.get(reverse(f"{base}_changelist")).status_code == 200
    one = model._default_manager.first()
    if one is not None:
        assert admin_client.get(reverse(f"{base}_change", args=[one.pk])).status_code == 200
    assert one is not None or model._meta.label == "auth.Group"


@pytest.mark.parametrize("model", registered())
def test_everything_has_a_chinese_name(model):
    assert not str(model._meta.verbose_name).isascii()
    if model._meta.app_label != "auth":
        names = [f.verbose_name for f in model._meta.get_fields() if f.concrete and f.name != "id"]
        assert [name for name in names if str(name).isascii()] == []


def test_a_terminal_says_its_devices_and_their_trouble_in_words(admin_client, fleet):
    LastState.objects.update(devices={"id_card": "powerOff", "laser": "humming"})
    rows = admin_client.get(reverse("admin:fleet_terminal_changelist")).content.decode().partition("<tbody>")[2]
    assert "文件打印机: 缺纸" in rows
    detail = admin_client.get(reverse("admin:fleet_terminal_change", args=["WH0001"])).content.decode()
    assert "文件打印机: 缺纸" in detail
    assert "身份证读卡器: 未通电；laser: humming" in detail  # what only a newer terminal knows is named by itself
    assert "PAPER_OUT" not in rows + detail


def test_the_first_page_says_how_the_fleet_is(admin_client, fleet):
    joined(2, "pending")
    text = admin_client.get("/admin/").content.decode()
    assert "自助终端中心平台" in text
    for label in (
        "终端分布",
        "江岸区",
        "待批准终端",
        "未解除告警",
        "今日办件",
        "平均满意度",
        "待核实文件",
        "应退款缴费",
        "未处理死信",
    ):
        assert label in text
    assert 'lang="zh-hans"' in text


def test_staff_see_the_figures_of_what_they_may_see(client, fleet):
    clerk = User.objects.create_user("clerk", password="x", is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_rating"))
    client.force_login(clerk)
    text = client.get("/admin/").content.decode()
    assert "平均满意度" in text
    assert "终端分布" not in text


def test_the_language_can_be_switched(admin_client, fleet):
    admin_client.post("/i18n/setlang/", {"language": "en", "next": "/admin/"})
    text = admin_client.get("/admin/").content.decode()
    assert "Self-service terminals: central platform" in text
    assert 'lang="en"' in text


def test_a_browser_that_prefers_another_language_is_not_asked(admin_client, fleet):
    assert 'lang="zh-hans"' in admin_client.get("/admin/", headers={"Accept-Language": "en"}).content.decode()


def test_nobody_enters_without_a_password(client, db):
    assert client.get("/admin/").status_code == 302
    assert client.get("/").headers["Location"] == "/admin/"


def act(client, model, action, *objects):
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    data = {"action": action, "_selected_action": [str(o.pk) for o in objects]}
    assert client.post(url, data, follow=True).status_code == 200


def test_approve_and_revoke(admin_client, db):
    terminal = joined(3, "pending").terminal
    act(admin_client, Terminal, "approve", terminal)
    terminal.refresh_from_db()
    assert terminal.state == "approved"
    act(admin_client, Terminal, "revoke", terminal)
    terminal.refresh_from_db()
    assert terminal.state == "revoked"
    assert set(AuditEvent.objects.values_list("who", flat=True)) == {"admin"}


def test_saving_a_terminal_touches_no_heartbeat(admin_client, fleet):
    url = reverse("admin:fleet_terminal_change", args=["WH0001"])
    place = Place.objects.create(name="新地点")
    form = {"place": place.pk, "out_of_service": "on", "note": ""}
    none = {f"{part}-{key}": "0" for part in ("last_state", "keys") for key in ("TOTAL_FORMS", "INITIAL_FORMS")}
    assert admin_client.post(url, form | none).status_code == 302
    assert (fleet.terminal.place, fleet.terminal.out_of_service) == (place, True)
    assert fleet.terminal.state == "approved"
    assert LastState.objects.get().release_seq == 2
    assert AuditEvent.objects.first().detail == "place: 示范街道办事处 → 新地点; out_of_service: False → True"


def test_a_code_is_made_and_shown(admin_client, db, settings):
    later = timezone.localtime() + timedelta(hours=2)
    place = Place.objects.create(name="和平街道")
    form = {"place": place.pk, "expires_at_0": later.date().isoformat(), "expires_at_1": later.strftime("%H:%M:%S")}
    assert admin_client.post(reverse("admin:fleet_enrolmentcode_add"), form).status_code == 302
    code = EnrolmentCode.objects.get()
    assert (code.created_by, code.auto_approve) == ("admin", False)
    page = admin_client.get(reverse("admin:fleet_enrolmentcode_change", args=[code.pk]))
    assert code.code in page.content.decode()
    assert AuditEvent.objects.filter(action="enrolment_code.create", who="admin").count() == 1


@pytest.mark.parametrize(("demo", "offered"), [(True, True), (False, False)])
def test_codes_that_approve_by_themselves_are_for_the_demo(admin_client, db, settings, demo, offered):
    settings.DEMO = demo
    page = admin_client.get(reverse("admin:fleet_enrolmentcode_add")).content.decode()
    assert ('name="auto_approve"' in page) is offered


def test_dead_letters_are_replayed_from_the_list(admin_client, fleet):
    hand_in(fleet, envelope(90, RATING | {"satisfaction": 4, "reasons": [408]}))
    letter = DeadLetter.objects.get(error="this transaction is already rated")
    Rating.objects.filter(transaction_id=RATING["transaction_id"]).delete()
    act(admin_client, DeadLetter, "replay_chosen", letter)
    letter.refresh_from_db()
    assert letter.resolved_at is not None


def test_of_copies_in_doubt_staff_see_how_many_sheets_are_out(admin_client, fleet):
    Issue.objects.update(copies=3, sheets_out=4)
    text = admin_client.get(reverse("admin:intake_issue_changelist")).content.decode()
    assert "4 / 6" in text
    Issue.objects.update(sheets_out=None)
    assert " / 6" not in admin_client.get(reverse("admin:intake_issue_changelist")).content.decode()


def test_whoever_may_only_look_cannot_replay(client, fleet):
    clerk = User.objects.create_user("clerk", password="x", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename="view_deadletter"))
    client.force_login(clerk)
    act(client, DeadLetter, "replay_chosen", DeadLetter.objects.get())
    assert DeadLetter.objects.get().replays == 0


def test_lists_filter_open_and_over(admin_client, fleet):
    url = reverse("admin:alarms_alarm_changelist")
    assert "WH0001" in admin_client.get(url, {"open": "1"}).content.decode().split('id="result_list"')[1]
    Alarm.objects.update(cleared_at=timezone.now())
    assert 'id="result_list"' not in admin_client.get(url, {"open": "1"}).content.decode()


def test_the_code_of_a_document_is_not_shown_to_staff(admin_client, fleet):
    page = admin_client.get(reverse("admin:intake_issue_change", args=[Issue.objects.first().pk]))
    assert str(ISSUE["verification_code"]) not in page.content.decode()


def test_audit_events_can_only_be_added(fleet):
    event = AuditEvent.objects.first()
    for change in (event.save, event.delete, AuditEvent.objects.all().delete):
        with pytest.raises(AppendOnlyError):
            change()
    with pytest.raises(AppendOnlyError):
        AuditEvent.objects.update(who="nobody")


@pytest.mark.django_db
def test_static_files_are_served_without_debug(client):
    for path in ("admin/css/base.css", "central/site.css", "verification/page.css"):
        response = client.get(f"/static/{path}")
        assert response["Content-Type"].startswith("text/css")
        assert b"".join(response.streaming_content)
        response.close()
    assert client.get("/static/../settings.py").status_code == 400


def test_the_audit_is_told_in_words_and_found_by_them(admin_client, terminal):
    audit.record("staff", "terminal.approve", terminal.terminal)
    page = admin_client.get("/admin/audit/auditevent/").content.decode()
    cells = re.findall(r'<td [^>]*class="field-(?:verb|noun)">([^<]*)', page)
    assert cells[:2] == ["批准终端", "终端"]
    assert re.search(r"action=terminal\.approve[^>]*>\s*批准终端", page)
    assert wording.verb("terminal.of_a_newer_platform") == "terminal.of_a_newer_platform"
    assert wording.noun("fleet.of_an_older_one") == "fleet.of_an_older_one"
