"""Plays a session against the pure engine: posts events, collects effects, answers what was asked."""

import uuid
from pathlib import Path
from typing import TypeVar

import yaml

from kiosk.engine import advance, begin
from kiosk.engine.effects import Effect
from kiosk.engine.events import (
    CallDone,
    CardRead,
    Composed,
    DocumentPrinted,
    Event,
    Paid,
    PaymentOffered,
    ReceiptPrinted,
    Submitted,
)
from kiosk.engine.session import Facts, Session
from kiosk.protocol.flow import Flow
from kiosk.protocol.personal import Personal

FACTS = Facts(today="2026-11-24", terminal_id="WH0001", place="示范街道")
CARD = {
    "kind": "resident",
    "name": "陈示例",
    "name_en": "",
    "sex": "1",
    "birth": "1988-03-14",
    "number": "420199198803149995",
    "address": "武汉市示范区",
    "issuer": "武汉市公安局示范分局",
    "valid_from": "2020-05-06",
    "valid_to": "2040-05-06",
    "nationality": "",
}
STATEMENT = {
    "account": "420100012345",
    "employer": "武汉示例科技有限公司",
    "employer_account": "1002003",
    "state": "正常",
    "opened": "2015-07-01",
    "base": "12500.00",
    "balance": "4234.50",
    "rows": [
        {
            "month": "2026-01",
            "base": "12500.00",
            "employer": "1500.00",
            "personal": "1500.00",
            "interest": "0.00",
            "withdrawn": "0.00",
            "balance": "4234.50",
        }
    ],
    "totals": {"employer": "1500.00", "personal": "1500.00", "interest": "0.00", "withdrawn": "0.00"},
}
FEE_DUE = {
    "case": "SL2026110000123",
    "property": "武汉市示范区样例路18号2栋1单元301室",
    "unit": "420199001001GB00001F00020301",
    "accepted": "2026-11-10",
    "certificates": 2,
    "extra": 1,
    "office": "示范区政务服务中心二楼不动产登记窗口",
}
PENSION = {
    "account": "430100001234",
    "state": "正常参保",
    "insured_since": "2012-03",
    "employer": "长沙示例机械有限公司",
    "years": [
        {"year": "2025", "employer": "长沙示例机械有限公司", "first": "2025-01", "last": "2025-12", "months": 12}
    ],
    "months": 12,
}
ARCHIVE = {"searched": "武汉市房屋档案", "until": "2026-11-23", "rows": []}
REPLIES = {"changsha-pension.proof": PENSION, "archive.housing": ARCHIVE}
REPLIES |= {"fund.statement": STATEMENT, "registry.fee-due": FEE_DUE, "registry.fee-paid": {"pickup": "A0123"}}
REAL_FLOW = Path(__file__).parents[2] / "flows/housing/provident-fund-statement/flow.yaml"
E = TypeVar("E")


def flow_from(path: Path) -> Flow:
    return Flow.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def real_flow() -> Flow:
    return flow_from(REAL_FLOW)


class Player:
    """One session. `effects` holds everything asked for so far, in order."""

    def __init__(self, flow: Flow, session_id: str | None = None, *, resuming: str = "") -> None:
        self.session: Session
        code = Personal(resuming) if resuming else None
        session_id = session_id or str(uuid.UUID(int=7))
        self.session, effects = begin(flow, session_id=session_id, facts=FACTS, resuming=code)
        self.effects: list[Effect] = list(effects)

    def post(self, event: Event) -> list[Effect]:
        """Advance by one event; return the effects it caused."""
        self.session, effects = advance(self.session, event)
        self.effects += effects
        return list(effects)

    def submit(self, value: object) -> list[Effect]:
        return self.post(Submitted(self.session.step_id, Personal(value)))

    def all(self, kind: type[E]) -> list[E]:
        return [effect for effect in self.effects if isinstance(effect, kind)]

    def last(self, kind: type[E]) -> E:
        return self.all(kind)[-1]

    # The happy answers of each step of the shipped flows

    def read_card(self, **changes: str) -> list[Effect]:
        return self.post(CardRead(self.session.ticket, Personal({**CARD, **changes})))

    def answer_call(self) -> list[Effect]:
        step = self.session.flow.step(self.session.step_id)
        return self.post(CallDone(self.session.ticket, Personal(REPLIES.get(step.operation, STATEMENT))))

    def compose(self, pages: int = 2) -> list[Effect]:
        return self.post(Composed(self.session.ticket, pages, "d" * 64, "WH0001-20261124-00001", "K7QM-2XWD-9FTB"))

    def offer_payment(self) -> list[Effect]:
        return self.post(PaymentOffered(self.session.ticket, "https://pay.example.invalid/scan/7Qm2xWd9fTb4"))

    def pay(self) -> list[Effect]:
        return self.post(Paid(self.session.ticket))

    def print_document(self) -> list[Effect]:
        return self.post(DocumentPrinted(self.session.ticket, 2))

    def print_receipt(self) -> list[Effect]:
        return self.post(ReceiptPrinted(self.session.ticket))

    def go_to(self, step_id: str) -> "Player":
        """Take the happy way until the session stands at `step_id`, wherever that step has got to by itself."""
        happy = {
            "notice": lambda: self.submit(True),
            "identify": self.read_card,
            "form": lambda: self.submit({"preset": "this_year"}),
            "call": self.answer_call,
            "review": lambda: (self.compose(), self.submit(True)),
            "pay": lambda: (self.offer_payment(), self.pay()),
            "issue": lambda: (self.print_document(), self.print_receipt()),
            "rate": lambda: self.submit({"satisfaction": 5, "reasons": []}),
        }
        while self.session.step_id != step_id:
            happy[self.session.flow.step(self.session.step_id).kind]()
        return self
