"""What a session is: a flow, the answers so far, and what the current step is doing."""

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from drivers.faults import Role
from kiosk.engine.effects import Effect
from kiosk.engine.events import Ticket
from kiosk.engine.replacing import replace
from kiosk.engine.trouble import Trouble
from kiosk.protocol.faces import FaceGuide, Gestures
from kiosk.protocol.flow import Flow
from kiosk.protocol.personal import Personal
from kiosk.protocol.records import Outcome, PaymentState
from kiosk.protocol.steps import IssueStep, SummaryStep, Way

__all__ = [
    "ASKING",
    "NO_ANSWERS",
    "Answers",
    "Asking",
    "Change",
    "Doing",
    "Facts",
    "Identifying",
    "IssueInHand",
    "Parting",
    "PaymentInHand",
    "Session",
    "StepState",
    "Troubled",
    "Working",
    "replace",
]

Answers = MappingProxyType[str, Personal[Any]]
NO_ANSWERS: Answers = MappingProxyType({})


class Doing(StrEnum):
    """What the terminal is busy with, for the words on the screen."""

    READING_CARD = "reading_card"
    SCANNING_CODE = "scanning_code"
    CHECKING_CREDENTIAL = "checking_credential"
    SENDING_CODE = "sending_code"
    CHECKING_CODE = "checking_code"
    CALLING = "calling"
    VERIFYING_FACE = "verifying_face"
    COMPARING_FACE = "comparing_face"  # an authority does
    TAKING_PAGE = "taking_page"
    HOLDING_STILL = "holding_still"
    COMPOSING = "composing"
    PRINTING_DOCUMENT = "printing_document"
    PRINTING_RECEIPT = "printing_receipt"
    ORDERING = "ordering"
    AWAITING_PAYMENT = "awaiting_payment"
    CLOSING_ORDER = "closing_order"
    KEEPING = "keeping"
    FETCHING = "fetching"
    POSTING = "posting"


@dataclass(frozen=True)
class Asking:
    """The resident is to answer. `problem` is the key of what was wrong with the last answer.

    `field` names the field that a form asks now; `values` fill the words of `problem`.
    """

    problem: str = ""
    field: str = ""
    values: tuple[tuple[str, int | str], ...] = ()


ASKING = Asking()


@dataclass(frozen=True)
class Working:
    """The terminal is at work. `held_up`: something must be mended first, then it goes on by itself.

    `guide`: what the resident is to do before the face camera meanwhile.
    """

    doing: Doing
    held_up: Trouble | None = None
    guide: FaceGuide | None = None


@dataclass(frozen=True)
class Troubled:
    """The work failed. `retry`, `go_on`, `back`: what the resident may choose; leaving is always possible."""

    trouble: Trouble
    retry: bool = False
    go_on: bool = False
    back: bool = False


@dataclass(frozen=True)
class Parting:
    """What was entered is kept, and gone from here. `code` continues it until the end of `expires_on`, YYYY-MM-DD.

    `sent`: central can be reached, so that another terminal knows the code at once.
    """

    code: Personal[str]
    expires_on: str
    sent: bool


StepState = Asking | Working | Troubled | Parting


@dataclass(frozen=True)
class Facts:
    """What the flow may know of the world: fixed for the whole session. `today` is YYYY-MM-DD, local time."""

    today: str
    terminal_id: str
    place: str


@dataclass(frozen=True)
class IssueInHand:
    """The document of this session, from its composition on. `pages` are those of one copy."""

    issue_id: str
    pages: int
    digest: str
    serial: str
    verification_code: str
    copies: int = 1

    @property
    def sheets(self) -> int:
        """How many come out in all: it is printed on one side."""
        return self.pages * self.copies


@dataclass(frozen=True)
class PaymentInHand:
    """The last order of this session, made at step `step_id`. `code`: the text of its QR code, empty before."""

    payment_id: str
    order_number: str
    amount_fen: int
    step_id: str
    state: PaymentState = PaymentState.ORDERED
    code: str = ""

    @property
    def owed(self) -> bool:
        """True when money was taken and nothing given for it yet."""
        return self.state is PaymentState.PAID


@dataclass(frozen=True)
class Identifying:
    """The way by which somebody is being known. The rest is of a code sent by message.

    `challenge`: central's name for the code that was sent, empty before; `phone`: where to, most of it hidden;
    `again`: another one may be asked for.
    """

    way: Way
    number: Personal[str] | None = None
    challenge: str = ""
    phone: Personal[str] | None = None
    again: bool = False


@dataclass(frozen=True)
class Session:
    """One resident at the terminal. Answers are the truth; `kiosk.engine.path` derives the way from them."""

    id: str
    flow: Flow
    facts: Facts
    step_id: str
    state: StepState = Asking()
    answers: Answers = field(default_factory=lambda: NO_ANSWERS)
    drafts: Answers = field(default_factory=lambda: NO_ANSWERS)
    resuming: Personal[str] | None = None  # the code by which an earlier session is to be continued
    resumed: Answers = field(default_factory=lambda: NO_ANSWERS)  # what was kept there and is not taken up yet
    visit: int = 0
    attempt: int = 0
    issue: IssueInHand | None = None
    payment: PaymentInHand | None = None
    presented: bool = False
    sheets_out: int = 0  # of the document at the printer, as it counts them while it works
    printed: tuple[IssueInHand, ...] = ()  # those whose sheets came out: all lie in one mouth, until they are taken
    taken: bool = False  # a sensor, or the resident, says that the sheets are gone from the printer's mouth
    left_lying: bool = False  # a sensor says that they lie there still, too long
    leaving: bool = False
    cards: tuple[Role, ...] = ()  # the readers that a card was read from and not yet taken
    identifying: Identifying | None = None
    photos: Answers = field(default_factory=lambda: NO_ANSWERS)  # by step, see `kiosk.engine.photos`
    faces_refused: tuple[str, ...] = ()  # the steps at which a face was another one, as often as it was
    gestures: Gestures | None = None  # which tasks the face is looked at with; None before the resident has agreed
    hints: int = 0  # how often in a row a face could not be compared
    sheet_on_mat: str = ""  # of which kind the sheet is that lies under the document camera, as far as is known
    warned: bool = False
    outcome: Outcome | None = None

    @property
    def ticket(self) -> Ticket:
        """The name of the work that this step has under way; no other session's work ever has it."""
        return f"{self.id}/{self.step_id}/{self.visit}/{self.attempt}"

    @property
    def ended(self) -> bool:
        return self.outcome is not None

    @property
    def card_on_reader(self) -> bool:
        """True while a card that was read was not taken."""
        return bool(self.cards)

    @property
    def receipt_printed(self) -> bool:
        """True when an issue step or a summary was answered so: its answer says whether there is a receipt."""
        answers = (self.answers.get(step.id) for step in self.flow.steps if isinstance(step, IssueStep | SummaryStep))
        return any(answer is not None and answer.reveal() is True for answer in answers)

    def answered(self, step_id: str, value: Personal[Any]) -> "Session":
        return replace(self, answers=MappingProxyType(self.answers | {step_id: value}))

    def drafted(self, step_id: str, value: Personal[Any]) -> "Session":
        return replace(self, drafts=MappingProxyType(self.drafts | {step_id: value}))


Change = tuple[Session, tuple[Effect, ...]]
"""What `advance` gives: the session as it is now, and what is to be done about it."""
