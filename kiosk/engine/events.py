"""Everything that can happen to a session. A closed union; each late answer carries the ticket of its question."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from drivers.faults import Fault, Role
from kiosk.engine.photo import CardPhoto, PortraitFile
from kiosk.engine.trouble import DraftFault, FileFault, PlatformFault
from kiosk.protocol.faces import FaceGuide
from kiosk.protocol.faults import FaceReason, IdentityFault
from kiosk.protocol.files import NO_FILES, Files
from kiosk.protocol.personal import Personal

Ticket = str
"""Names one piece of work: `<session>/<step>/<visit>/<attempt>`. An answer with any other ticket is stale."""


class Timer(StrEnum):
    """The clocks that a session may start."""

    IDLE = "idle"  # nobody touched the screen: warn
    IDLE_END = "idle_end"  # nobody answered the warning: end
    STEP = "step"  # a step that goes on by itself
    WORK = "work"  # work that should long have ended


# What the resident does


@dataclass(frozen=True)
class Submitted:
    """The resident's answer to step `step`: consent, months, "these pages are right", a rating, "I have my papers"."""

    step: str
    value: Personal[Any]


@dataclass(frozen=True)
class WentBack:
    pass


@dataclass(frozen=True)
class Changed:
    """The resident looks through the answers and wants this one changed. `field`: None where a step asks one thing."""

    step: str
    field: str | None = None


@dataclass(frozen=True)
class Left:
    pass


@dataclass(frozen=True)
class Retried:
    pass


@dataclass(frozen=True)
class WentOn:
    """The resident goes on without what failed (a receipt)."""


@dataclass(frozen=True)
class KeptForLater:
    """The resident wants what was entered kept, to continue later."""


@dataclass(frozen=True)
class PartSkipped:
    """The resident gives up the part of a joint service that is in trouble, for the next one."""


@dataclass(frozen=True)
class Touched:
    """Somebody touched the screen, anywhere."""


# What devices and the platform answer


@dataclass(frozen=True)
class CardRead:
    """`card`: see `kiosk.engine.scope.CARD_FIELDS`; of a social security card, `name`, `number` and `valid_to`.

    `photo`: None where the site has no decoder for photos, or the card has none.
    """

    ticket: Ticket
    card: Personal[Mapping[str, str]]
    photo: Personal[CardPhoto] | None = None
    role: Role = Role.ID_CARD


@dataclass(frozen=True)
class CardRemoved:
    ticket: Ticket
    role: Role = Role.ID_CARD


@dataclass(frozen=True)
class CodeScanned:
    ticket: Ticket
    code: Personal[str]


@dataclass(frozen=True)
class CodeSent:
    """A message is under way to `phone`, most of which is hidden; another may be had `again_s` from now.

    Central says the same for a number that it does not know.
    """

    ticket: Ticket
    challenge: str
    phone: Personal[str]
    again_s: float


@dataclass(frozen=True)
class Identified:
    """Central knows who it is; `person` has `name` and `number`."""

    ticket: Ticket
    person: Personal[Mapping[str, str]]


@dataclass(frozen=True)
class NotIdentified:
    """Central, or whom it asked, does not say who it is. `left`: how often a wrong code may still be typed."""

    ticket: Ticket
    fault: IdentityFault
    left: int = 0


@dataclass(frozen=True)
class FaceGuided:
    """What the resident is to do now, or to mend first, until another one is told."""

    ticket: Ticket
    guide: FaceGuide


@dataclass(frozen=True)
class FaceVerified:
    """Who stands there is who is on the photo, and alive."""

    ticket: Ticket


@dataclass(frozen=True)
class FaceSeen:
    """Who stands there is alive, and nobody knows who it is. `crop`: see `kiosk.protocol.face_crop`, a JPEG."""

    ticket: Ticket
    crop: Personal[bytes]


@dataclass(frozen=True)
class FaceRefused:
    ticket: Ticket
    reason: FaceReason


@dataclass(frozen=True)
class NoFaceInPhoto:
    """The photo that was to be compared with shows no face, or more than one."""

    ticket: Ticket


@dataclass(frozen=True)
class VerifierMissing:
    """Nothing at this terminal can compare faces."""

    ticket: Ticket


@dataclass(frozen=True)
class PageTaken:
    """A page lay still and sharp under the document camera. `page`: see `kiosk.protocol.steps.capture`."""

    ticket: Ticket
    page: Personal[Mapping[str, Any]]


@dataclass(frozen=True)
class SheetLifted:
    """The mat under the document camera is empty again."""

    ticket: Ticket


