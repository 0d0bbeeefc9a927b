"""What can go wrong besides devices, by code; the codes of devices are `drivers.faults.Fault`."""

from enum import StrEnum

from drivers.faults import Fault, Role


class PlatformFault(StrEnum):
    """What can go wrong on the way to a department."""

    OFFLINE = "OFFLINE"  # central cannot be reached
    TIMEOUT = "TIMEOUT"  # central did not answer in time
    DEPARTMENT_DOWN = "DEPARTMENT_DOWN"  # central answered, the department did not
    REFUSED = "REFUSED"  # central does not accept this terminal


class FaceReason(StrEnum):
    """Why a face was refused. The first four can be mended by who stands there; nothing was compared."""

    NO_FACE = "NO_FACE"
    SEVERAL_FACES = "SEVERAL_FACES"
    TOO_DARK = "TOO_DARK"
    TOO_FAR = "TOO_FAR"
    NOT_SAME = "NOT_SAME"
    NOT_LIVE = "NOT_LIVE"


NOT_VERIFIED = "NOT_VERIFIED"
NO_VERIFIER = "NO_VERIFIER"
NO_PHOTO = "NO_PHOTO"
FACE_CODES = frozenset({NOT_VERIFIED, NO_VERIFIER, NO_PHOTO, *list(FaceReason)[:4]})
"""Of `face`: that a face is another one is none as long as there are attempts left; after that it is NOT_VERIFIED."""

UNCERTAIN = frozenset({Fault.JOB_ABORTED, Fault.JOB_DOUBTFUL})
"""After these nobody but a person at the tray can tell what was printed; never print again by oneself."""

CARD_EXPIRED = "CARD_EXPIRED"
COMPOSE_FAILED = "COMPOSE_FAILED"
RECEIPT_FAILED = "RECEIPT_FAILED"
SHOW_FAILED = "SHOW_FAILED"
INTERNAL = "INTERNAL"
PAY_EXPIRED = "EXPIRED"
PAY_CANCELLED = "CANCELLED"


def codes_of(source: str) -> frozenset[str]:
    """Return the codes of `source`: a device role, `platform`, `terminal`, `pay` or `face`; none for anything else.

    Those of `pay` come when the order is closed and certainly nobody has paid. That nobody knows (`pay.UNKNOWN`) is
    none: nothing but asking again may follow an order that is open.
    """
    if source == "pay":
        return frozenset({PAY_EXPIRED, PAY_CANCELLED})
    if source == "face":
        return frozenset(map(str, FACE_CODES))
    if source == "platform":
        return frozenset(PlatformFault)
    if source == "terminal":
        return frozenset({COMPOSE_FAILED, RECEIPT_FAILED, SHOW_FAILED, INTERNAL})
    if source not in set(Role):
        return frozenset()
    return frozenset(Fault) | ({CARD_EXPIRED} if source == Role.ID_CARD else frozenset())
