"""A SAM-V reader on a pseudo-terminal: the other end of the wire, for the desk, the demo and the tests.

What it does not simulate: see `EmulatedSam`; and of the line, everything that is not its rate.
"""

import contextlib
import os
import select
import threading
import time
from pathlib import Path

from drivers.id_card.emulated_sam import EmulatedSam
from drivers.id_card.frame import Corrupt, FrameParser, encode_frame
from drivers.id_card.sam_module import SamModule
from drivers.transport.pty_line import BITS_PER_BYTE, PtyLine
from drivers.transport.uart import heard

_GAP_S = 0.1  # silence after which the module gives an unfinished request up
_LEAST_REQUEST_BYTES = 10
_SETTLE_S = 5.0  # how long a control method waits for the emulator's thread before it calls that a defect
_NO_TIME_BAUD = 1_000_000_000


class SamVEmulator(EmulatedSam):
    """Control methods may be called from any thread; each takes effect before it returns.

    Args:
        link: a path that leads to the pseudo-terminal while the reader is plugged in, so that its name survives
            a replug. Without it, `url` changes with every replug.
        baud: the module's rate after power-on, until the host sets another. A host at another rate is not understood.
        latches: a card that was read is not found again until it is lifted, as SAM modules do; other readers differ.
        wire_time: False lets bytes pass as fast as the machine can.
        module: the module itself, for tests of odd ones; `baud` and `latches` are the module's then.
    """

    def __init__(
        self,
        link: Path | None = None,
        *,
        baud: int = 115200,
        latches: bool = True,
        wire_time: bool = True,
        module: SamModule | None = None,
    ) -> None:
        super().__init__(module or SamModule(baud=baud, latches=latches))
        self._link = link
        self._wire_time = wire_time
        self._plugged, self._stopped, self._hung = False, True, False
        self._bytes_left: int | None = None  # until the plug is pulled
        self._line: PtyLine | None = None
        self._thread: threading.Thread | None = None
        self._alarm = -1

    def start(self) -> None:
        """Plug the reader in and serve it until `stop`."""
        if self._thread is not None:
            raise RuntimeError("the emulator runs already")
        self._alarm = os.eventfd(0, os.EFD_NONBLOCK)
        self._plugged, self._stopped = True, False
        self._thread = threading.Thread(target=self._serve, name="sam-v emulator", daemon=True)
        self._thread.start()
        self._settle()

    def stop(self) -> None:
        """Unplug and end the thread; stopping twice is allowed."""
        if self._thread is None:
            return
        with self.changed:
            self._plugged, self._stopped = False, True
        self._settle()
        self._thread.join(_SETTLE_S)
        self._thread = None
        os.close(self._alarm)

    @property
    def url(self) -> str:
        """What the driver opens."""
        with self.changed:
            if self._link is not None:
                return f"serial:{self._link}"
            if self._line is None:
                raise RuntimeError("an unplugged reader without a link has no name")
            return f"serial:{self._line.port}"

    def unplug(self) -> None:
        with self.changed:
            self._plugged, self._bytes_left = False, None
        self._settle()

    def unplug_after(self, size: int) -> None:
        """Pull the plug once `size` more bytes have passed, both ways counted."""
        if size == 0:
            self.unplug()
        with self.changed:
            self._bytes_left = size or None

    def replug(self, *, power_kept: bool = False) -> None:
        """Plug in again; the module has forgotten how far it had got with the card, unless only the line was cut."""
        with self.changed:
            self._plugged, self._bytes_left = True, None
            if not power_kept:
                self.module.power_up()
        self._settle()

    def hang(self) -> None:
        """Let it go silent, as with its firmware crashed."""
        with self.changed:
            self._hung = True

    def resume(self) -> None:
        with self.changed:
            self._hung = False

    def _settle(self) -> None:
        """Wake the thread and wait until the line is as wanted."""
        if self._thread is None:
            raise RuntimeError("the emulator was not started")
        os.eventfd_write(self._alarm, 1)
        with self.changed:
            if not self.changed.wait_for(lambda: (self._line is not None) == self._plugged, _SETTLE_S):
                raise RuntimeError("the emulator's thread does not answer")

    # Everything below runs in the emulator's thread.

    def _serve(self) -> None:
        while self._obey():
            if self._line is None:
                select.select([self._alarm], [], [])
            else:
                self._serve_line(self._line)

    def _obey(self) -> bool:
        """Open or close the line as wanted; False when the thread shall end."""
        with self.changed:
            with contextlib.suppress(BlockingIOError):
                os.eventfd_read(self._alarm)
            if self._plugged and self._line is None:
                self._line = PtyLine(self._link, self._alarm)
            elif not self._plugged and self._line is not None:
                self._line.close()
                self._line = None
            self.changed.notify_all()
            return not self._stopped

    def _serve_line(self, line: PtyLine) -> None:
        """Answer requests until the alarm rings or the plug is pulled."""
        parser, unbroken = FrameParser(), True
        while unbroken:
            data = line.receive(_GAP_S if parser.in_frame else None)
            arrived = time.monotonic()
            if data is None or len(self._let_pass(data)) < len(data) or not self._plugged:
                return
            if not data or self._hung:
                parser = FrameParser()
                continue
            host_baud, baud = line.host_baud, self.module.baud
            parser.feed(heard(data, sent_baud=host_baud or baud, heard_baud=baud))
            while unbroken and (body := parser.next()) is not None:
                unbroken = self._answer(line, body, arrived)

    def _answer(self, line: PtyLine, body: bytes | Corrupt, arrived: float) -> bool:
        """Send the answer after the time that the request would have spent on the wire; False: no more."""
        with self.changed:
            baud = self.module.baud
            frame = self.answer(body)
        frame = self._let_pass(heard(frame, sent_baud=baud, heard_baud=line.host_baud or baud))
        request_bytes = _LEAST_REQUEST_BYTES if isinstance(body, Corrupt) else len(encode_frame(body))
        pace = baud if self._wire_time else _NO_TIME_BAUD
        return line.send(frame, pace, arrived + request_bytes * BITS_PER_BYTE / pace) and self._plugged

    def _let_pass(self, data: bytes) -> bytes:
        """Return as much of `data` as passes before the plug is pulled; it is out once the last of that has passed."""
        with self.changed:
            if self._bytes_left is None:
                return data
            passed = data[: self._bytes_left]
            self._bytes_left -= len(passed)
            if not self._bytes_left:
                self._plugged, self._bytes_left = False, None
            return passed
