"""What staff read of records is words of the page's language; a code stands below them, for technicians."""

import re
from typing import get_args

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from kit.packages import STATEMENT, real_package

from kiosk.central.alarms.models import Alarm, Notice
from kiosk.central.audit.models import Verification
from kiosk.central.drafts.because import in_words
from kiosk.central.drafts.models import Draft
from kiosk.central.fleet import screen_words
from kiosk.central.fleet.models import LastState
from kiosk.central.intake.mistakes import CODES, REFUSALS, mistakes
from kiosk.central.intake.models import DeadLetter, Transaction
from kiosk.central.reports.models import FlowWords
from kiosk.central.reports.words import words_of
from kiosk.central.rollout.models import ReleaseReport
from kiosk.protocol.api import HEARTBEAT
from kiosk.protocol.steps.kinds import AnyStep
from tests.central.conftest import joined
from tests.central.test_admin_pages import DRAFT, fleet, registered
from tests.central.test_intake import RATING, TRANSACTION, T, envelope, hand_in

__all__ = ["fleet"]  # a fixture
STEPS = [{"step": "notice", "visits": 2, "ms": 8000}, {"step": "statement", "visits": 1, "ms": 12500}]
OF_THE_FLOW = {"service": STATEMENT, "flow_version": 1}


@pytest.fixture
def words(db):
    made = words_of(real_package())
    made.version = 1
    made.save()
    return made


def page(client: Client, model: str, pk: object = None, language: str = "zh-hans") -> str:
    client.post("/i18n/setlang/", {"language": language})
    at = reverse(f"admin:{model}_changelist") if pk is None else reverse(f"admin:{model}_change", args=[pk])
    return client.get(at).content.decode()


def cells(text: str, field: str) -> list[str]:
    return re.findall(rf'<t[dh] [^>]*class="field-{field}[^"]*">(.*?)</t[dh]>', text)


@pytest.mark.parametrize("model", registered())
def test_records_are_titled_in_words_and_not_by_codes(fleet, model):
    for record in model._default_manager.all():
        codes = {str(getattr(record, one.name)) for one in model._meta.fields if one.choices and one.name != "severity"}
        assert set(str(record).split()) & codes == set()


def test_notices_and_reports_are_titled_in_words(fleet):
    alarm = Alarm.objects.first()
    assert str(alarm) == "WH0001 缺纸"
    assert str(Notice(occasion="raised", alarm=alarm)) == f"发生 {alarm.pk}"
    assert str(ReleaseReport(terminal=fleet.terminal, seq=2, state="activated")) == "WH0001 #2 已启用"
    assert str(Verification(at=timezone.now())).endswith(" 完整")


def test_a_dead_letter_says_which_kind_of_mistake_it_is_and_below_by_which_code(admin_client, terminal):
    hand_in(
        terminal,
        envelope(1, TRANSACTION),
        envelope(2, RATING),
        envelope(3, RATING | {"satisfaction": 4, "reasons": [408]}),
    )
    hand_in(terminal, envelope(4, {"kind": "?"}), envelope(5, {"kind": "rating", "satisfaction": "x", "odd": 1}))
    told = cells(page(admin_client, "intake_deadletter"), "mistake")
    assert len(told) == 3
    assert "有字段的类型不对" in told[0] or "有字段的取值不符合要求" in told[0]
    assert "缺少必填字段" in told[0]
    assert "含有本平台不认识的字段" in told[0]
    assert told[1] == "本平台不认识这类记录，平台版本可能较旧：升级后重放<small>record: union_tag_invalid</small>"
    assert told[2] == "该办件已经评价过<small>this transaction is already rated</small>"
    letter = DeadLetter.objects.first()
    assert "缺少必填字段" in page(admin_client, "intake_deadletter", letter.pk)
    assert "a field is missing" in page(admin_client, "intake_deadletter", letter.pk, "en")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("central: KeyError", ["平台程序出错：请联系平台维护人员，修复后重放"]),
        ("UNIQUE constraint failed: intake_issue.serial", ["与已有记录冲突，或数值、文字超出数据库能保存的范围"]),
        ("id: string_too_long; record.issue.pages: int_type; id: string_too_short", [str(w) for w in (
            "有字段的取值不符合要求", "有字段的类型不对")]),
        ("pf 9 is no channel by which a resident rates", ["有字段的取值不符合要求"]),
        *((error, [str(words)]) for error, words in REFUSALS.items()),
        *((f"record.rating.x: {code}", [str(words)]) for code, words in CODES.items()),
    ],
)  # fmt: skip
def test_each_mistake_has_its_words(error, told):
    assert mistakes(error) == told


