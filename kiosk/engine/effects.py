"""Everything a session may ask of the world. A closed union, carried out in the order given.

The first group goes to the ledger and is on disk before anything of the second group begins.
"""

from dataclasses import dataclass
from typing import Any

from drivers.faults import Role
from kiosk.engine.events import Ticket, Timer
from kiosk.engine.photo import Portrait
from kiosk.protocol.faces import FalseAccept, Gestures
from kiosk.protocol.files import Files
from kiosk.protocol.mail import Way
from kiosk.protocol.personal import Personal
from kiosk.protocol.rating import Satisfaction
from kiosk.protocol.records import IssueState, Outcome, PaymentState
from kiosk.protocol.steps.shape import Fields

# For the ledger


@dataclass(frozen=True)
class OpenTransaction:
    service: str
    flow_version: int
    item_code: str


@dataclass(frozen=True)
class MarkIssue:
    """Move the issue in hand to `state`; `fulfils` names the payment that has its result by that, in one write.

    `sheets_out`: how many sheets of a doubtful one the printer had counted; None when it had told nothing.
    """

    issue_id: str
    state: IssueState
    pages: int | None = None
    digest: str | None = None
    copies: int | None = None
    sheets_out: int | None = None
    fulfils: str | None = None


@dataclass(frozen=True)
class RecordOrder:
    """Note an order before the payment system hears of it."""

    payment_id: str
    order_number: str
    amount_fen: int


@dataclass(frozen=True)
class MarkPayment:
    payment_id: str
    state: PaymentState


@dataclass(frozen=True)
class Rate:
    satisfaction: Satisfaction
    reasons: tuple[int, ...]


@dataclass(frozen=True)
class CloseTransaction:
    outcome: Outcome
    last_step: str


# For devices, the platform and the clock


@dataclass(frozen=True)
class ReadCard:
    """`role`: the reader, of ID cards or of social security cards."""

    ticket: Ticket
    timeout_s: float
    role: Role = Role.ID_CARD


@dataclass(frozen=True)
class WatchCard:
    """Say `CardRemoved` as soon as no card lies on the reader, or is in it."""

    ticket: Ticket
    timeout_s: float
    role: Role = Role.ID_CARD


@dataclass(frozen=True)
class LookForForgottenCard:
    """The session is over: report the card that is still there after a moment."""

    ticket: Ticket
    role: Role = Role.ID_CARD


@dataclass(frozen=True)
class ScanCode:
    ticket: Ticket
    timeout_s: float


@dataclass(frozen=True)
class AskCredential:
    """Ask central whose `code` is, which a phone showed."""

    ticket: Ticket
    code: Personal[str]
    timeout_s: float


@dataclass(frozen=True)
class SendCode:
    """Let central send a code to the phone that is on record for `number`."""

    ticket: Ticket
    number: Personal[str]
    timeout_s: float


@dataclass(frozen=True)
class CheckCode:
    """Ask central whether `code` is the one that it sent as `challenge`."""

    ticket: Ticket
    challenge: str
    number: Personal[str]
    code: Personal[str]
    timeout_s: float


@dataclass(frozen=True)
class LookForVerifier:
    """Say so if nothing here can compare faces, before the resident is asked to agree to it."""

    ticket: Ticket


@dataclass(frozen=True)
class VerifyFace:
    """Compare the face before the camera with `photo`, and see that it is alive, by the tasks of `gestures`.

    Without a photo only the latter, and give the picture of it that is best compared.
    """

    ticket: Ticket
    photo: Personal[Portrait] | None
    timeout_s: float
    gestures: Gestures = "turning"
    false_accept: FalseAccept = "1e-4"


@dataclass(frozen=True)
class TakePage:
    """Take the page that lies still and sharp under the document camera.

    The sheet that was taken before is taken again only after `same_after_s`; one that was moved or changed at once.
    """

    ticket: Ticket
    sheet: str
    timeout_s: float
    same_after_s: float


@dataclass(frozen=True)
class WatchMat:
    """Say `SheetLifted` as soon as no such sheet lies under the document camera."""

    ticket: Ticket
    sheet: str
    timeout_s: float


@dataclass(frozen=True)
class LookForForgottenSheet:
    """The session is over: report the sheet that still lies under the document camera after a moment."""

    ticket: Ticket
    sheet: str


@dataclass(frozen=True)
class WatchDocument:
    """Say `DocumentTaken` once the printer's mouth is empty, `DocumentLeftLying` when it stays full.

    A terminal without a sensor there says neither.
    """

    ticket: Ticket


