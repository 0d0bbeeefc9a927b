"""Is there a receipt printer on this wire?

Asked with `DLE EOT` alone, which prints nothing on a printer and means nothing to anything else; only what has answered
all four questions as the manual says is asked for its name. A serial printer at another rate takes the question for
rubbish, so its line buffer is cleared once its rate is found.
"""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from drivers.cancel import Cancel, Deadline
from drivers.errors import DeviceError
from drivers.faults import Role
from drivers.finding import Finding
from drivers.receipt_printer.questions import SETTLE_S, Questions
from drivers.receipt_printer.wire import Wire
from drivers.transport import Pipe
from drivers.transport.url import read_name
from drivers.transport.usb_printer_pipe import UsbPrinterPipe

RATES = (115200, 19200, 9600, 38400, 57600)
"""Bits a second, the usual ones first."""

_BUDGET_S, _RATE_BUDGET_S = 2.4, 0.6
_REPLY_TIMEOUT_S = 0.25
_NAME_TIMEOUT_S = 0.4
_NAME_QUESTION = b"\x1b@\x1dIC"  # ESC @, then GS I 67: the model's name
_NAME = re.compile(rb"\x5f([^\x00]{0,80})\x00")
_ID_FIELDS = (re.compile(r"(?:MFG|MANUFACTURER):([^;]*)"), re.compile(r"(?:MDL|MODEL):([^;]*)"))
_NAME_LIMIT = 60


def look(address: str, cancel: Cancel, *, usb_backend: Any = None) -> Finding | None:
    """Look at `serial:/dev/…`, `tcp://host:9100`, `usb:VVVV:PPPP` or `lp:/dev/usb/lp0`; see `drivers.finding`.

    A serial line is tried at each of `RATES`. `usb_backend` is pyusb's, None for libusb.
    """
    deadline = Deadline(_BUDGET_S)
    for url in _urls(address):
        try:
            name = _name_of_printer(url, deadline, cancel, usb_backend)
        except (DeviceError, ValueError):
            continue
        return Finding(Role.RECEIPT_PRINTER, url, name)
    return None


def _urls(address: str) -> Iterator[str]:
    if not address.startswith("serial:"):
        yield address
        return
    port = address.split("?", maxsplit=1)[0]
    yield from (f"{port}?baud={baud}" for baud in RATES)


def _name_of_printer(url: str, deadline: Deadline, cancel: Cancel, usb_backend: Any) -> str:
    """Return what the printer at `url` calls itself, perhaps nothing; raise if there is none."""
    cancel.check("probe")
    named = read_name(url, usb_backend=usb_backend)
    with closing(named.open()) as pipe:
        wire = Wire(pipe, baud=named.baud, cancel=cancel)
        questions = Questions(wire, reply_timeout_s=_REPLY_TIMEOUT_S, settle_s=SETTLE_S)
        questions.report(Deadline(min(_RATE_BUDGET_S, deadline.left_s)))
        try:
            return _visible(_device_id_name(pipe, cancel) or _model_name(pipe, cancel))
        except DeviceError:
            return ""  # it has proven what it is; a printer that is stopped does not tell its name


def _device_id_name(pipe: Pipe, cancel: Cancel) -> str:
    if not isinstance(pipe, UsbPrinterPipe):
        return ""
    text = pipe.device_id(timeout_s=_NAME_TIMEOUT_S, cancel=cancel).decode("gb18030", "replace")
    found = (field.search(text) for field in _ID_FIELDS)
    return " ".join(match[1].strip() for match in found if match)


def _model_name(pipe: Pipe, cancel: Cancel) -> str:
    pipe.write(_NAME_QUESTION, timeout_s=_NAME_TIMEOUT_S, cancel=cancel)
    deadline, got = Deadline(_NAME_TIMEOUT_S), b""
    while not (found := _NAME.search(got)):
        got += pipe.read_exactly(1, timeout_s=deadline.left_s, cancel=cancel) + pipe.read_available()
    return found[1].decode("gb18030", "replace")


def _visible(text: str) -> str:
    """`text` as one short line: what a printer says of itself is data, and may be rubbish."""
    shown = "".join(c if unicodedata.category(c)[0] not in "CZ" else " " for c in text)
    return " ".join(shown.split())[:_NAME_LIMIT]
