"""Doubtful documents at central: staff say what they found, once, within their scope; the terminal is told until it
has answered."""

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kiosk.central.accounts.models import Duty
from kiosk.central.audit.models import AuditEvent
from kiosk.central.fleet.models import Desired, District, Place, Terminal
from kiosk.central.intake.models import DeadLetter, Issue
from kiosk.central.rulings import service
from kiosk.central.rulings.models import Ruling
from kiosk.protocol.api import VERIFY
from kiosk.protocol.records import IssueState
from tests.central.test_configuration import beat
from tests.central.test_intake import ISSUE, PAYMENT, envelope, hand_in

PAGE, LIST = "/admin/intake/issue/ruling/", "/admin/intake/issue/"
DOUBTFUL = ISSUE | {"state": "doubtful", "sequence": 3}
Finding = Ruling.Finding


def answered(ruling, result, number):
    return envelope(number, {"kind": "ruling", "ruling_id": ruling.pk, "result": result})


@pytest.fixture
def doubtful(terminal):
    hand_in(terminal, envelope(1, DOUBTFUL))
    return Issue.objects.get()


def ruled(issue, finding=Finding.PRINTED, who="staff"):
    assert service.rule(issue, finding, "在出纸口找到", who)
    return Ruling.objects.get(issue=issue)


@pytest.mark.parametrize(
    ("finding", "stands", "words"),
    [
        ("printed", "taken", "文件真实有效"),
        ("not_printed", "voided", "文件已作废"),
        ("void", "voided", "文件已作废"),
    ],
)
def test_what_was_found_is_what_the_verification_page_says_at_once(doubtful, client, finding, stands, words):
    service.rule(doubtful, Finding(finding), "看过出纸口", "staff")
    doubtful.refresh_from_db()
    assert doubtful.effective_state == stands
    page = client.get(f"{VERIFY}{doubtful.serial}", {"code": doubtful.verification_code})
    assert words in page.content.decode()


def test_it_is_ruled_once_and_the_terminals_report_does_not_undo_it(doubtful, terminal):
    assert service.rule(doubtful, Finding.VOID, "卡纸残缺", "staff")
    assert not service.rule(doubtful, Finding.PRINTED, "又看了一次", "other")
    hand_in(terminal, envelope(5, DOUBTFUL | {"sequence": 4}))
    assert Issue.objects.get().effective_state is IssueState.VOIDED
    (event,) = AuditEvent.objects.filter(action="issue.rule")
    assert (event.who, "卡纸残缺" in event.detail) == ("staff", True)


def test_what_is_not_doubtful_is_not_ruled_on(terminal):
    hand_in(terminal, envelope(1, ISSUE))
    assert not service.rule(Issue.objects.get(), Finding.PRINTED, "x", "staff")


def test_the_terminal_is_told_with_each_heartbeat_until_it_has_answered(doubtful, terminal):
    assert beat(terminal).rulings == []
    ruling = ruled(doubtful, Finding.NOT_PRINTED)
    for _ in range(2):
        (order,) = beat(terminal).rulings
        assert (order.ruling_id, order.issue_id, order.state) == (ruling.pk, doubtful.pk, "voided")
        ruling.refresh_from_db()
        assert ruling.state == "delivered"
    applied = DOUBTFUL | {"state": "voided", "sequence": 4}
    assert hand_in(terminal, envelope(2, applied), answered(ruling, "applied", 3)) == ["accepted"] * 2
    assert hand_in(terminal, answered(ruling, "refused", 4)) == ["accepted"]
    ruling.refresh_from_db()
    doubtful.refresh_from_db()
    assert (ruling.state, doubtful.state, ruling.answered_at is not None) == ("applied", "voided", True)
    assert beat(terminal).rulings == []
    assert Desired.objects.get().rulings_waiting == 0


def test_a_heartbeat_without_rulings_costs_no_further_query(terminal):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            beat(terminal)
        return sum('FROM "rulings_ruling"' in query["sql"] for query in seen.captured_queries)

    Desired.objects.create(terminal=terminal.terminal, rulings_waiting=1)
    assert queries() == 1
    Desired.objects.update(rulings_waiting=0)
    assert queries() == 0


@pytest.mark.parametrize("standing", ["pending", "revoked"])
def test_who_is_not_approved_hears_none(doubtful, terminal, standing):
    ruled(doubtful)
    Terminal.objects.update(state=standing)
    assert beat(terminal).rulings == []


def test_a_terminal_answers_for_its_own_documents_only(doubtful, terminal, other_terminal):
    ruling = ruled(doubtful)
    assert hand_in(other_terminal, answered(ruling, "applied", 1 + 8)) == ["rejected"]
    assert DeadLetter.objects.get().error == "this terminal was told of no such ruling"
    ruling.refresh_from_db()
    assert ruling.state == "waiting"


