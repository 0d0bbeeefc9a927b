"""What the conductor needs from the parts above it. They are handed in; it imports none of them.

Every call returns at once and answers later by `post`, from whatever thread, with the ticket it was given.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, Protocol

from drivers.cancel import Cancel
from drivers.faults import Role
from drivers.lights import Flash, Light
from drivers.receipt_printer.role import Receipt
from drivers.video.frame import Frame
from kiosk.engine.effects import AskPayment, AsksIdentity, Call, FetchDraft, TakePage, VerifyFace
from kiosk.engine.events import Event, Ticket, Timer
from kiosk.engine.photo import FaceCrop, Portrait
from kiosk.protocol.faces import FaceGuide, FalseAccept, Gestures
from kiosk.protocol.faults import FaceReason

Post = Callable[[Event], None]
"""Hand an event to the session. Thread-safe."""

FaceVerdict = Literal["VERIFIED"] | FaceCrop | FaceReason

Deliver = Callable[[Callable[[], None]], None]
"""Run a function on the conductor's own thread, soon. Thread-safe; keeps the order."""


class Hands(Protocol):
    """The devices, each in its own thread."""

    def read_card(self, ticket: Ticket, role: Role, *, timeout_s: float, post: Post) -> None:
        """Answer with CardRead or DeviceFailed. `role`: the reader, of ID cards or of social security cards."""

    def watch_card(self, ticket: Ticket, role: Role, *, timeout_s: float, post: Post) -> None:
        """Answer with CardRemoved, or not at all."""

    def look_for_card(self, ticket: Ticket, role: Role, *, after_s: float, found: Callable[[], None]) -> None:
        """Call `found`, from whatever thread, when a card is still there after `after_s`."""

    def scan_code(self, ticket: Ticket, *, timeout_s: float, post: Post) -> None:
        """Answer with CodeScanned or DeviceFailed."""

    def look_for_verifier(self, ticket: Ticket, *, post: Post) -> None:
        """Answer with VerifierMissing, or not at all."""

    def verify_face(self, verify: VerifyFace, *, post: Post) -> None:
        """Answer with any number of FaceGuided, then with how the attempt ended.

        That is FaceVerified (without a photo: FaceSeen), FaceRefused, NoFaceInPhoto, VerifierMissing or DeviceFailed.
        """

    def take_page(self, take: TakePage, *, post: Post) -> None:
        """Answer with DeviceHeldUp any number of times, then with PageTaken or DeviceFailed."""

    def watch_mat(self, ticket: Ticket, sheet: str, *, timeout_s: float, post: Post) -> None:
        """Answer with SheetLifted, or not at all."""

    def look_for_sheet(self, ticket: Ticket, sheet: str, *, after_s: float, found: Callable[[], None]) -> None:
        """Call `found`, from whatever thread, when such a sheet lies under the document camera after `after_s`."""

    def watch_document(self, ticket: Ticket, *, post: Post) -> None:
        """Answer with DocumentTaken, perhaps after DocumentLeftLying; or, without a sensor, not at all."""

    def look_for_document(self, issue_id: str) -> None:
        """Treat sheets that lie in the printer's mouth after a while as forgotten: a fault until they are gone."""

    def print_document(
        self, ticket: Ticket, pdf: bytes, *, job_name: str, pages: int, copies: int, timeout_s: float, post: Post
    ) -> None:
        """Answer with DeviceHeldUp and SheetsOut any number of times, then with DocumentPrinted or DeviceFailed."""

    def print_receipt(self, ticket: Ticket, receipt: Receipt, *, post: Post) -> None:
        """Answer with ReceiptPrinted or DeviceFailed."""

    def light(self, lights: Mapping[Light, Flash]) -> None:
        """Set the guide lights; those that are not named are off. Best effort: no session waits for a light."""

    def forget(self) -> None:
        """Forget what was seen of the resident and their papers."""

    def cancel(self, ticket: Ticket) -> None:
        """Cancel the work of that ticket, if there is any; it still answers."""


class VerifierFailed(Exception):  # noqa: N818
    """Faces cannot be compared just now; the words are for technicians."""