def test_a_case_names_its_service_and_its_steps_as_the_flow_does(admin_client, terminal, words):
    case = TRANSACTION | OF_THE_FLOW | {"last_step": "statement", "steps": STEPS}
    hand_in(terminal, envelope(1, case), envelope(2, case | {"transaction_id": T[:-1] + "c", "service": "tax/unknown"}))
    text = page(admin_client, "intake_transaction")
    assert f"住房公积金缴存明细打印<small>{STATEMENT}</small>" in cells(text, "title")
    assert "tax/unknown" in cells(text, "title")
    assert "正在查询缴存记录<small>statement</small>" in cells(text, "last")
    one = page(admin_client, "intake_transaction", T)
    assert re.search(r"<li>办理须知 8.0 秒 × 2 <small>notice</small></li><li>正在查询缴存记录 12.5 秒  <small>", one)
    assert "Asking for your contributions" in page(admin_client, "intake_transaction", T, "en")


def test_a_version_that_nobody_has_read_goes_by_the_newest_words(admin_client, terminal, words):
    hand_in(terminal, envelope(1, TRANSACTION | OF_THE_FLOW | {"flow_version": 9, "last_step": "gone"}))
    text = page(admin_client, "intake_transaction")
    assert cells(text, "title") == [f"住房公积金缴存明细打印<small>{STATEMENT}</small>"]
    assert cells(text, "last") == ["gone"]


def test_a_draft_says_why_it_stopped_in_the_list_its_filter_and_at_the_counter(admin_client, terminal, words):
    hand_in(terminal, envelope(1, DRAFT | OF_THE_FLOW | {"because": "document_printer.PAPER_OUT"}))
    text = page(admin_client, "drafts_draft")
    assert cells(text, "reason") == ["文件打印机: 缺纸<small>document_printer.PAPER_OUT</small>"]
    assert cells(text, "stopped") == ["正在查询缴存记录<small>statement</small>"]
    assert re.search(r"because=document_printer.PAPER_OUT[^>]*>\s*文件打印机: 缺纸", text)
    assert "文件打印机: 缺纸" in page(admin_client, "drafts_draft", Draft.objects.get().pk)


@pytest.mark.parametrize(
    ("because", "told"),
    [
        ("id_card.CARD_UNREADABLE", "身份证读卡器: 卡读不出来"),
        ("platform.TIMEOUT", "等候答复的时间太长"),
        ("face.NOT_SAME", "没有认出是本人"),
        ("phone_code.OTHER", "暂时无法办理"),
        ("statement.NO_ACCOUNT", ""),
        ("../../shell.TIMEOUT", "等待的时间太长了"),
    ],
)
def test_reasons_have_the_words_that_the_resident_read(because, told):
    assert in_words(because) == told


@pytest.mark.parametrize(
    ("screen", "flows", "told"),
    [
        ("", {}, "无人办理"),
        ("call/statement", {STATEMENT: 1}, "等待部门答复：正在查询缴存记录"),
        ("call/statement", {STATEMENT: 2}, "等待部门答复"),
        ("form/unknown", {STATEMENT: 1}, "填写"),
        ("hologram/step", {}, "hologram"),
    ],
)
def test_a_screen_is_told_in_words_where_they_are_known(words, screen, flows, told):
    assert screen_words.in_words(screen, flows) == told


def test_a_step_that_two_services_call_differently_goes_by_its_kind(words):
    FlowWords.objects.create(
        service="tax/proof", version=1, title={}, department={}, steps=[["statement", {"zh": "查询完税记录"}]]
    )
    assert screen_words.in_words("call/statement", {STATEMENT: 1, "tax/proof": 1}) == "等待部门答复"


def test_each_kind_of_step_has_words():
    steps = get_args(get_args(AnyStep)[0])
    assert {get_args(step.model_fields["kind"].annotation)[0] for step in steps} == set(screen_words.KINDS)


def test_a_terminal_shows_its_screen_in_words(admin_client, terminal, words):
    terminal.post(HEARTBEAT, {"software": "1", "engine": 1, "screen": "call/statement", "flows": {STATEMENT: 1}})
    text = page(admin_client, "fleet_terminal", "WH0001")
    assert "等待部门答复：正在查询缴存记录<small>call/statement</small>" in text
    assert "还没有收到过心跳" not in text


def test_a_terminal_that_was_never_heard_of_says_so_and_shows_no_empty_form(admin_client, db):
    joined(3)
    text = page(admin_client, "fleet_terminal", "WH0003")
    assert "还没有收到过心跳" in text
    assert "软件版本" not in text
    assert "No heartbeat has ever been received" in page(admin_client, "fleet_terminal", "WH0003", "en")


def test_each_cell_of_a_list_carries_the_name_of_its_column(admin_client, fleet):
    LastState.objects.update(faults={})
    text = page(admin_client, "fleet_terminal").partition("<tbody>")[2]
    assert re.search(r'<td data-label="联络" class="field-reachable">', text)
    assert re.search(r'<td data-label="设备故障" data-empty class="field-faults">', text)
    assert re.search(r'<td class="action-checkbox">', text)
    assert Transaction.objects.exists()
