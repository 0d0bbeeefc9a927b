"""Looks whether a code scanner hangs on a serial line.

A scanner that reads all the time and takes no commands cannot be found: it says nothing until somebody shows a code.
"""

from drivers.cancel import Cancel
from drivers.code_scanner.device import SerialCodeScanner
from drivers.code_scanner.dialect import DIALECTS
from drivers.errors import DeviceError
from drivers.faults import Role
from drivers.finding import Finding
from drivers.transport import open_pipe
from drivers.transport.printer_first import is_printer

_RATES = (115200, 9600)  # USB scanners answer at any rate, serial ones are delivered with one of these
_ANSWER_S = 0.4


def look(address: str, cancel: Cancel) -> Finding | None:
    """Ask at `address`, a `serial:/dev/…`, for a scanner; lights no window and sets nothing.

    The terminator is configured in the scanner and shows only with a code: the url leaves it at its default.
    """
    if not address.startswith("serial:/"):
        return None
    port = address.partition("?")[0]
    for baud in _RATES:
        try:
            if _a_printer(f"{port}?baud={baud}", cancel):
                return None
        except DeviceError:
            return None
        for dialect in DIALECTS.values():
            if dialect.triggered and (found := _ask(f"{port}?baud={baud}&dialect={dialect.name}", cancel)):
                return found
    return None


def _a_printer(url: str, cancel: Cancel) -> bool:
    pipe = open_pipe(url)
    try:
        return is_printer(pipe, cancel)
    finally:
        pipe.close()


def _ask(url: str, cancel: Cancel) -> Finding | None:
    scanner = SerialCodeScanner(url, answer_timeout_s=_ANSWER_S)
    try:
        return Finding(Role.CODE_SCANNER, url, scanner.report(cancel).product)
    except DeviceError:
        return None
    finally:
        scanner.close()