@dataclass(frozen=True)
class DeviceFailed:
    ticket: Ticket
    role: Role
    fault: Fault


@dataclass(frozen=True)
class DeviceHeldUp:
    """The device waits for somebody to mend `fault`; None: it was mended and the work goes on.

    The document camera waits for a sheet so, too: NO_PAGE until one is laid, None while it is to lie still.
    """

    ticket: Ticket
    role: Role
    fault: Fault | None


@dataclass(frozen=True)
class SheetsOut:
    """So many sheets of the job came out so far, of all copies, as the printer counts. Many printers say nothing."""

    ticket: Ticket
    sheets: int


@dataclass(frozen=True)
class CallDone:
    """`files`: the bytes of each file that `data` speaks of, all looked at and found whole.

    `portrait`: the picture that `data` says is there, see `kiosk.protocol.portraits`.
    """

    ticket: Ticket
    data: Personal[Mapping[str, Any]]
    files: Personal[Files] = NO_FILES
    portrait: Personal[PortraitFile] | None = None


@dataclass(frozen=True)
class CallRefused:
    """The department says no; `code` is its reason."""

    ticket: Ticket
    code: str


@dataclass(frozen=True)
class CallFailed:
    ticket: Ticket
    fault: PlatformFault | FileFault


@dataclass(frozen=True)
class PaymentOffered:
    """The order stands; `code` is the text of the QR code that a phone scans."""

    ticket: Ticket
    code: str


@dataclass(frozen=True)
class PaymentHeldUp:
    """Nobody can be asked whether it is paid, because of `fault`; None: somebody can be asked again."""

    ticket: Ticket
    fault: PlatformFault | None


@dataclass(frozen=True)
class Paid:
    """The payment system has the money."""

    ticket: Ticket


@dataclass(frozen=True)
class PaymentClosed:
    """The order is closed and nobody has paid it, or ever can."""

    ticket: Ticket


@dataclass(frozen=True)
class Composed:
    """The document stands as a PDF; `digest` is its sha256 in hex."""

    ticket: Ticket
    pages: int
    digest: str
    serial: str
    verification_code: str


@dataclass(frozen=True)
class DocumentPrinted:
    ticket: Ticket
    sheets: int


@dataclass(frozen=True)
class DocumentTaken:
    """The printer's mouth is empty again."""

    ticket: Ticket


@dataclass(frozen=True)
class DocumentLeftLying:
    """The sheets have lain in the printer's mouth for a while: whoever is there must be told."""

    ticket: Ticket


@dataclass(frozen=True)
class ReceiptPrinted:
    ticket: Ticket


@dataclass(frozen=True)
class DraftKept:
    """What was entered is on disk, sealed. `expires_on` as YYYY-MM-DD; `sent`: central can be reached now."""

    ticket: Ticket
    code: Personal[str]
    expires_on: str
    sent: bool


@dataclass(frozen=True)
class DraftFetched:
    """What was kept by `version` of the flow, by step, then by field."""

    ticket: Ticket
    version: int
    kept: Personal[Mapping[str, Mapping[str, Any]]]


@dataclass(frozen=True)
class DraftRefused:
    ticket: Ticket
    fault: DraftFault


@dataclass(frozen=True)
class MailKept:
    """The mail is on disk: it will be sent, whatever befalls the terminal."""

    ticket: Ticket


@dataclass(frozen=True)
class WorkFailed:
    """The terminal itself could not do it (a template that does not compile, a full disk)."""

    ticket: Ticket


@dataclass(frozen=True)
class TimerFired:
    timer: Timer


Event = (
    Submitted
    | WentBack
    | Changed
    | Left
    | Retried
    | WentOn
    | KeptForLater
    | PartSkipped
    | Touched
    | CardRead
    | CardRemoved
    | FaceGuided
    | FaceVerified
    | FaceSeen
    | FaceRefused
    | NoFaceInPhoto
    | VerifierMissing
    | PageTaken
    | SheetLifted
    | CodeScanned
    | CodeSent
    | Identified
    | NotIdentified
    | DeviceFailed
    | DeviceHeldUp
    | SheetsOut
    | CallDone
    | CallRefused
    | CallFailed
    | PaymentOffered
    | PaymentHeldUp
    | Paid
    | PaymentClosed
    | Composed
    | DocumentPrinted
    | DocumentTaken
    | DocumentLeftLying
    | ReceiptPrinted
    | DraftKept
    | DraftFetched
    | DraftRefused
    | MailKept
    | WorkFailed
    | TimerFired
)

ByResident = Submitted | WentBack | Changed | Left | Retried | WentOn | PartSkipped | KeptForLater | Touched