class PhotoUnusable(Exception):  # noqa: N818
    """There is no one face in the photo that is to be compared with."""


class Comparison(Protocol):
    """One attempt. Used in the face camera's thread, between two frames: it must not take longer than a frame."""

    def look(self, frame: Frame) -> FaceVerdict | FaceGuide | None:
        """Return what this frame and those before it say; None: nothing new.

        A verdict ends the attempt. A guide is told to the resident and stands until another one: what comes and goes
        from frame to frame is better kept back until it has stood for a moment.

        Raises:
            VerifierFailed, PhotoUnusable: the attempt is over, and was none.
        """

    @property
    def part(self) -> tuple[int, int, int, int] | None:
        """Which part of the picture the resident is to see, left, upper, right, lower in px; None: the whole."""

    def close(self) -> None:
        """Wipe the photo and all that was made of it and of the frames. Called once, however the attempt ended."""


class Verifier(Protocol):
    """Whoever can compare a face with a photo, and see that it is alive."""

    @property
    def available(self) -> bool:
        """True when faces can be compared now, as far as is known. From any thread."""

    def begin(self, photo: Portrait | None, *, gestures: Gestures, false_accept: FalseAccept) -> Comparison:
        """Begin an attempt with the tasks of `gestures`; nothing of photo and frames outlives it.

        `false_accept`: of all strangers, how many may be taken for who is on the photo. Without a photo it
        says nothing: a face that is alive and the same throughout is given then, for somebody else to compare.

        Raises:
            VerifierFailed: faces cannot be compared just now.
        """

    def rest(self) -> None:
        """Let go of all that was started to compare or to glance: nobody is being served."""

    def glance(self, frame: Frame, cancel: Cancel) -> Sequence[float]:
        """Return how wide each face is, as a share of the picture's width, the widest first. Compares nobody.

        Raises:
            VerifierFailed: faces cannot be found just now.
            Cancelled: `cancel` was set.
        """


class Departments(Protocol):
    """The departments' systems, through central."""

    def call(self, call: Call, *, transaction_id: str, service: str, post: Post) -> None:
        """Answer with CallDone, CallRefused or CallFailed, within the call's time-out."""

    def cancel(self, ticket: Ticket) -> None:
        """Stop waiting for that call; its answer is dropped."""


class Drafts(Protocol):
    """What residents keep for later, at central."""

    @property
    def reachable(self) -> bool:
        """True when central gets what is kept now at once."""

    def take(self, effect: FetchDraft, *, transaction_id: str, post: Post) -> None:
        """Answer with DraftFetched, DraftRefused or CallFailed, within the effect's time-out."""

    def cancel(self, ticket: Ticket) -> None:
        """Stop waiting for that draft."""


class Identities(Protocol):
    """Whoever knows whose a number or a code is, through central."""

    def ask(self, asked: AsksIdentity, *, transaction_id: str, post: Post) -> None:
        """Answer in time: SendCode with CodeSent, the others with Identified; or with NotIdentified or CallFailed."""

    def cancel(self, ticket: Ticket) -> None:
        """Stop waiting for that answer; it is dropped."""


class Payments(Protocol):
    """The payment system, through central."""

    def ask(self, order: AskPayment, *, transaction_id: str, service: str, description: str, post: Post) -> None:
        """Order. Answer with PaymentOffered or CallFailed; after an offer, and perhaps PaymentHeldUp, with the end.

        That is Paid, or PaymentClosed when the time is over or the order was closed, or CallFailed when nobody knows.
        """

    def close(self, ticket: Ticket, payment_id: str, *, post: Post) -> None:
        """Close the order now. Answer soon with Paid, PaymentClosed or CallFailed, once; also for an older order."""

    def cancel(self, ticket: Ticket) -> None:
        """Stop asking for that ticket; no answer comes any more. The order stays as it is."""


class Timers(Protocol):
    """Clocks that fire once, on the conductor's thread."""

    def start(self, timer: Timer, after_s: float, fire: Callable[[], None]) -> None:
        """Start, anew when it runs already."""

    def stop(self, timer: Timer) -> None:
        """Stop, if it runs."""
