"""Looks at many wires: different ones at the same time, each by one role after the other."""

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from drivers.cancel import Cancel
from drivers.errors import DeviceError
from drivers.faults import Fault, Role
from drivers.finding import Finding
from drivers.id_card.usb_opening import READER_ADDRESSES
from drivers.transport.serial_pipe import SerialPipe
from drivers.transport.usb_device import UsbAddress
from kiosk.devices.probing.looks import CAMERA_SCHEMES, CAMERAS, ORDER, look, pcsc_look
from kiosk.devices.probing.wire import Wire, key

_AT_ONCE = 16
_ANY_BAUD = 9600
_GLANCE_S = 0.1  # how often is asked whether the search was given up


@dataclass(frozen=True)
class Seen:
    """What a look at a wire found. `barred` says why nobody could look: it is held, or not permitted."""

    wire: Wire
    findings: tuple[Finding, ...] = ()
    barred: str = ""


class Hunt:
    """One search.

    Args:
        roles: who looks.
        cancel: ends it.
        held: of wires that somebody holds, who it is, by `wire.key`.
        reader_ids: numbers that ID card readers go by on the USB.
    """

    def __init__(
        self,
        roles: frozenset[Role],
        cancel: Cancel,
        *,
        held: Mapping[str, str],
        reader_ids: Sequence[UsbAddress] = READER_ADDRESSES,
    ) -> None:
        self._roles, self._cancel, self._held, self._reader_ids = roles, cancel, held, reader_ids
        self._camera = threading.Lock()  # cameras on one hub starve each other, and one that starves is not found

    def look_at(
        self, wires: Sequence[Wire], *, done: Callable[[Seen], None], given_up: Callable[[], bool] = lambda: False
    ) -> list[Seen]:
        """Look at all of them; `done` is told of each as soon as it is known. In the order of `wires`.

        Raises:
            KeyboardInterrupt: `given_up` said so: whoever was at it has ended, nobody began any more.
        """
        seen: dict[Wire, Seen] = {}
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="probe") as pool:
            left = {pool.submit(self._see, wire): wire for wire in wires}
            try:
                while left:
                    if given_up():
                        raise KeyboardInterrupt
                    for future in wait(left, _GLANCE_S, FIRST_COMPLETED).done:
                        wire = left.pop(future)
                        seen[wire] = future.result()
                        done(seen[wire])
            finally:
                self._cancel.set()
                pool.shutdown(cancel_futures=True)
        return [seen[wire] for wire in wires]

    def _see(self, wire: Wire) -> Seen:
        barred = wire.off_limits or self._held.get(key(wire.address), "") or _barred(wire)
        if barred:
            return Seen(wire, barred=barred)
        try:
            found = self._found(wire)
        except ValueError as error:  # somebody announced what is no address
            return Seen(wire, barred=str(error))
        wanted = tuple(finding for finding in found if finding.role in self._roles)
        if wanted or not found:
            return Seen(wire, wanted, "" if wanted else _holder(wire))
        return Seen(wire, barred=f"it is a {found[0].role}")

    def _found(self, wire: Wire) -> list[Finding]:
        if wire.scheme == "pcsc":
            return pcsc_look(wire.address)
        if wire.scheme in CAMERA_SCHEMES:
            return self._cameras(wire)
        for role in ORDER.get(wire.scheme, ()):
            # Whatever is looked for on a line, a printer has to be known before anybody else speaks there.
            asked = role in self._roles or (wire.scheme == "serial" and role is Role.RECEIPT_PRINTER)
            if asked and (finding := self._ask(role, wire)):
                return [finding]
        return []

    def _cameras(self, wire: Wire) -> list[Finding]:
        """Any camera fits both roles, each with another size. One that is slow to start has a second chance."""
        found: dict[Role, Finding] = {}
        with self._camera:
            for role in (*CAMERAS, *CAMERAS):
                if role in self._roles - set(found) and (finding := self._ask(role, wire)):
                    found[role] = finding
        return list(found.values())

    def _ask(self, role: Role, wire: Wire) -> Finding | None:
        if self._cancel.is_set():
            return None
        return look(role, wire.address, self._cancel, reader_ids=self._reader_ids)


def _barred(wire: Wire) -> str:
    """Say why a wire cannot be spoken on, if that shows before anything is said."""
    if wire.path and not Path(wire.path).exists():
        return "there is no such device"
    if wire.path and not os.access(wire.path, os.R_OK | os.W_OK):
        return "no permission: call this as the user of the terminal, or see config/udev"
    if wire.scheme != "serial":
        return ""
    try:
        SerialPipe(wire.path, _ANY_BAUD).close()
    except DeviceError as error:
        return f"busy: {_holder(wire) or 'another program holds it'}" if error.fault is Fault.BUSY else error.detail
    return ""


def _holder(wire: Wire) -> str:
    """Name the process that has the wire's file open, as far as this user may know."""
    if not wire.path or os.path.realpath(wire.path).startswith("/dev/pts/"):  # whoever made those has them open
        return ""
    wanted = os.path.realpath(wire.path)
    for entry in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if str(entry.readlink()) == wanted and int(entry.parts[2]) != os.getpid():
                name = Path("/proc", entry.parts[2], "comm").read_text("utf-8", "replace").strip()
                return f"process {entry.parts[2]} ({name}) has it open"
        except OSError:  # it ended, or it is another user's
            continue
    return ""
