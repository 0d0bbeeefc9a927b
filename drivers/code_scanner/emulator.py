"""A code scanner on a pseudo-terminal: the other end of the wire, for the desk, the demo and the tests.

What it does not simulate: optics (a code that is shown is read at once, a code is its bytes), the beeper, settings
other than those given at its making, codes stored while the host was away, and rates that host and scanner disagree on.
"""

import threading
import time
from pathlib import Path

from drivers.code_scanner.dialect import NEWLAND, Dialect
from drivers.code_scanner.engine import ScanEngine
from drivers.code_scanner.framing import Terminator
from drivers.transport.plugged_line import PluggedLine
from drivers.transport.pty_line import BITS_PER_BYTE, PtyLine

_ENDS = {Terminator.CR: b"\r", Terminator.LF: b"\n", Terminator.CRLF: b"\r\n", Terminator.GAP: b""}


class ScannerEmulator:
    """Control methods may be called from any thread; each takes effect before it returns.

    Args:
        link: a path that leads to the pseudo-terminal while the scanner is plugged in.
        dialect, terminator, baud: how it is set up.
        light_s: how long its light stays on for one trigger.
        repeat_every_s: how often it reads the same code again, where it reads all the time.
        product: what it calls itself.
    """

    def __init__(
        self,
        link: Path | None = None,
        *,
        dialect: Dialect = NEWLAND,
        terminator: Terminator = Terminator.CR,
        baud: int = 115200,
        light_s: float = 3.0,
        repeat_every_s: float = 0.5,
        product: str = "NLS-EMULATED",
    ) -> None:
        self._terminator, self._baud = terminator, baud
        self._lock = threading.Lock()  # guards everything below
        self._engine = ScanEngine(dialect, product=product, light_s=light_s, repeat_every_s=repeat_every_s)
        self._noise, self._before, self._cut_at, self._byte_gap_s = b"", b"", -1, 0.0
        self._mute, self._pull_there, self._codes_read = False, False, 0
        self._plug = PluggedLine(self._serve, link=link, name="scanner emulator")

    def start(self) -> None:
        """Plug the scanner in and serve it until `stop`."""
        self._plug.start()

    def stop(self) -> None:
        """Unplug and end the thread; stopping twice is allowed."""
        self._plug.stop()

    def unplug(self) -> None:
        self._plug.plug(plugged=False)

    def replug(self) -> None:
        """Plug in again; its light is out."""
        self._plug.plug(plugged=True)

    @property
    def url(self) -> str:
        """What the driver opens."""
        options = f"baud={self._baud}&dialect={self._engine.dialect.name}&terminator={self._terminator}"
        return f"serial:{self._plug.port}?{options}"

    @property
    def lit(self) -> bool:
        """Whether the window is lit, that is: a code shown now would be read."""
        with self._lock:
            return self._engine.lit(time.monotonic())

    @property
    def codes_read(self) -> int:
        """How often it has read a code and begun to send it."""
        with self._lock:
            return self._codes_read

    def show(self, code: bytes) -> None:
        """Hold a code before the window until `take_away`."""
        self._put(code)

    def take_away(self) -> None:
        self._put(None)

    def make_noise(self, data: bytes) -> None:
        """Send bytes that nobody asked for, at once."""
        with self._lock:
            self._noise += data
        self._plug.ring()

    def prefix_next(self, data: bytes) -> None:
        """Send these bytes immediately before the next code."""
        with self._lock:
            self._before = data

    def cut_next(self, at: int, *, unplug: bool = False) -> None:
        """Leave the next code off after `at` bytes, the terminator counted; or pull the cable there."""
        with self._lock:
            self._cut_at, self._pull_there = at, unplug

    def trickle(self, byte_gap_s: float) -> None:
        """Pause between the bytes of each code; 0 ends that."""
        with self._lock:
            self._byte_gap_s = byte_gap_s

    def set_mute(self, *, mute: bool) -> None:
        """Let the scanner neither obey nor answer, as one that hangs."""
        with self._lock:
            self._mute = mute

    def forget_query(self) -> None:
        """Let the scanner not know the query of its dialect, as other models of the family."""
        with self._lock:
            self._engine.knows_its_query = False

    def _put(self, code: bytes | None) -> None:
        with self._lock:
            self._engine.show(code, time.monotonic())
        self._plug.ring()

    # Everything below runs in the emulator's thread.

    def _serve(self, line: PtyLine) -> None:
        with self._lock:
            self._engine.power_up()
        wait_s: float | None = 0.0
        while (data := line.receive(wait_s)) is not None:
            with self._lock:
                now = time.monotonic()
                answers = [] if self._mute else self._engine.hear(data, now)
                sayings, self._noise = [*answers, self._noise], b""
                code = None if self._mute else self._engine.reading(now)
                self._codes_read += code is not None
            if not (self._say(line, sayings) and (code is None or self._send(line, code))):
                return
            with self._lock:
                wait_s = self._engine.due_in(time.monotonic())

    def _say(self, line: PtyLine, sayings: list[bytes]) -> bool:
        return all(line.send(saying, self._baud, time.monotonic()) for saying in sayings)

    def _send(self, line: PtyLine, code: bytes) -> bool:
        """Send one code with all that shall befall it; False on the alarm."""
        with self._lock:
            sent = self._before + code + _ENDS[self._terminator]
            if self._cut_at >= 0:
                sent = sent[: self._cut_at]
            pull, gap_s = self._pull_there, self._byte_gap_s
            self._before, self._cut_at, self._pull_there = b"", -1, False
        if gap_s:
            pause_s = max(0.0, gap_s - BITS_PER_BYTE / self._baud)
            bytes_ = (sent[at : at + 1] for at in range(len(sent)))
            unbroken = all(line.send(one, self._baud, time.monotonic() + pause_s) for one in bytes_)
        else:
            unbroken = line.send(sent, self._baud, time.monotonic())
        if pull:
            self._plug.plug(plugged=False)
        return unbroken
