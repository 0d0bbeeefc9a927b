"""A pseudo-terminal as one end of a serial line that carries no more than a real one."""

import contextlib
import fcntl
import os
import select
import termios
import time
import tty
from pathlib import Path

BITS_PER_BYTE = 10  # start bit, eight data bits, stop bit
_RATES = {
    getattr(termios, f"B{rate}"): rate
    for rate in (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600)
}
_INPUT_FLAGS, _INPUT_SPEED = 0, 4  # where `termios.tcgetattr` has it
_CHUNK_BYTES = 32  # what a USB bridge or a UART's buffer hands over at once


class PtyLine:
    """The device's end of a line. The host opens `port`; if `link` is given, that name leads to `port` while open.

    `alarm_fd` becomes readable when somebody wants this line's thread; every wait ends then. `bell_fd` is an eventfd
    that ends only a wait for the host, so that a device may say something of its own. Used by one thread.
    """

    def __init__(self, link: Path | None, alarm_fd: int, bell_fd: int | None = None) -> None:
        self._alarm_fd, self._bell_fd = alarm_fd, bell_fd
        # The far side stays open here too: otherwise the line would hang up whenever the host closes it.
        self._near, self._far = os.openpty()
        tty.setraw(self._far)
        fcntl.fcntl(self._near, fcntl.F_SETFL, fcntl.fcntl(self._near, fcntl.F_GETFL) | os.O_NONBLOCK)
        self._link = link
        self.port = Path(os.ttyname(self._far))
        if link is not None:
            self._lead(link)

    @property
    def fd(self) -> int:
        """The device's end, non-blocking, for a device that sends and receives at the same time."""
        return self._near

    @property
    def host_obeys_xoff(self) -> bool:
        """Whether the host's end stops at XOFF, so that what it wrote stays on its side until XON."""
        return bool(termios.tcgetattr(self._far)[_INPUT_FLAGS] & termios.IXON)

    def receive(self, timeout_s: float | None) -> bytes | None:
        """Return what the host sent, empty after `timeout_s` of silence (None: never) or a bell, None on the alarm."""
        bell = [] if self._bell_fd is None else [self._bell_fd]
        ready, _, _ = select.select([self._near, self._alarm_fd, *bell], [], [], timeout_s)
        if self._alarm_fd in ready:
            return None
        if self._bell_fd is not None and self._bell_fd in ready:
            os.eventfd_read(self._bell_fd)
        return os.read(self._near, 4096) if self._near in ready else b""

    @property
    def host_baud(self) -> int | None:
        """The rate that the host has set on its end, None for an unusual one."""
        return _RATES.get(termios.tcgetattr(self._far)[_INPUT_SPEED])

    def send(self, data: bytes, baud: int, starts_at: float) -> bool:
        """Send at `baud`, the first bit at `starts_at` (`time.monotonic`); False when the alarm cut it short.

        What the host leaves unread until its buffer is full is lost, as it would be in a UART.
        """
        for start in range(0, len(data), _CHUNK_BYTES):
            chunk = data[start : start + _CHUNK_BYTES]
            due = starts_at + (start + len(chunk)) * BITS_PER_BYTE / baud
            if self._alarm_before(due):
                return False
            with contextlib.suppress(BlockingIOError):
                os.write(self._near, chunk)
        return True

    def close(self) -> None:
        """Hang up, as pulling the plug does."""
        if self._link is not None:
            self._link.unlink(missing_ok=True)
        os.close(self._near)
        os.close(self._far)

    def _alarm_before(self, due: float) -> bool:
        ready, _, _ = select.select([self._alarm_fd], [], [], max(0.0, due - time.monotonic()))
        return bool(ready)

    def _lead(self, link: Path) -> None:
        fresh = link.with_name(f".{link.name}.{os.getpid()}")
        fresh.symlink_to(self.port)
        fresh.replace(link)
