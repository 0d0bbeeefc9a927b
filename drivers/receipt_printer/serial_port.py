"""The emulated printer's serial connector, on a pseudo-terminal whose bytes take their time.

What differs from a real line: the kernel keeps up to 16 kB of what the host wrote (a UART's driver keeps 4 kB), and
there are no modem lines, so DTR is a printer that stops reading, as it does behind an XOFF that the host obeys. At
another rate than the printer's, each side hears what a UART makes of it.

Without a rate it stands for /dev/usb/lp0. There the kernel's printer driver says EAGAIN while one transfer is under
way, where a pseudo-terminal takes what fits; and a pulled plug is ENODEV, where here it is EIO.
"""

import contextlib
import os
import select
import threading
import time
from collections import deque
from pathlib import Path

from drivers.receipt_printer.port import Alarm, Connection, Inlet
from drivers.transport.pty_line import BITS_PER_BYTE, PtyLine
from drivers.transport.uart import heard

XON, XOFF = b"\x11", b"\x13"
FLOWS = ("dtr", "xonxoff", "none")
_JOIN_S = 5.0
_SLICE_S = 0.003  # what a real UART's buffer hands over at once
_BREATH_S = 0.05  # a thread that was late by more than this has slept, not worked
_CHUNK_BYTES = 4096


class SerialPort:
    """A `Port`.

    Args:
        link: a path that leads to the pseudo-terminal while it is open, so that its name survives a replug.
        baud: bits a second, both ways; None for a wire whose time does not count.
        flow: how a full buffer holds the host up: `dtr`, `xonxoff`, or `none` and the bytes are lost.
        scheme: what its url begins with.
    """

    def __init__(self, link: Path, *, baud: int | None = 115200, flow: str = "dtr", scheme: str = "serial") -> None:
        if flow not in FLOWS:
            raise ValueError(f"the flow control {flow!r} is none of {', '.join(FLOWS)}")
        self._link, self._baud, self._flow, self._scheme = link, baud, flow, scheme
        self._thread: threading.Thread | None = None
        self._alarm: Alarm | None = None
        self._closing = threading.Event()

    @property
    def url(self) -> str:
        if self._baud is None:
            return f"{self._scheme}:{self._link}"
        flow = "&flow=xonxoff" if self._flow == "xonxoff" else ""
        return f"{self._scheme}:{self._link}?baud={self._baud}{flow}"

    def open(self, inlet: Inlet) -> None:
        self.close()
        self._alarm = Alarm()
        self._closing.clear()
        talk = _Talk(PtyLine(self._link, self._alarm.fd), self._alarm, inlet, self._baud, self._flow)
        self._thread = threading.Thread(
            target=talk.go_on, args=(self._closing,), name="receipt printer port", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        if self._thread is None or self._alarm is None:
            return
        self._closing.set()
        self._alarm.ring()
        self._thread.join(_JOIN_S)
        self._alarm.close()
        self._thread = self._alarm = None

    def wake(self) -> None:
        if (alarm := self._alarm) is not None:
            alarm.ring()


def lp_port(link: Path) -> SerialPort:
    """The same where /dev/usb/lp0 would be."""
    return SerialPort(link, baud=None, scheme="lp")


class _Talk(Connection):
    """One plugging: what is on its way in and out. All but `send` runs in the port's thread."""

    def __init__(self, line: PtyLine, alarm: Alarm, inlet: Inlet, baud: int | None, flow: str) -> None:
        super().__init__()
        self._line, self._alarm, self._inlet, self._flow = line, alarm, inlet, flow
        self._baud = baud
        self._byte_s = BITS_PER_BYTE / baud if baud else 0.0
        self._chunk_bytes = max(1, int(_SLICE_S / self._byte_s)) if baud else _CHUNK_BYTES
        self._arriving, self._arrived_at = b"", 0.0
        self._backlog = False
        self._leaving: deque[tuple[float, bytes]] = deque()  # when the last bit has passed, and what
        self._leaving_lock = threading.Lock()
        self._free_at = 0.0
        self._held_up = False

    def send(self, data: bytes) -> None:
        with self._leaving_lock:
            self._free_at = max(self._free_at, time.monotonic()) + len(data) * self._byte_s
            self._leaving.append((self._free_at, data))
        self._alarm.ring()

    def go_on(self, closing: threading.Event) -> None:
        try:
            while not closing.is_set() and self._step():
                pass
        finally:
            self._line.close()

    def _step(self) -> bool:
        """Wait for the next thing to happen and do it; False when the plug fell out."""
        now = time.monotonic()
        if self._arriving and now >= self._arrived_at:
            data, self._arriving = self._arriving, b""
            if not self._inlet.receive(self, data):
                return False
        self._ask_for_patience()
        while self._leaving and self._leaving[0][0] <= now:
            with contextlib.suppress(BlockingIOError):  # what the host leaves unread until its buffer is full is lost
                os.write(self._line.fd, self._as_sent(self._leaving.popleft()[1]))
        reads = [self._alarm.fd]
        if not self._arriving and not self._holds_up:
            reads.append(self._line.fd)
        ready, _, _ = select.select(reads, [], [], self._patience_s())
        if self._alarm.fd in ready:
            self._alarm.hush()
        if self._line.fd in ready:
            self._begin_to_receive()
        return True

    def _patience_s(self) -> float | None:
        dues = [self._arrived_at] if self._arriving else []
        dues += [self._leaving[0][0]] if self._leaving else []
        return max(0.0, min(dues) - time.monotonic()) if dues else None

    def _begin_to_receive(self) -> None:
        now = time.monotonic()
        limit = min(self._chunk_bytes, self._inlet.room_bytes) if self._flow == "dtr" else self._chunk_bytes
        data = os.read(self._line.fd, max(1, limit))
        # Bytes that were waiting already followed the last ones without a pause.
        followed = self._backlog and now - self._arrived_at < _BREATH_S
        begins_at = self._arrived_at if followed else max(now, self._arrived_at)
        self._arriving, self._arrived_at = self._as_received(data), begins_at + len(data) * self._byte_s
        self._backlog = bool(select.select([self._line.fd], [], [], 0)[0])

    def _as_received(self, data: bytes) -> bytes:
        host = self._line.host_baud
        return heard(data, sent_baud=host, heard_baud=self._baud) if host and self._baud else data

    def _as_sent(self, data: bytes) -> bytes:
        host = self._line.host_baud
        return heard(data, sent_baud=self._baud, heard_baud=host) if host and self._baud else data

    @property
    def _holds_up(self) -> bool:
        """Whether the bytes that are still on the host's side have to stay there."""
        match self._flow:
            case "dtr":
                return not self._inlet.room_bytes
            case "xonxoff":
                return self._held_up and self._line.host_obeys_xoff
            case _:
                return False

    def _ask_for_patience(self) -> None:
        if self._flow == "xonxoff" and self._inlet.busy != self._held_up:
            self._held_up = not self._held_up
            self.send(XOFF if self._held_up else XON)
