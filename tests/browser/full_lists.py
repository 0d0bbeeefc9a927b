"""Something in each list that staff have: records that a terminal hands in, and what staff do about them."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from kiosk.fleet_simulation.terminal import SimulatedTerminal
from kiosk.protocol.records import (
    AlarmRecord,
    DraftRecord,
    Envelope,
    IssueRecord,
    PaymentRecord,
    RatingRecord,
    Record,
    TransactionRecord,
)

SERVICE, VERSION, ITEM = "housing/provident-fund-statement", 3, "11420100MB1A2B3C4D4422099001001"
LONG = "出纸口只有一张，第二张卡在里面，已收回并销毁，请居民重新办理"


def _id(number: int) -> str:
    return f"01900000-0000-7000-8000-0000fa110{number:03d}"


def _moment(later: timedelta = timedelta(0)) -> str:
    return f"{datetime.now(UTC) + later:%Y-%m-%dT%H:%M:%SZ}"


def _records(terminal_id: str) -> list[Record]:
    of = {"transaction_id": _id(1), "service": SERVICE, "flow_version": VERSION}
    bad = RatingRecord(transaction_id=_id(1), service=SERVICE, item_code=ITEM, satisfaction=1, reasons=(115,))
    return [
        TransactionRecord(
            **of, item_code=ITEM, outcome="completed", last_step="statement", started_at=_moment(), ended_at=_moment()
        ),
        IssueRecord(
            **of,
            issue_id=_id(2),
            serial=f"{terminal_id}-20261127-00002",
            verification_code="K7QM-2XWD-9FTB",
            document_title="武汉市住房公积金个人账户缴存明细",
            pages=2,
            digest="0" * 64,
            sheets_out=1,
            state="doubtful",
            sequence=3,
        ),
        PaymentRecord(
            **of,
            payment_id=_id(3),
            order_number=f"{terminal_id}-20261127-K7QM2XWD",
            amount_fen=1250,
            state="refund_due",
            sequence=2,
        ),
        bad,
        bad.model_copy(update={"satisfaction": 4, "reasons": (408,)}),  # the case is rated already: a dead letter
        AlarmRecord(source="document_printer", code="PAPER_OUT"),
        DraftRecord(
            **of,
            draft_id="0" * 32,
            stopped_at="statement",
            because="document_printer.PAPER_OUT",
            person="0" * 64,
            sealed="",
            expires_at=_moment(timedelta(days=3)),
        ),
    ]


def fill(page: Page, terminal: SimulatedTerminal) -> None:
    """Hand the records in, give the terminal a command, and rule on its doubtful document."""
    records = enumerate(_records(terminal.identity.terminal_id), start=10)
    reply = terminal.client.intake([Envelope(id=_id(n), occurred_at=_moment(), record=one) for n, one in records])
    assert [result.status for result in reply.results].count("rejected") == 1
    page.goto(f"/admin/commands/command/order/?terminal={terminal.identity.terminal_id}")
    page.select_option("#id_kind", "collect_logs")
    page.fill("#id_why", LONG)
    page.get_by_role("button", name="下一步：核对").click()
    page.get_by_role("button", name="确认下达").click()
    expect(page.locator("#result_list")).to_contain_text(LONG)
    page.goto(f"/admin/intake/issue/ruling/?issue={_id(2)}")
    page.get_by_label("已打印但不能用").check()
    page.fill("#id_reason", LONG)
    page.get_by_role("button", name="提交核实结果").click()
    expect(page.locator(".messagelist")).to_contain_text("已核实 1 份")
