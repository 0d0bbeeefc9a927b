"""Which printers can print documents and count them: IPP printers that take PDF, queues of CUPS before IPP printers."""

import os
from urllib.parse import quote

from drivers.cancel import Cancel, Deadline
from drivers.document_printer.address import CUPS_SOCKET, Address, address_of
from drivers.document_printer.client import IppClient, Operation
from drivers.document_printer.queued_printer import printer_behind
from drivers.document_printer.reports import PrinterReport
from drivers.errors import DeviceError
from drivers.faults import Role
from drivers.finding import Finding

_LOOK_S = 2.5
_USER = "kiosk-probe"
_NEEDED = frozenset(
    {
        Operation.CREATE_JOB,
        Operation.SEND_DOCUMENT,
        Operation.CANCEL_JOB,
        Operation.GET_JOB_ATTRIBUTES,
        Operation.GET_JOBS,
        Operation.GET_PRINTER_ATTRIBUTES,
    }
)


def addresses(cancel: Cancel) -> list[str]:
    """Return an address for each queue of this machine's CUPS; where CUPS_SERVER is a socket, of the one behind it."""
    named = os.environ.get("CUPS_SERVER", "")
    socket_path, option = (named, f"?socket={quote(named)}") if named.startswith("/") else (CUPS_SOCKET, "")
    server = IppClient(address_of(f"cups:any?socket={quote(socket_path)}"), user=_USER)
    try:
        queues = server.queues(timeout_s=_LOOK_S, cancel=cancel)
    except DeviceError:
        return []
    return [f"cups:{quote(queue.name, safe='')}{option}" for queue in queues if queue.name]


def look(address: str, cancel: Cancel) -> Finding | None:
    """Return what `ipp:…`, `ipps:…` or `cups:…` leads to, if documents can be printed there and counted."""
    deadline = Deadline(_LOOK_S)
    try:
        place = address_of(address)
        found = IppClient(place, user=_USER).describe(timeout_s=deadline.left_s, cancel=cancel)
        printer = _behind(place, found, deadline, cancel) if place.is_queue else found
    except (ValueError, DeviceError):
        return None
    takes_pdf = place.is_queue or "application/pdf" in printer.formats  # a queue turns PDF into what its printer takes
    if not takes_pdf or not printer.operations >= _NEEDED:
        return None
    return Finding(Role.DOCUMENT_PRINTER, address, printer.model)


def _behind(place: Address, queue: PrinterReport, deadline: Deadline, cancel: Cancel) -> PrinterReport:
    printer = IppClient(printer_behind(place, queue.leads_to), user=_USER)
    return printer.describe(timeout_s=deadline.left_s, cancel=cancel)
