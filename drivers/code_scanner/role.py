"""What every code scanner can do, and what it delivers. What a code means is not its business."""

import unicodedata
from dataclasses import dataclass, field
from typing import Protocol

from drivers.cancel import Cancel
from drivers.status import DeviceStatus

_ENCODINGS = ("utf-8", "gb18030")
_UNSPEAKABLE = ("Cc", "Cf", "Cs", "Co", "Cn")  # controls, direction marks, halves, private and unassigned


@dataclass(frozen=True)
class ScannedCode:
    """What stood in a code, without the scanner's own framing. Personal: never log it, never keep it."""

    data: bytes = field(repr=False)

    @property
    def text(self) -> str | None:
        """The text, if `data` is text in UTF-8 or GB18030; None if it is not, or holds controls or direction marks.

        Codes with such marks exist (GS1, vCard); who reads those takes `data`.
        """
        for encoding in _ENCODINGS:
            try:
                text = self.data.decode(encoding)
            except UnicodeDecodeError:
                continue
            return None if any(unicodedata.category(char) in _UNSPEAKABLE for char in text) else text
        return None

    def __repr__(self) -> str:
        return f"ScannedCode({len(self.data)} bytes)"


class CodeScanner(Protocol):
    """A QR and barcode scanner. Used by one thread at a time; reconnects by itself."""

    def status(self) -> DeviceStatus:
        """Return the scanner's state. Never raises: a lost scanner is a status; the next call reconnects."""

    def scan(self, *, timeout_s: float, cancel: Cancel) -> ScannedCode:
        """Light the window, wait for one code, and put the light out, however this ends.

        What was scanned before the call is thrown away: it may be another resident's.

        Raises:
            Refused: NO_CODE when none came in `timeout_s`; a code that had begun to come is waited for.
            Unavailable, Timeout, ProtocolError, Cancelled: as `drivers.errors` tells.
        """

    def close(self) -> None:
        """Give the wire back."""
