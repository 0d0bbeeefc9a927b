"""What a terminal reports to central, through its outbox. Nothing is about a person but the mail that one asked for."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from drivers.faults import Fault, Role, Threshold
from kiosk.protocol.header import ServicePath
from kiosk.protocol.mail import MOST_SIGNS, MailAddress, MailLines, PhoneNumber, Way, message_of
from kiosk.protocol.notation import StepId
from kiosk.protocol.personal import ONLY_KEYS, Personal
from kiosk.protocol.rating import REASON_REQUIRED_BELOW, REASONS, Satisfaction
from kiosk.protocol.steps.issue import MOST_COPIES


def _in_the_calendar(text: str) -> str:
    datetime.fromisoformat(text)  # raises ValueError for a thirteenth month and the like
    return text


Moment = Annotated[
    str,
    Field(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$", description="UTC, RFC 3339"),
    AfterValidator(_in_the_calendar),
]
MOST_STEPS = 100
"""Of one session that are told; of a flow with more the last ones are missing in the figures."""
LONGEST_STEP = 80  # signs of an id
MOST_STEP_MS = 7 * 24 * 3_600_000
RecordId = Annotated[str, Field(min_length=36, max_length=36, description="UUIDv7")]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, cache_strings=ONLY_KEYS)


class IssueState(StrEnum):
    """The life of an issued document. `DOUBTFUL`: nobody but a person at the tray can tell whether it came out."""

    RESERVED = "reserved"
    PRINTING = "printing"
    PRESENTED = "presented"
    TAKEN = "taken"
    VOIDED = "voided"
    DOUBTFUL = "doubtful"


class PaymentState(StrEnum):
    """The life of a payment. `PAID` is money without a result yet: it ends in a result or in a claim."""

    ORDERED = "ordered"
    PAID = "paid"
    FULFILLED = "fulfilled"
    REFUND_DUE = "refund_due"
    REFUNDED = "refunded"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class Outcome(StrEnum):
    """How a session ended."""

    COMPLETED = "completed"
    LEFT = "left"  # the resident chose to leave
    TIMED_OUT = "timed_out"  # nobody was there any more
    FAILED = "failed"  # a fault that could not be mended
    INTERRUPTED = "interrupted"  # the power went, or the program


class StepTime(_Record):
    """How often a session came to a step of its flow, and how long it stayed there in all."""

    step: Annotated[StepId, Field(max_length=LONGEST_STEP)]
    visits: int = Field(strict=True, ge=1, le=2**31 - 1)
    ms: int = Field(strict=True, ge=0, le=MOST_STEP_MS)


class TransactionRecord(_Record):
    """One 办件: a session from its first step to its end.

    `steps`: those that it came to, in the order in which it first did; none of a session that was interrupted, nor from
    a terminal that does not count them yet.
    """

    kind: Literal["transaction"] = "transaction"
    transaction_id: RecordId
    service: ServicePath
    flow_version: int
    item_code: str
    outcome: Outcome
    last_step: str
    started_at: Moment
    ended_at: Moment
    steps: tuple[StepTime, ...] = Field((), max_length=MOST_STEPS)

    @model_validator(mode="after")
    def _each_step_once(self) -> "TransactionRecord":
        names = [one.step for one in self.steps]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"steps {twice} stand there twice")
        return self


class IssueRecord(_Record):
    """A document's present state; a later record of the same `issue_id` replaces an earlier one."""

    kind: Literal["issue"] = "issue"
    issue_id: RecordId
    transaction_id: RecordId
    service: ServicePath
    flow_version: int
    serial: str
    verification_code: str
    document_title: str
    pages: int = Field(ge=0)
    digest: str = Field(description="sha256 of the PDF, hex; empty while nothing is composed")
    copies: int = Field(1, ge=1, le=MOST_COPIES, description="of all pages, under this one serial")
    sheets_out: int | None = Field(None, ge=0, description="of a doubtful one: how many the printer had counted")
    state: IssueState
    sequence: int = Field(ge=1, description="counts the states of this issue; a lower one never overwrites a higher")


class PaymentRecord(_Record):
    """A payment's present state; a later record of the same `payment_id` replaces an earlier one."""

    kind: Literal["payment"] = "payment"
    payment_id: RecordId
    transaction_id: RecordId
    service: ServicePath
    flow_version: int
    order_number: str = Field(pattern=r"^[0-9A-Za-z_-]{1,64}$", description="by which the payment system knows it")
    amount_fen: int = Field(strict=True, ge=1, le=10**10, description="¥0.01 each; never a fraction")
    state: PaymentState
    sequence: int = Field(ge=1, description="counts the states of this payment; a lower one never overwrites a higher")


