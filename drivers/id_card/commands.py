"""The command table and the status codes of the SAM-V module, as code.

Sources: the table rows and SW3 codes are confirmed by several independent open implementations and a vendor's protocol
tables, except where a remark says single-sourced. Time limits are the generous end of what two of them wait.
"""

from dataclasses import dataclass
from enum import IntEnum

from drivers.faults import Fault
from drivers.id_card.frame import Request


class Sw3(IntEnum):
    """The module's own verdict, third status byte of every answer."""

    OK = 0x90
    FOUND = 0x9F
    ABSENT = 0x91  # the card does not carry the item asked for
    NO_CARD = 0x80
    SELECT_FAILED = 0x81
    BAD_CHECKSUM = 0x10
    BAD_LENGTH = 0x11
    BAD_SEQUENCE = 0x21  # unknown command or parameter, or not now
    FORBIDDEN = 0x23
    UNKNOWN_ERROR = 0x24
    CARD_REJECTS_SAM = 0x31
    SAM_REJECTS_CARD = 0x32
    INFO_UNVERIFIED = 0x33
    FINGERPRINT_UNVERIFIED = 0x37
    INFO_LENGTH = 0x3F
    WRONG_CARD = 0x40
    READ_FAILED = 0x41
    RANDOM_FAILED = 0x47
    SELF_TEST_FAILED = 0x60  # accepts no command any more
    SAM_NOT_AUTHORISED = 0x66


FAULT_OF: dict[Sw3, Fault | None] = {
    Sw3.OK: None,
    Sw3.FOUND: None,
    Sw3.ABSENT: Fault.CARD_UNREADABLE,
    Sw3.NO_CARD: Fault.NO_CARD,
    Sw3.SELECT_FAILED: Fault.WRONG_CARD,
    Sw3.BAD_CHECKSUM: Fault.CORRUPT_FRAME,
    Sw3.BAD_LENGTH: Fault.CORRUPT_FRAME,
    Sw3.BAD_SEQUENCE: Fault.CARD_UNREADABLE,  # the module forgot the card between two steps
    Sw3.FORBIDDEN: Fault.NOT_AUTHORISED,
    Sw3.UNKNOWN_ERROR: Fault.HARDWARE_ERROR,
    Sw3.CARD_REJECTS_SAM: Fault.CARD_UNREADABLE,
    Sw3.SAM_REJECTS_CARD: Fault.CARD_UNREADABLE,
    Sw3.INFO_UNVERIFIED: Fault.CARD_INVALID,
    Sw3.FINGERPRINT_UNVERIFIED: Fault.CARD_INVALID,
    Sw3.INFO_LENGTH: Fault.CARD_UNREADABLE,
    Sw3.WRONG_CARD: Fault.WRONG_CARD,
    Sw3.READ_FAILED: Fault.CARD_UNREADABLE,
    Sw3.RANDOM_FAILED: Fault.CARD_UNREADABLE,
    Sw3.SELF_TEST_FAILED: Fault.HARDWARE_ERROR,
    Sw3.SAM_NOT_AUTHORISED: Fault.NOT_AUTHORISED,
}
"""What each code means to the terminal; None is no fault. Codes that are missing are `HARDWARE_ERROR`."""


def fault_of(sw3: int) -> Fault | None:
    """Return what the status byte `sw3` means; remote-SAM vendors add codes of their own, all of them errors."""
    try:
        return FAULT_OF[Sw3(sw3)]
    except ValueError:
        return Fault.HARDWARE_ERROR


@dataclass(frozen=True)
class Command:
    """One row: `answer_bytes` is the size of the data of a good answer, None where it varies or is not known."""

    name: str
    request: Request
    timeout_s: float
    answer_bytes: int | None = 0


RESET = Command("reset module", Request(0x10, 0xFF), 1.0)
MODULE_STATUS = Command("module status", Request(0x11, 0xFF), 1.0)
MODULE_ID = Command("module id", Request(0x12, 0xFF), 1.0, answer_bytes=16)
FIND = Command("find card", Request(0x20, 0x01), 1.0, answer_bytes=4)
SELECT = Command("select card", Request(0x20, 0x02), 1.0, answer_bytes=8)
READ_BASE = Command("read base", Request(0x30, 0x01), 2.0, answer_bytes=None)
READ_BASE_FINGERPRINT = Command("read base and fingerprints", Request(0x30, 0x10), 3.0, answer_bytes=None)
READ_NEW_ADDRESS = Command("read new address", Request(0x30, 0x03), 1.5, answer_bytes=None)
READ_BODY_NUMBER = Command("read card body number", Request(0x30, 0x05), 1.5, answer_bytes=None)  # single-sourced

SET_BAUD = 0x60  # the parameter picks the rate; single-sourced
BAUD_RATES = (115200, 57600, 38400, 19200, 9600)  # by parameter 00 to 04
SET_BEST_BAUD = Command("set 115200 baud", Request(SET_BAUD, 0x00), 1.0)
ODD_BAUD_RATE = 230400  # no parameter sets it; one board was seen that runs at it
SET_MAX_RF_BYTES = Request(0x61, 0xFF, b"\x50")  # single-sourced

TEXT_SIZE = 256
PHOTO_SIZE = 1024
FINGERPRINT_SIZE = 1024
NEW_ADDRESS_SIZE = 70
MOST_NEW_ADDRESSES = 4  # a vendor's program has room for four; two are said to fit on a card (both single-sourced)
