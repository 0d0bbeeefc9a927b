"""Commands and status words of the card, ISO/IEC 7816-4, as the social security card uses them. Pure.

The select and read commands are confirmed by several independent open programs; LD/T 32.5-2015 specifies them.
"""

from dataclasses import dataclass, field
from enum import IntEnum

from drivers.errors import ProtocolError
from drivers.faults import Fault

SSSE = b"sx1.sh." + "社会保障".encode("gbk")
"""The name of the social security application (社会保障系统环境)."""


class File(IntEnum):
    """The elementary files that can be read without keys."""

    CARD = 0xEF05
    HOLDER = 0xEF06


class Sw(IntEnum):
    """Status words. Words outside this list exist; all of them are refusals, 61xx and 6Cxx excepted."""

    OK = 0x9000
    CUT_SHORT = 0x6282  # the record ended before the length that was asked for
    DEACTIVATED = 0x6283  # the application is blocked
    MEMORY_FAILURE = 0x6581
    WRONG_LENGTH = 0x6700
    NOT_ALLOWED = 0x6981
    SECURITY_NOT_SATISFIED = 0x6982
    CONDITIONS_NOT_SATISFIED = 0x6985
    NO_CURRENT_FILE = 0x6986
    FUNCTION_NOT_SUPPORTED = 0x6A81
    FILE_NOT_FOUND = 0x6A82
    RECORD_NOT_FOUND = 0x6A83
    WRONG_P1_P2 = 0x6A86
    WRONG_OFFSET = 0x6B00
    UNKNOWN_INSTRUCTION = 0x6D00
    UNKNOWN_CLASS = 0x6E00
    UNKNOWN_ERROR = 0x6F00
    BLOCKED_FOR_EVER = 0x9303  # as the bank cards' specification has it


_FAULTS = {
    Sw.DEACTIVATED: Fault.CARD_INVALID,
    Sw.BLOCKED_FOR_EVER: Fault.CARD_INVALID,
}


def fault_of(sw: int) -> Fault | None:
    """Return what a status word means to the terminal, None for success."""
    if sw in (Sw.OK, Sw.CUT_SHORT):
        return None
    return next((fault for word, fault in _FAULTS.items() if word == sw), Fault.CARD_UNREADABLE)


@dataclass(frozen=True)
class Command:
    """A short command. `expected` is Le: None for no answer data, 0 for all there is (256 at most)."""

    ins: int
    p1: int
    p2: int
    data: bytes = b""
    expected: int | None = None
    cla: int = 0x00

    def encode(self) -> bytes:
        head = bytes([self.cla, self.ins, self.p1, self.p2])
        body = bytes([len(self.data)]) + self.data if self.data else b""
        return head + body + (b"" if self.expected is None else bytes([self.expected]))

    @classmethod
    def decode(cls, raw: bytes) -> "Command":
        """Take a short command apart.

        Raises:
            ValueError: the lengths do not fit.
        """
        if len(raw) < 4:
            raise ValueError(f"a command of {len(raw)} bytes")
        cla, ins, p1, p2, *rest = raw
        if len(rest) <= 1:
            return cls(ins, p1, p2, b"", rest[0] if rest else None, cla)
        size, body = rest[0], bytes(rest[1:])
        if size == 0 or len(body) not in (size, size + 1):
            raise ValueError(f"Lc {size} and {len(body)} bytes")
        return cls(ins, p1, p2, body[:size], body[size] if len(body) > size else None, cla)

    def __str__(self) -> str:
        """What a technician may read: no data."""
        return f"{self.cla:02X} {self.ins:02X} {self.p1:02X} {self.p2:02X}"


@dataclass(frozen=True)
class Answer:
    """What the card said: data and status word."""

    sw: int
    data: bytes = field(default=b"", repr=False)

    def encode(self) -> bytes:
        return self.data + self.sw.to_bytes(2, "big")

    @classmethod
    def decode(cls, raw: bytes) -> "Answer":
        """Split what arrived.

        Raises:
            ProtocolError: it does not end in a status word: 9xxx, or 6xxx. Of 66xx to 6Fxx (6Cxx excepted) only those
                that end in 00 or in 80 and above are assigned; others are rather the middle of an answer cut short.
        """
        if len(raw) < 2 or not _is_status(*raw[-2:]):
            raise ProtocolError(f"an answer of {len(raw)} bytes without a status word")
        return cls(int.from_bytes(raw[-2:], "big"), raw[:-2])

    @property
    def more(self) -> int | None:
        """How many bytes wait for GET RESPONSE (61xx; 0 stands for 256), None when none do."""
        return self.sw & 0xFF if self.sw >> 8 == 0x61 else None

    @property
    def right_length(self) -> int | None:
        """The Le with which the command is to be sent again (6Cxx), None when it need not be."""
        return self.sw & 0xFF if self.sw >> 8 == 0x6C else None


def _is_status(sw1: int, sw2: int) -> bool:
    if 0x66 <= sw1 <= 0x6F and sw1 != 0x6C:
        return sw2 == 0 or sw2 >= 0x80
    return sw1 >> 4 in (0x6, 0x9)


SELECT, READ_RECORD, GET_RESPONSE = 0xA4, 0xB2, 0xC0
EF_BELOW, EF_ANYWHERE = 0x02, 0x00
"""P1 of a select by file id: below the current application, or by id alone; both are seen in the field."""
BY_ID, BY_NUMBER = 0x00, 0x04
"""P2 of a read: P1 is the record's id, or its number."""


def select_application(name: bytes = SSSE) -> Command:
    return Command(SELECT, 0x04, 0x00, name)


def select_file(file: File, p1: int = EF_BELOW) -> Command:
    return Command(SELECT, p1, 0x00, file.to_bytes(2, "big"))


def read_record(which: int, by: int, expected: int) -> Command:
    return Command(READ_RECORD, which, by, expected=expected)


def get_response(expected: int) -> Command:
    return Command(GET_RESPONSE, 0x00, 0x00, expected=expected)
