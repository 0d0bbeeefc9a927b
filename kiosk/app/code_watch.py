"""The scanner at home: as long as the page for a resume code is shown, a code may be held before it instead of typed.

A scanner that is absent or fails costs nothing but this: the code is typed, and the scanner is tried again once it is
well. On the Qt thread.
"""

from collections.abc import Callable, Mapping
from typing import Protocol

from drivers.faults import Fault, Role
from drivers.status import DeviceStatus
from kiosk.engine.events import CodeScanned, DeviceFailed, Event, Ticket
from kiosk.ports import Deliver, Post

_TIMEOUT_S = 60.0


class Scanning(Protocol):
    def statuses(self) -> Mapping[Role, DeviceStatus]: ...

    def scan_code(self, ticket: Ticket, *, timeout_s: float, post: Post) -> None: ...

    def cancel(self, ticket: Ticket) -> None: ...


class CodeWatch:
    """Scans while it is wanted; `scanned` is called with each text, "" for a code that is none."""

    def __init__(self, devices: Scanning, deliver: Deliver, scanned: Callable[[str], None]) -> None:
        self._devices, self._deliver, self._scanned = devices, deliver, scanned
        self._wanted = False
        self._ticket, self._scans = "", 0

    @property
    def at_work(self) -> bool:
        """True while a code would be read."""
        return bool(self._ticket)

    def want(self, *, wanted: bool) -> None:
        """Scan from now on, or no more."""
        self._wanted = wanted
        if not wanted and self._ticket:
            ticket, self._ticket = self._ticket, ""
            self._devices.cancel(ticket)
        self.look()

    def look(self) -> None:
        """Begin where it is wanted and the scanner is well; called whenever a device changed."""
        status = self._devices.statuses().get(Role.CODE_SCANNER)
        if self._wanted and not self._ticket and status is not None and status.ready:
            self._scan()

    def _scan(self) -> None:
        self._scans += 1
        ticket = self._ticket = f"home/code/{self._scans}"
        self._devices.scan_code(ticket, timeout_s=_TIMEOUT_S, post=self._post)

    def _post(self, event: Event) -> None:
        """Called from the scanner's thread."""
        self._deliver(lambda: self._heard(event))

    def _heard(self, event: Event) -> None:
        match event:
            case CodeScanned(ticket=ticket, code=code) if ticket == self._ticket:
                self._scan()
                self._scanned(code.reveal())
            case DeviceFailed(ticket=ticket, fault=Fault.NO_CODE) if ticket == self._ticket:
                self._scan()
            case DeviceFailed(ticket=ticket) if ticket == self._ticket:
                self._ticket = ""
