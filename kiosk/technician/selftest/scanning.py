"""Self-test of the code scanner. A code may be somebody's number: its length is shown, and how it begins."""

from collections.abc import Sequence

from drivers.code_scanner.role import CodeScanner, ScannedCode
from kiosk.technician.selftest.masking import MASK
from kiosk.technician.selftest.standing import STATUS
from kiosk.technician.selftest.step import Bench, Found, Step

_SHOWN = 2
_LEAST = 8  # of a shorter code, two characters would be too much of it


def code_scanner_steps() -> Sequence[Step]:
    return (STATUS, Step("scan", _scan, before="Hold any code before the scanner's window."))


def code_words(code: ScannedCode) -> str:
    """Return what shows that a code was read."""
    text = code.text
    if text is None:
        return f"{len(code.data)} bytes that are no text"
    head = text[:_SHOWN] if len(text) >= _LEAST else ""
    return f"{len(text)} characters, {head}{MASK * 3}"


def _scan(scanner: CodeScanner, bench: Bench) -> Found:
    return Found(code_words(scanner.scan(timeout_s=bench.within_s, cancel=bench.cancel)))
