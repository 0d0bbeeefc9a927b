"""The four real-time status bytes of ESC/POS (`DLE EOT n`): the manual's table as code, both ways.

Bit meanings agree between the command manuals of the Epson TM-T81/TM-T90, Citizen CBM-1000, Samsung SRP-350 and
Epson iDP-3221; bit 2 of n=3 (mechanical) is undefined on many models and therefore decides nothing here.
"""

from collections.abc import Iterable
from dataclasses import Field, dataclass, field, fields
from typing import ClassVar, TypeVar

from drivers.errors import ProtocolError
from drivers.faults import Fault, Threshold
from drivers.status import DeviceState, PaperState

_FIXED_MASK = 0b1001_0011
_FIXED_BITS = 0b0001_0010  # 0xx1xx10: what tells a real-time status byte from every other reply


def bits(mask: int, *, at: int = 0) -> bool:
    """A field that is true when the bits of `mask` are set in byte number `at`."""
    return field(default=False, metadata={"mask": mask, "at": at})


def mask_of(one: "Field[bool]") -> int:
    return int(one.metadata["mask"])


def flags(table: "Iterable[Field[bool]]", byte: int) -> dict[str, bool]:
    """Read `byte` by the fields of its table.

    Raises:
        ProtocolError: the bits of one field disagree.
    """
    values = {}
    for one in table:
        mask = mask_of(one)
        if byte & mask not in {0, mask}:
            raise ProtocolError(f"{byte:#04x} contradicts itself in {one.name}")
        values[one.name] = byte & mask == mask
    return values


@dataclass(frozen=True)
class PrinterByte:
    """Answer to `DLE EOT 1`."""

    N: ClassVar[int] = 1
    drawer_pin_high: bool = bits(0x04)
    offline: bool = bits(0x08)
    waiting_for_recovery: bool = bits(0x20)
    feed_button_pressed: bool = bits(0x40)


@dataclass(frozen=True)
class OfflineByte:
    """Answer to `DLE EOT 2`: why the printer is offline."""

    N: ClassVar[int] = 2
    cover_open: bool = bits(0x04)
    feeding_by_button: bool = bits(0x08)
    stopped_by_paper_end: bool = bits(0x20)
    error: bool = bits(0x40)


@dataclass(frozen=True)
class ErrorByte:
    """Answer to `DLE EOT 3`: which error."""

    N: ClassVar[int] = 3
    mechanical: bool = bits(0x04)
    cutter: bool = bits(0x08)
    unrecoverable: bool = bits(0x20)
    auto_recoverable: bool = bits(0x40)  # head too hot, or the cover was opened while printing


@dataclass(frozen=True)
class PaperByte:
    """Answer to `DLE EOT 4`. Each sensor owns two bits that are always equal."""

    N: ClassVar[int] = 4
    near_end: bool = bits(0x0C)
    end: bool = bits(0x60)


ByteT = TypeVar("ByteT", PrinterByte, OfflineByte, ErrorByte, PaperByte)


def is_status_byte(byte: int) -> bool:
    """Whether `byte` carries the fixed bits of a real-time status byte."""
    return byte & _FIXED_MASK == _FIXED_BITS


def decode(kind: type[ByteT], byte: int) -> ByteT:
    """Read one status byte (0-255) as `kind`.

    Raises:
        ProtocolError: the fixed bits are wrong, or the two bits of one sensor disagree.
    """
    if not is_status_byte(byte):
        raise ProtocolError(f"DLE EOT {kind.N}: {byte:#04x} is no status byte")
    return kind(**flags(fields(kind), byte))


def encode(status: PrinterByte | OfflineByte | ErrorByte | PaperByte) -> int:
    """The byte (0-255) that a printer in this state answers."""
    byte = _FIXED_BITS
    for one in fields(status):
        if getattr(status, one.name):
            byte |= mask_of(one)
    return byte


@dataclass(frozen=True)
class Report:
    """The four answers together: what the printer says of itself at one moment."""

    printer: PrinterByte = field(default_factory=PrinterByte)
    offline: OfflineByte = field(default_factory=OfflineByte)
    error: ErrorByte = field(default_factory=ErrorByte)
    paper: PaperByte = field(default_factory=PaperByte)

    @property
    def faults(self) -> frozenset[Fault]:
        """What keeps the printer from printing. An offline printer always has at least one."""
        named = {
            Fault.COVER_OPEN: self.offline.cover_open,
            Fault.PAPER_OUT: self.offline.stopped_by_paper_end or self.paper.end,
            Fault.CUTTER_ERROR: self.error.cutter,
            # An opened cover sets the same bit; the cover has a bit of its own.
            Fault.HEAD_HOT: self.error.auto_recoverable and not self.offline.cover_open,
            Fault.HARDWARE_ERROR: self.error.unrecoverable,
        }
        found = frozenset(fault for fault, present in named.items() if present)
        if found:
            return found
        if self.offline.error:
            return frozenset({Fault.HARDWARE_ERROR})
        return frozenset({Fault.BUSY}) if self.printer.offline else frozenset()

    @property
    def recoverable(self) -> bool:
        """Whether `DLE ENQ` may be tried: nobody has a hand in the printer, and it waits for a word.

        Either the cutter stopped, or what stopped the printer is over and it has not gone on by itself.
        """
        waits = self.printer.waiting_for_recovery and self.faults == {Fault.BUSY}
        return waits or self.faults == {Fault.CUTTER_ERROR}

    @property
    def thresholds(self) -> frozenset[Threshold]:
        """What somebody should see to before it becomes a fault."""
        return frozenset({Threshold.PAPER_LOW}) if self.paper_state is PaperState.LOW else frozenset()

    @property
    def paper_state(self) -> PaperState:
        if self.offline.stopped_by_paper_end or self.paper.end:
            return PaperState.OUT
        return PaperState.LOW if self.paper.near_end else PaperState.FULL

    @property
    def state(self) -> DeviceState:
        """The XFS4IoT word: a defect outranks what a person can put right, which outranks a passing state."""
        if self.faults & {Fault.CUTTER_ERROR, Fault.HARDWARE_ERROR, Fault.HEAD_HOT}:
            return DeviceState.HARDWARE_ERROR
        if Fault.COVER_OPEN in self.faults:
            return DeviceState.USER_ERROR
        return DeviceState.DEVICE_BUSY if Fault.BUSY in self.faults else DeviceState.ONLINE