def test_staff_come_from_the_first_page_to_the_document_and_rule(doubtful, admin_client, terminal):
    hand_in(terminal, envelope(2, PAYMENT | {"state": "refund_due", "sequence": 3}))
    first = admin_client.get("/admin/").content.decode()
    (link,) = re.findall(r'href="(/admin/intake/issue/\?[^"]+)"', first)
    listed = admin_client.get(link.replace("&amp;", "&")).content.decode()
    (link,) = re.findall(r'class="rule" href="([^"]+)"', listed)
    text = admin_client.get(link).content.decode()
    for seen in (doubtful.serial, "示范街道办事处", "打印机未报告", "WH0001-P-7", "应退款"):
        assert seen in text
    typed = {"issues": doubtful.pk, "finding": "void", "reason": "第二页残缺，已收回"}
    done = admin_client.post(PAGE, typed, follow=True)
    assert "已核实 1 份" in done.content.decode()
    ruling = Ruling.objects.get()
    assert (ruling.finding, ruling.reason, ruling.ruled_by) == ("void", "第二页残缺，已收回", "admin")
    shown = admin_client.get(reverse("admin:intake_issue_change", args=[doubtful.pk])).content.decode()
    assert "第二页残缺，已收回（admin）" in shown
    assert "待告知终端" in shown
    assert "待告知终端" in admin_client.get(reverse("admin:rulings_ruling_changelist")).content.decode()


def test_several_are_ruled_on_with_one_answer(doubtful, admin_client, terminal):
    other = DOUBTFUL | {"issue_id": ISSUE["issue_id"][:-1] + "c", "serial": "WH0001-20260105-00002"}
    taken = ISSUE | {"issue_id": ISSUE["issue_id"][:-1] + "d", "serial": "WH0001-20260105-00003", "state": "taken"}
    hand_in(terminal, envelope(2, other), envelope(3, taken))
    chosen = {"action": "rule", "_selected_action": list(Issue.objects.values_list("pk", flat=True))}
    asked = admin_client.post(LIST, chosen).content.decode()
    assert "00002" in asked
    assert "00003" not in asked
    (ids,) = re.findall(r'name="issues" value="([^"]+)"', asked)
    admin_client.post(PAGE, {"issues": ids, "finding": "not_printed", "reason": "断电，出纸口无纸"})
    assert Ruling.objects.filter(finding="not_printed").count() == 2


@pytest.mark.parametrize("typed", [{"reason": "看过"}, {"finding": "printed"}, {"finding": "x", "reason": "看过"}])
def test_nothing_is_ruled_without_finding_and_reason(doubtful, admin_client, typed):
    text = admin_client.post(PAGE, {"issues": doubtful.pk} | typed).content.decode()
    assert "errorlist" in text
    assert doubtful.serial in text
    assert not Ruling.objects.exists()


def test_what_somebody_else_ruled_meanwhile_stands(doubtful, admin_client):
    ruled(doubtful, Finding.VOID, "colleague")
    typed = {"issues": doubtful.pk, "finding": "printed", "reason": "看过"}
    assert admin_client.get(PAGE, {"issue": doubtful.pk}).status_code == 200
    admin_client.post(PAGE, typed)
    assert Ruling.objects.get().ruled_by == "colleague"


def member(client, *permissions):
    user = User.objects.create_user("member", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(user)
    return user


def test_who_may_only_look_cannot_rule(doubtful, client):
    member(client, "view_issue")
    assert client.get(PAGE, {"issue": doubtful.pk}).status_code == 403
    assert client.post(PAGE, {"issues": doubtful.pk, "finding": "void", "reason": "x"}).status_code == 403
    client.post(LIST, {"action": "rule", "_selected_action": [doubtful.pk]})
    assert not Ruling.objects.exists()


@pytest.mark.parametrize(("district", "department"), [("江汉区", ""), ("", "tax")])
def test_who_is_responsible_for_others_neither_sees_nor_rules(doubtful, client, district, department):
    Place.objects.update(district=District.objects.get(name="武昌区"))
    duty = Duty.objects.create(user=member(client, "view_issue", "change_issue", "view_ruling"), departments=department)
    duty.districts.set(District.objects.filter(name=district))
    assert doubtful.serial not in client.get(PAGE, {"issue": doubtful.pk}).content.decode()
    client.post(PAGE, {"issues": doubtful.pk, "finding": "void", "reason": "x"})
    assert not Ruling.objects.exists()
    ruled(doubtful)
    assert doubtful.serial not in client.get(reverse("admin:rulings_ruling_changelist")).content.decode()


def test_pages_are_english_for_who_wants_that(doubtful, admin_client):
    admin_client.post("/i18n/setlang/", {"language": "en", "next": "/admin/"})
    text = admin_client.get(PAGE, {"issue": doubtful.pk}).content.decode()
    assert "The printer did not say" in text
    assert "核实" not in re.sub(r"<title>.*?</title>", "", text).split('id="content"')[1]


@pytest.mark.django_db(transaction=True)
def test_what_was_settled_before_terminals_were_told_is_told(terminal, migrated_to):
    hand_in(terminal, envelope(1, DOUBTFUL))
    apps = migrated_to("rulings", "0001_initial")
    apps.get_model("intake", "Issue").objects.update(settled="voided")
    migrated_to("rulings", "0002_settled_before")
    (order,) = beat(terminal).rulings
    assert (order.issue_id, order.state) == (ISSUE["issue_id"], "voided")