@dataclass(frozen=True)
class LookForForgottenDocument:
    """The session is over: report the sheets that still lie in the printer's mouth after a moment."""

    issue_id: str


@dataclass(frozen=True)
class Call:
    ticket: Ticket
    operation: str
    input: Personal[dict[str, Any]]
    timeout_s: float
    idempotency_key: str
    result: Fields | None = None  # where the reply has files


@dataclass(frozen=True)
class KeepFiles:
    """Hold these for the session: what is shown and printed of a file are these bytes and no others."""

    files: Personal[Files]


@dataclass(frozen=True)
class AskPayment:
    """Order at the payment system; `purpose` is a key of the flow's texts."""

    ticket: Ticket
    payment_id: str
    order_number: str
    amount_fen: int
    purpose: str
    expires_s: float


@dataclass(frozen=True)
class ClosePayment:
    """Close the order, so that nobody can pay it any more; answered by `Paid` when somebody had."""

    ticket: Ticket
    payment_id: str


@dataclass(frozen=True)
class PrintClaim:
    """The session is over: print by what number the money that was paid comes back."""

    ticket: Ticket
    order_number: str
    amount_fen: int


@dataclass(frozen=True)
class KeepDraft:
    """Seal what was entered under a new code and put it where central gets it; answered by `DraftKept`.

    `kept`: by step, then by field; `because` names the trouble.
    """

    ticket: Ticket
    person: Personal[str]
    kept: Personal[dict[str, dict[str, Any]]]
    stopped_at: str
    because: str
    days: int


@dataclass(frozen=True)
class FetchDraft:
    """Take what was kept under `code` for `person`; answered by `DraftFetched` or `DraftRefused`."""

    ticket: Ticket
    code: Personal[str]
    person: Personal[str]
    timeout_s: float


@dataclass(frozen=True)
class PrintResumeSlip:
    """Print the code beside the screen that shows it."""

    ticket: Ticket
    code: Personal[str]
    expires_on: str


@dataclass(frozen=True)
class Compose:
    """Reserve serial and code for `issue_id`, then make the PDF of `template` with `data`.

    Or take the file with the digest `file` as it is, among those that are kept.
    """

    ticket: Ticket
    issue_id: str
    template: str
    title: str
    data: Personal[dict[str, Any]]
    file: Personal[str] | None = None


@dataclass(frozen=True)
class PrintDocument:
    """Print all `copies` as one job, each with its pages together."""

    ticket: Ticket
    issue_id: str
    pages: int
    timeout_s: float
    copies: int = 1


@dataclass(frozen=True)
class PrintReceipt:
    ticket: Ticket
    template: str
    data: Personal[dict[str, Any]]


@dataclass(frozen=True)
class PostMail:
    """Fill the receipt and put it on disk, to be sent to `address` by central; the same `mail_id` is the same mail."""

    ticket: Ticket
    mail_id: str
    way: Way
    address: Personal[str]
    language: str
    template: str
    data: Personal[dict[str, Any]]


@dataclass(frozen=True)
class CancelWork:
    """Stop what `ticket` names; its answer, if one still comes, is stale unless the session waits for it."""

    ticket: Ticket
    role: Role | None = None


@dataclass(frozen=True)
class StartTimer:
    """Start anew, also when it runs already."""

    timer: Timer
    after_s: float


@dataclass(frozen=True)
class StopTimer:
    timer: Timer


STOPPED = {timer: StopTimer(timer) for timer in Timer}
ALL_STOPPED = tuple(STOPPED.values())


@dataclass(frozen=True)
class Wipe:
    """Forget everything of this session: documents, pages, pictures, answers."""


AsksIdentity = AskCredential | SendCode | CheckCode
"""What central is asked about who somebody is."""

ForLedger = OpenTransaction | MarkIssue | RecordOrder | MarkPayment | Rate | CloseTransaction
ForWorld = (
    ReadCard
    | WatchCard
    | LookForForgottenCard
    | LookForVerifier
    | VerifyFace
    | TakePage
    | WatchMat
    | LookForForgottenSheet
    | ScanCode
    | AskCredential
    | SendCode
    | CheckCode
    | WatchDocument
    | LookForForgottenDocument
    | Call
    | KeepFiles
    | AskPayment
    | ClosePayment
    | PrintClaim
    | KeepDraft
    | FetchDraft
    | PrintResumeSlip
    | Compose
    | PrintDocument
    | PrintReceipt
    | PostMail
    | CancelWork
    | StartTimer
    | StopTimer
    | Wipe
)
Effect = ForLedger | ForWorld
