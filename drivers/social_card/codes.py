"""What the PC/SC service's return codes mean to the terminal (PC/SC part 5; pcsclite.h), as one table."""

from smartcard import scard

from drivers.errors import DeviceError, Refused, Timeout, Unavailable
from drivers.faults import Fault

SERVICE_GONE = frozenset(
    {
        scard.SCARD_E_NO_SERVICE,
        scard.SCARD_E_SERVICE_STOPPED,
        scard.SCARD_E_INVALID_HANDLE,  # of a service that has been restarted
        scard.SCARD_F_COMM_ERROR,
        scard.SCARD_F_INTERNAL_ERROR,
        scard.SCARD_E_CANCELLED,
        scard.SCARD_E_SYSTEM_CANCELLED,
        scard.SCARD_W_SECURITY_VIOLATION,  # libpcsclite's word for a connection that was reset
    }
)
"""After these a context is good for nothing: a new one is needed."""

CARD_GONE = frozenset({scard.SCARD_W_REMOVED_CARD, scard.SCARD_E_NO_SMARTCARD})

FAULT_OF: dict[int, Fault] = {
    **dict.fromkeys(SERVICE_GONE, Fault.OFFLINE),
    **dict.fromkeys(CARD_GONE, Fault.CARD_REMOVED),
    scard.SCARD_E_NO_READERS_AVAILABLE: Fault.OFFLINE,
    scard.SCARD_E_READER_UNAVAILABLE: Fault.OFFLINE,
    scard.SCARD_E_UNKNOWN_READER: Fault.OFFLINE,
    scard.SCARD_E_TIMEOUT: Fault.TIMEOUT,
    scard.SCARD_E_SHARING_VIOLATION: Fault.BUSY,
    scard.SCARD_E_NO_ACCESS: Fault.NOT_AUTHORISED,  # polkit keeps this user from the readers, see `link`
    scard.SCARD_W_UNRESPONSIVE_CARD: Fault.CARD_UNREADABLE,
    scard.SCARD_W_UNPOWERED_CARD: Fault.CARD_UNREADABLE,
    scard.SCARD_W_UNSUPPORTED_CARD: Fault.CARD_UNREADABLE,
    scard.SCARD_W_RESET_CARD: Fault.CARD_UNREADABLE,  # by another program
    scard.SCARD_E_CARD_UNSUPPORTED: Fault.CARD_UNREADABLE,
    scard.SCARD_E_PROTO_MISMATCH: Fault.CARD_UNREADABLE,
    scard.SCARD_E_NOT_TRANSACTED: Fault.CARD_UNREADABLE,
    scard.SCARD_E_INSUFFICIENT_BUFFER: Fault.CARD_UNREADABLE,
    scard.SCARD_E_NOT_READY: Fault.CARD_UNREADABLE,
}
"""Codes that are missing are `HARDWARE_ERROR`."""


def error_of(code: int, doing: str) -> DeviceError:
    """Return what to raise for `code`, which is no success."""
    fault = FAULT_OF.get(code, Fault.HARDWARE_ERROR)
    refused = code == scard.SCARD_E_NO_ACCESS
    said = "pcscd hangs up on this user, see polkit." if refused else scard.SCardGetErrorMessage(code)
    detail = f"{doing}: {said} ({code & 0xFFFFFFFF:08X})"
    if fault is Fault.OFFLINE:
        return Unavailable(detail)
    return Timeout(detail) if fault is Fault.TIMEOUT else Refused(fault, detail)
