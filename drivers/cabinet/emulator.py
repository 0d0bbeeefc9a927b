"""The cabinet's I/O board on a pseudo-terminal: the other end of the wire, for the desk, the demo and the tests.

What it does not simulate: other units on the line, RS-485 collisions and echoes, contact bounce, rates that host and
board disagree on, and functions beyond 1 to 6 and 15.
"""

import threading
import time
from itertools import chain, repeat
from pathlib import Path

from drivers.cabinet.board_map import NO_SENSOR, BoardMap, Contact, read_light_register
from drivers.cabinet.role import Colour
from drivers.cabinet.slave import RtuSlave, crc
from drivers.lights import Flash, Light
from drivers.transport.plugged_line import PluggedLine
from drivers.transport.pty_line import BITS_PER_BYTE, PtyLine

_SILENCE_CHARS = 3.5
_SHORTEST_SILENCE_S = 0.004  # a pseudo-terminal and a scheduler are no UART
_SPARE_INPUTS = 16
_MILD_C = 25.0


class BoardEmulator:
    """Control methods may be called from any thread; each takes effect before it returns.

    Args:
        link: a path that leads to the pseudo-terminal while the board is plugged in.
        board: what is wired where.
        unit, baud: how it is set up.
    """

    def __init__(
        self, link: Path | None = None, *, board: BoardMap | None = None, unit: int = 1, baud: int = 9600
    ) -> None:
        self._board, self._unit, self._baud = board or BoardMap(), unit, baud
        self._lock = threading.Lock()  # guards everything below
        self._slave = RtuSlave(unit)
        self._damages = chain(repeat(False, 0), repeat(True, 0))
        self._damage_at, self._before, self._mute = -1, b"", False
        self._cut_to: int | None = None
        self._answers_as, self._pull_there = unit, False
        self._wire_up()
        self._plug = PluggedLine(self._serve, link=link, name="cabinet emulator")

    def start(self) -> None:
        """Plug the board in and serve it until `stop`."""
        self._plug.start()

    def stop(self) -> None:
        """Unplug and end the thread; stopping twice is allowed."""
        self._plug.stop()

    def unplug(self) -> None:
        self._plug.plug(plugged=False)

    def replug(self) -> None:
        """Plug in again; the lights are out."""
        with self._lock:
            for address in self._board.lights.values():
                self._light_table()[address] = 0
        self._plug.plug(plugged=True)

    @property
    def url(self) -> str:
        """What the driver opens."""
        return f"modbus:{self._plug.port}?baud={self._baud}&unit={self._unit}"

    def set_contact(self, contact: Contact, *, on: bool) -> None:
        """Open the door, shake the cabinet, stand before it, lay a sheet into the document mouth; or the reverse."""
        with self._lock:
            self._slave.inputs[self._board.contacts[contact]] = on != (contact in self._board.inverted)

    def set_temperature(self, temperature_c: float | None) -> None:
        """None: the sensor is broken."""
        with self._lock:
            if self._board.temperature is not None:
                steps = NO_SENSOR if temperature_c is None else temperature_c * self._board.temperature_per_degree
                self._slave.input_registers[self._board.temperature] = round(steps)

    def light(self, light: Light) -> tuple[Flash, Colour | None]:
        """What a light shows; a value that means nothing is off."""
        with self._lock:
            value = self._light_table()[self._board.lights[light]]
        if self._board.lights_are_coils:
            return (Flash.CONTINUOUS if value else Flash.OFF), None
        return read_light_register(value) or (Flash.OFF, None)

    def corrupt_next(self, frames: int = 1, *, at: int = -1, after: int = 0) -> None:
        """Damage `frames` answers once `after` good ones have passed: the byte with index `at` of each is inverted."""
        with self._lock:
            self._damages, self._damage_at = chain(repeat(False, after), repeat(True, frames)), at

    def cut_next(self, at: int, *, unplug: bool = False) -> None:
        """Leave the next answer off after `at` bytes, or pull the cable there."""
        with self._lock:
            self._cut_to, self._pull_there = at, unplug

    def prefix_next(self, noise: bytes) -> None:
        """Send these bytes immediately before the next answer."""
        with self._lock:
            self._before = noise

    def set_trouble(self, exception: int | None) -> None:
        """Let the board answer this Modbus exception to everything; None ends that."""
        with self._lock:
            self._slave.trouble = exception

    def set_mute(self, *, mute: bool) -> None:
        """Let the board not answer."""
        with self._lock:
            self._mute = mute

    def answer_as(self, unit: int) -> None:
        """Let the board answer as another unit than it is asked as."""
        with self._lock:
            self._answers_as = unit

    def _light_table(self) -> dict[int, int]:
        return self._slave.coils if self._board.lights_are_coils else self._slave.holding

    def _wire_up(self) -> None:
        board, slave = self._board, self._slave
        start = board.contacts_start if board.contacts else 0
        slave.inputs.update(dict.fromkeys(range(start, start + _SPARE_INPUTS), 0))
        slave.inputs.update({at: contact in board.inverted for contact, at in board.contacts.items()})
        self._light_table().update(dict.fromkeys(board.lights.values(), 0))
        self.set_temperature(_MILD_C)

    # Everything below runs in the emulator's thread.

    def _serve(self, line: PtyLine) -> None:
        """A frame is what stands between two silences."""
        silence_s = max(_SHORTEST_SILENCE_S, _SILENCE_CHARS * BITS_PER_BYTE / self._baud)
        frame, began = b"", 0.0
        while (data := line.receive(silence_s if frame else None)) is not None:
            if data:
                began = began if frame else time.monotonic()
                frame = (frame + data)[-512:]
                continue
            starts_at = began + len(frame) * BITS_PER_BYTE / self._baud + silence_s
            (answer, pull), frame = self._answer(frame), b""
            if answer and not line.send(answer, self._baud, starts_at):
                return
            if pull:
                self._plug.plug(plugged=False)

    def _answer(self, frame: bytes) -> tuple[bytes, bool]:
        """Return what to send, and whether the cable is pulled then."""
        with self._lock:
            answer = None if self._mute else self._slave.answer(frame)
            if answer is None:
                return b"", False
            if self._answers_as != self._unit:
                answer = bytes((self._answers_as,)) + answer[1:-2]
                answer += crc(answer)
            damaged = bytearray(answer)
            if next(self._damages, False):
                damaged[self._damage_at] ^= 0xFF
            sent = self._before + bytes(damaged)[: self._cut_to]
            pull = self._pull_there
            self._cut_to, self._before, self._pull_there = None, b"", False
            return sent, pull
