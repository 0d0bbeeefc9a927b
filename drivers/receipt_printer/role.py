"""What every receipt printer can do, and what a receipt is made of.

What a receipt says is personal, so no `repr` shows it.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from PIL import Image

from drivers.cancel import Cancel
from drivers.status import DeviceStatus


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True)
class TextLine:
    """One paragraph; wrapped at the paper's width. `scale` 1 or 2 times normal height and width."""

    text: str = field(repr=False)
    align: Align = Align.LEFT
    bold: bool = False
    scale: int = 1


@dataclass(frozen=True)
class Pair:
    """A label on the left, its value flush right; on two lines where one does not hold both."""

    label: str
    value: str = field(repr=False)
    bold: bool = False


@dataclass(frozen=True)
class QrCode:
    """A QR code, centred; `data` is text, `module_dots` the size of one module."""

    data: str = field(repr=False)
    module_dots: int = 6


@dataclass(frozen=True)
class Logo:
    """A picture, centred: a file or a Pillow image; made smaller to fit the paper, never larger.

    `width_dots` is how wide it shall be at 8 dots a millimetre; None takes its own width.
    """

    picture: Path | Image.Image = field(repr=False)
    width_dots: int | None = None


@dataclass(frozen=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True)
class Feed:
    lines: int = 1


ReceiptPart = TextLine | Pair | QrCode | Logo | Rule | Feed


@dataclass(frozen=True)
class Receipt:
    """A whole receipt from top to cut."""

    parts: tuple[ReceiptPart, ...]


class ReceiptPrinter(Protocol):
    """A receipt printer. Used by one thread at a time; reconnects by itself."""

    def status(self) -> DeviceStatus:
        """Return the printer's state. Never raises: a lost printer is a status; the next call reconnects."""

    def print(self, receipt: Receipt, *, timeout_s: float, cancel: Cancel) -> None:
        """Print and cut, and return only once the printer has confirmed it.

        Raises:
            Refused: PAPER_OUT, COVER_OPEN, CUTTER_ERROR, HEAD_HOT, HARDWARE_ERROR, BUSY before anything was printed;
                JOB_REFUSED when the receipt holds what no printer can print (a QR code that fits no symbol, a logo
                that is no picture);
                JOB_DOUBTFUL when contact or paper was lost, or the caller cancelled, after the first byte.
            Unavailable, Timeout, ProtocolError, Cancelled: before anything was printed.
        """

    def close(self) -> None:
        """Give the wire back."""
