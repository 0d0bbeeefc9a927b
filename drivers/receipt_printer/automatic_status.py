"""Automatic status back (`GS a n`): the four bytes that a printer sends of itself; the table as code, both ways.

Bit meanings agree between the manuals of the Epson TM-U220 and the STP-103P; the fourth byte is reserved.
"""

from dataclasses import dataclass, fields

from drivers.errors import ProtocolError
from drivers.receipt_printer.status_bytes import Report, bits, flags, mask_of

SIZE = 4
FIRST_MASK, FIRST_BITS = 0b1001_0011, 0b0001_0000  # 0xx1xx00: what tells the first byte from every other reply
LATER_MASK = 0b1001_0000  # fixed to 0 in the other three


@dataclass(frozen=True)
class AutomaticStatus:
    """What one packet says. Two bits of one sensor are always equal."""

    drawer_pin_high: bool = bits(0x04, at=0)
    offline: bool = bits(0x08, at=0)
    cover_open: bool = bits(0x20, at=0)
    feeding_by_button: bool = bits(0x40, at=0)
    mechanical: bool = bits(0x04, at=1)
    cutter: bool = bits(0x08, at=1)
    unrecoverable: bool = bits(0x20, at=1)
    auto_recoverable: bool = bits(0x40, at=1)
    near_end: bool = bits(0x03, at=2)
    end: bool = bits(0x0C, at=2)

    @classmethod
    def of(cls, report: Report) -> "AutomaticStatus":
        """What a printer that answers `report` to `DLE EOT` sends of itself."""
        return cls(
            drawer_pin_high=report.printer.drawer_pin_high,
            offline=report.printer.offline,
            cover_open=report.offline.cover_open,
            feeding_by_button=report.printer.feed_button_pressed,
            mechanical=report.error.mechanical,
            cutter=report.error.cutter,
            unrecoverable=report.error.unrecoverable,
            auto_recoverable=report.error.auto_recoverable,
            near_end=report.paper.near_end,
            end=report.paper.end,
        )

    @property
    def well(self) -> bool:
        """Whether nothing in it keeps the printer from printing."""
        return not (self.offline or self.cover_open or self.cutter or self.unrecoverable or self.auto_recoverable)


def encode(status: AutomaticStatus) -> bytes:
    packet = bytearray((FIRST_BITS, 0, 0, 0))
    for one in fields(status):
        if getattr(status, one.name):
            packet[one.metadata["at"]] |= mask_of(one)
    return bytes(packet)


def decode(packet: bytes) -> AutomaticStatus:
    """Read one packet.

    Raises:
        ProtocolError: it is not four bytes, its fixed bits are wrong, or the two bits of one sensor disagree.
    """
    if len(packet) != SIZE or packet[0] & FIRST_MASK != FIRST_BITS or any(byte & LATER_MASK for byte in packet[1:]):
        raise ProtocolError(f"{len(packet)} bytes that are no automatic status")
    read = {
        at: flags((one for one in fields(AutomaticStatus) if one.metadata["at"] == at), packet[at]) for at in range(3)
    }
    return AutomaticStatus(**read[0], **read[1], **read[2])
