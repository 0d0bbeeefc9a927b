"""What can go wrong besides devices, by code; the codes of devices are `drivers.faults.Fault`."""

from enum import StrEnum

from drivers.faults import Fault, Role


class PlatformFault(StrEnum):
    """What can go wrong on the way to a department."""

    OFFLINE = "OFFLINE"  # central cannot be reached
    TIMEOUT = "TIMEOUT"  # central did not answer in time
    DEPARTMENT_DOWN = "DEPARTMENT_DOWN"  # central answered, the department did not
    REFUSED = "REFUSED"  # central does not accept this terminal


class FileFault(StrEnum):
    """What can be wrong with a file that a department gives: found out before anything is printed or paid."""

    BROKEN = "BROKEN"  # other bytes than were announced, no PDF, one that does not open, is locked or needs a program
    EMPTY = "EMPTY"  # it has no byte
    TOO_LARGE = "TOO_LARGE"  # more than the gateway carries


class FaceReason(StrEnum):
    """How an attempt ended without a face that was verified."""

    NO_FACE = "NO_FACE"
    SEVERAL_FACES = "SEVERAL_FACES"
    TOO_DARK = "TOO_DARK"
    TOO_FAR = "TOO_FAR"
    UNCLEAR = "UNCLEAR"  # blurred, too bright, too close, held askew
    COVERED = "COVERED"  # the eyes, or more of the face, are hidden
    NOT_SAME = "NOT_SAME"
    NOT_LIVE = "NOT_LIVE"  # or what was asked was not done in time


FACE_COUNTS = frozenset({FaceReason.NOT_SAME, FaceReason.NOT_LIVE})
"""What uses up an attempt. All else can be mended by who stands there: nothing was compared."""


NOT_VERIFIED = "NOT_VERIFIED"
NO_VERIFIER = "NO_VERIFIER"
NO_PHOTO = "NO_PHOTO"
NOT_AGREED = "NOT_AGREED"
FACE_CODES = frozenset({NOT_VERIFIED, NO_VERIFIER, NO_PHOTO, NOT_AGREED, *(set(FaceReason) - FACE_COUNTS)})
"""Of `face`: that a face is another one is none as long as there are attempts left; after that it is NOT_VERIFIED.

NOT_AGREED is no fault of anything: the resident wants another way.
"""

UNCERTAIN = frozenset({Fault.JOB_ABORTED, Fault.JOB_DOUBTFUL})
"""After these nobody but a person at the tray can tell what was printed; never print again by oneself."""

CARD_EXPIRED = "CARD_EXPIRED"
COMPOSE_FAILED = "COMPOSE_FAILED"
RECEIPT_FAILED = "RECEIPT_FAILED"
SHOW_FAILED = "SHOW_FAILED"
SEND_FAILED = "SEND_FAILED"
INTERNAL = "INTERNAL"
PAY_EXPIRED = "EXPIRED"
PAY_CANCELLED = "CANCELLED"


class IdentityFault(StrEnum):
    """Why central, or whom it asked, does not say who somebody is."""

    REFUSED = "REFUSED"
    EXPIRED = "EXPIRED"
    USED = "USED"
    UNKNOWN = "UNKNOWN"
    NOT_ACCEPTED = "NOT_ACCEPTED"  # known, and of a kind that the service does not take
    WRONG = "WRONG"  # the code; it is asked again
    TOO_MANY = "TOO_MANY"  # wrong codes
    TOO_SOON = "TOO_SOON"  # after the last message
    TOO_OFTEN = "TOO_OFTEN"  # for this number, or at this terminal


OF_E_CREDENTIAL = (
    IdentityFault.REFUSED,
    IdentityFault.EXPIRED,
    IdentityFault.USED,
    IdentityFault.UNKNOWN,
    IdentityFault.NOT_ACCEPTED,
)
OF_PHONE_CODE = (
    IdentityFault.REFUSED,
    IdentityFault.EXPIRED,
    IdentityFault.TOO_MANY,
    IdentityFault.TOO_SOON,
    IdentityFault.TOO_OFTEN,
    IdentityFault.NOT_ACCEPTED,
)
IDENTITY_CODES: dict[tuple[str, str], str] = {
    **{("e_credential", fault.value): f"EC{number:03}" for number, fault in enumerate(OF_E_CREDENTIAL, start=1)},
    **{("phone_code", fault.value): f"PC{number:03}" for number, fault in enumerate(OF_PHONE_CODE, start=1)},
}
"""The technician's code by source and code, as `drivers.catalogue` has them for devices."""

_FACE_ORDER = (*(reason for reason in FaceReason if reason not in FACE_COUNTS), NOT_VERIFIED, NO_VERIFIER, NO_PHOTO)
TECHNICIAN_CODES: dict[tuple[str, str], str] = {
    **IDENTITY_CODES,
    **{("face", str(code)): f"FV{number:03}" for number, code in enumerate(_FACE_ORDER, start=1)},
}
"""The same, and of faces: all that are no faults of devices."""


def codes_of(source: str) -> frozenset[str]:
    """Return the codes of `source`; none for what is no source.

    Sources are the device roles, `platform`, `file`, `terminal`, `pay`, `face`, and the ways to identify by central.
    Those of `pay` come when the order is closed and certainly nobody has paid. That nobody knows (`pay.UNKNOWN`) is
    none: nothing but asking again may follow an order that is open.
    """
    if source == "pay":
        return frozenset({PAY_EXPIRED, PAY_CANCELLED})
    if source == "face":
        return frozenset(map(str, FACE_CODES))
    if source in {"e_credential", "phone_code"}:
        return frozenset(code for of, code in IDENTITY_CODES if of == source)
    if source == "platform":
        return frozenset(PlatformFault)
    if source == "file":
        return frozenset(FileFault)
    if source == "terminal":
        return frozenset({COMPOSE_FAILED, RECEIPT_FAILED, SHOW_FAILED, SEND_FAILED, INTERNAL})
    if source not in set(Role):
        return frozenset()
    return frozenset(Fault) | ({CARD_EXPIRED} if source in (Role.ID_CARD, Role.SOCIAL_CARD) else frozenset())