class RatingRecord(_Record):
    """One 好差评 of one transaction."""

    kind: Literal["rating"] = "rating"
    transaction_id: RecordId
    service: ServicePath
    item_code: str
    satisfaction: Satisfaction
    reasons: tuple[int, ...] = ()
    pf: int = 5
    assess_number: int = 1

    @model_validator(mode="after")
    def _reasons_fit(self) -> "RatingRecord":
        unknown = [code for code in self.reasons if code not in REASONS[self.satisfaction]]
        if unknown:
            raise ValueError(f"reasons {unknown} do not belong to satisfaction {self.satisfaction}")
        if self.satisfaction < REASON_REQUIRED_BELOW and not self.reasons:
            raise ValueError(f"satisfaction {self.satisfaction} needs at least one reason")
        return self


class AlarmRecord(_Record):
    """Something a technician or central staff should know: a device fault, a refused package, a doubtful issue."""

    kind: Literal["alarm"] = "alarm"
    source: Role | Literal["updates", "ledger", "terminal"]
    code: (
        Fault
        | Threshold
        | Literal[
            "PACKAGE_REFUSED",
            "ISSUE_DOUBTFUL",
            "PAYMENT_DOUBTFUL",
            "REFUND_DUE",
            "RECORD_REFUSED",
            "NOT_RECORDING",
            "CLOCK_WRONG",
            "CARD_FORGOTTEN",
            "SHEET_FORGOTTEN",
            "SCREEN_FAILED",
            "FACES_NOT_COMPARED",
            "INTERNAL",
        ]
    )
    technician_code: str = ""
    detail: str = ""
    cleared: bool = False


class DraftRecord(_Record):
    """What a resident keeps for later, sealed under a code that only the resident has (`kiosk.protocol.resume_code`).

    `stopped_at` and `because` name a step and a trouble; the proof of the person is keyed by the code.
    """

    kind: Literal["draft"] = "draft"
    draft_id: str = Field(pattern=r"^[0-9a-f]{32}$")
    transaction_id: RecordId
    service: ServicePath
    flow_version: int
    stopped_at: str
    because: str
    person: str = Field(pattern=r"^[0-9a-f]{64}$")
    sealed: str = Field(max_length=200_000, description="base64")
    expires_at: Moment


class MailRecord(_Record):
    """A receipt wanted by mail or short message: the one record about a person, sealed here and erased once it is sent.

    `mail_id` makes it one mail, however often it is handed in.
    """

    kind: Literal["mail"] = "mail"
    mail_id: RecordId
    transaction_id: RecordId
    service: ServicePath
    language: Literal["zh", "en"]
    way: Way = "email"
    address: Personal[MailAddress | PhoneNumber]
    subject: str = Field(max_length=100)
    lines: Personal[MailLines]

    @model_validator(mode="after")
    def _fits_its_way(self) -> "MailRecord":
        if ("@" in self.address.reveal()) != (self.way == "email"):
            raise ValueError("the address is none of this way")
        if self.way == "phone" and not 0 < len(message_of(self.lines.reveal())) <= MOST_SIGNS:
            raise ValueError(f"a short message has 1 to {MOST_SIGNS} signs")
        return self


class CommandState(StrEnum):
    """What a terminal says of a command. `WAITING`: until nobody is at it."""

    WAITING = "waiting"
    STARTED = "started"
    DONE = "done"
    FAILED = "failed"
    REFUSED = "refused"
    EXPIRED = "expired"


class CommandRecord(_Record):
    """How far a command has come; a later record of the same `command_id` replaces an earlier one.

    `text` is for staff and never about a person; so is the file, base64, which only an end may bring.
    """

    kind: Literal["command"] = "command"
    command_id: RecordId
    state: CommandState
    sequence: int = Field(ge=1, le=3, description="1 heard, 2 begun, 3 ended; a lower one never overwrites a higher")
    text: str = Field("", max_length=4_000)
    file_name: str = Field("", max_length=80, pattern=r"^[A-Za-z0-9._-]*$")
    file: str = Field("", max_length=1_000_000, description="base64")


class RulingResult(StrEnum):
    """What a terminal did with a ruling. `UNKNOWN`: it has no such issue. `REFUSED`: the issue stands otherwise."""

    APPLIED = "applied"
    UNKNOWN = "unknown"
    REFUSED = "refused"


class RulingRecord(_Record):
    """The answer to a ruling (`kiosk.protocol.rulings`). Where it was applied, the issue's record goes before it."""

    kind: Literal["ruling"] = "ruling"
    ruling_id: RecordId
    result: RulingResult


Record = Annotated[
    TransactionRecord
    | IssueRecord
    | PaymentRecord
    | RatingRecord
    | DraftRecord
    | MailRecord
    | CommandRecord
    | RulingRecord
    | AlarmRecord,
    Field(discriminator="kind"),
]


class Envelope(_Record):
    """One item of the outbox. `id` makes it idempotent: central keeps the first and acknowledges each copy."""

    id: RecordId
    occurred_at: Moment
    record: Record
