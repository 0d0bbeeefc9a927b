"""A Megatec UPS on a pseudo-terminal: the other end of the wire, for the desk, the demo and the tests.

What it does not simulate: cutting the terminal's own power, transfer times, bypass and boost, batteries whose voltage
sags with the load, the beeper command, and rates that host and UPS disagree on.
"""

import threading
import time
from itertools import chain, repeat
from pathlib import Path

from drivers.transport.plugged_line import PluggedLine
from drivers.transport.pty_line import BITS_PER_BYTE, PtyLine
from drivers.ups.battery import UpsUnit
from drivers.ups.megatec import END, IDENTITY, LONGEST, STATUS, encode_status, read_shut_down
from drivers.ups.role import UpsReading

_BAUD = 2400
_TICK_S = 0.25  # how often a UPS on battery looks whether it has run out


class UpsEmulator:
    """Control methods may be called from any thread; each takes effect before it returns.

    Args:
        link: a path that leads to the pseudo-terminal while the UPS is plugged in and lives.
        runtime_s: how long a full battery lasts at full load.
        speed: how many of the UPS's seconds pass in one of ours.
        answers: say (ACK and (NAK to commands, as later models do; else accept in silence and echo what is unknown.
    """

    def __init__(
        self, link: Path | None = None, *, runtime_s: float = 600.0, speed: float = 1.0, answers: bool = False
    ) -> None:
        self._lock = threading.RLock()  # guards everything below
        self._unit = UpsUnit(runtime_s)
        self._speed, self._answers, self._told_until = speed, answers, time.monotonic()
        self._damages = chain(repeat(False, 0), repeat(True, 0))
        self._mute, self._pull_at = False, -1
        self._plug = PluggedLine(self._serve, link=link, name="ups emulator")

    def start(self) -> None:
        """Plug the UPS in and serve it until `stop`."""
        self._told_until = time.monotonic()
        self._plug.start()

    def stop(self) -> None:
        """Unplug and end the thread; stopping twice is allowed."""
        self._plug.stop()

    def unplug(self) -> None:
        """Pull the serial cable."""
        self._plug.plug(plugged=False)

    def replug(self) -> None:
        self._plug.plug(plugged=True)

    @property
    def url(self) -> str:
        """What the driver opens."""
        return f"serial:{self._plug.port}?baud={_BAUD}"

    @property
    def reading(self) -> UpsReading:
        """What its own display would show."""
        with self._lock:
            return self._now().reading()

    @property
    def charge(self) -> float:
        """0 to 1."""
        with self._lock:
            return self._now().charge

    @property
    def dead(self) -> bool:
        """Whether the battery ran out, or it shut down, while the mains were gone."""
        with self._lock:
            return self._now().dead

    def cut_mains(self) -> None:
        with self._lock:
            self._now().cut_mains()
        self._plug.ring()

    def restore_mains(self) -> None:
        with self._lock:
            self._now().restore_mains()
        self._plug.power(powered=True)

    def set_load(self, percent: int) -> None:
        with self._lock:
            self._now().load_percent = percent

    def set_charge(self, charge: float) -> None:
        """Set the battery's charge, 0 to 1; at 0 a UPS without mains dies within a tick."""
        with self._lock:
            self._now().charge = charge
        self._plug.ring()

    def set_failed(self, *, failed: bool) -> None:
        """Break the UPS, or repair it."""
        with self._lock:
            self._now().failed = failed

    def set_weak(self, *, weak: bool) -> None:
        """Give it a battery that breaks down as soon as it has to work."""
        with self._lock:
            self._now().weak = weak

    def set_temperature(self, temperature_c: float | None) -> None:
        """None: this model has no sensor."""
        with self._lock:
            self._now().temperature_c = temperature_c

    def start_test(self) -> None:
        """Press the test button: ten of the UPS's seconds on battery."""
        with self._lock:
            self._now().start_test()

    def end_test(self) -> None:
        with self._lock:
            self._now().test_left_s = 0.0

    def pass_time(self, seconds: float) -> None:
        """Let that much of the UPS's time go by at once."""
        with self._lock:
            self._now().advance(seconds)
        self._plug.ring()

    def corrupt_next(self, lines: int = 1, *, after: int = 0) -> None:
        """Damage `lines` answers once `after` good ones have passed."""
        with self._lock:
            self._damages = chain(repeat(False, after), repeat(True, lines))

    def unplug_next(self, at: int) -> None:
        """Pull the serial cable after `at` bytes of the next answer."""
        with self._lock:
            self._pull_at = at

    def set_mute(self, *, mute: bool) -> None:
        """Let the UPS not answer, as one whose interface hangs."""
        with self._lock:
            self._mute = mute

    def _now(self) -> UpsUnit:
        """Let the unit catch up with the clock."""
        now = time.monotonic()
        self._unit.advance((now - self._told_until) * self._speed)
        self._told_until = now
        return self._unit

    # Everything below runs in the emulator's thread.

    def _serve(self, line: PtyLine) -> None:
        heard = b""
        while (data := line.receive(None if self.reading.input_v else _TICK_S)) is not None:
            arrived = time.monotonic()
            if self._dies():
                continue
            *commands, heard = (heard + data).split(END)
            heard = heard[-LONGEST:]
            for command in commands:
                answer, pull = self._answer(command)
                if answer and not line.send(answer, _BAUD, arrived + len(command + END) * BITS_PER_BYTE / _BAUD):
                    return
                if pull:
                    self._plug.plug(plugged=False)

    def _dies(self) -> bool:
        with self._lock:  # so that mains that come back now come back after this
            if self._now().dead:
                self._plug.power(powered=False)
            return self._unit.dead

    def _answer(self, command: bytes) -> tuple[bytes, bool]:
        """Return what to send, and whether the cable is pulled then."""
        with self._lock:
            line = b"" if self._mute else self._obey(self._now(), command)
            if not line:
                return b"", False
            if next(self._damages, False):
                line = line[:3] + b"\x7f" + line[4:]
            pull_at, self._pull_at = self._pull_at, -1
            return (line + END, False) if pull_at < 0 else ((line + END)[:pull_at], True)

    def _obey(self, unit: UpsUnit, command: bytes) -> bytes:
        if command == STATUS:
            return encode_status(unit.reading())
        if command == IDENTITY:
            return b"#" + b"EMULATED".ljust(15) + b" " + b"DESK-1000".ljust(10) + b" " + b"V1.0".ljust(10)
        if command == b"C":
            unit.off_in_s = None
        elif (times := read_shut_down(command)) is not None:
            unit.shut_down(*times)
        else:
            return b"(NAK" if self._answers else command
        return b"(ACK" if self._answers else b""
