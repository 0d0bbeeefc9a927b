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


def codes_of(source: str) -> frozenset[str]:
    """Return the codes of `source`: a device role, `platform`, `file`, `terminal` or `pay`; none for anything else.

    Those of `pay` come when the order is closed and certainly nobody has paid. That nobody knows (`pay.UNKNOWN`) is
    none: nothing but asking again may follow an order that is open.
    """
    if source == "pay":
        return frozenset({PAY_EXPIRED, PAY_CANCELLED})
    if source == "platform":
        return frozenset(PlatformFault)
    if source == "file":
        return frozenset(FileFault)
    if source == "terminal":
        return frozenset({COMPOSE_FAILED, RECEIPT_FAILED, SHOW_FAILED, SEND_FAILED, INTERNAL})
    if source not in set(Role):
        return frozenset()
    return frozenset(Fault) | ({CARD_EXPIRED} if source == Role.ID_CARD else frozenset())
