"""A SAM-V reader on a pseudo-terminal: the other end of the wire, for the desk, the demo and the tests.

What it does not simulate: the time that the radio field and the module's cryptography take (a real base read takes up
to a second, this one only its bytes' time on the wire), framing errors when host and module disagree about the rate,
the USB variants of the protocol, the contents behind "read new address" (every card answers "absent") and "read card
body number" (answered without data), and the 1.5 s that a real module needs after power-on.
"""

import contextlib
import os
import select
import threading
import time
from itertools import chain, repeat
from pathlib import Path

from drivers.id_card.commands import Sw3
from drivers.id_card.frame import Corrupt, FrameParser, Response, encode_frame
from drivers.id_card.sam_module import FieldCard, SamModule
from drivers.transport.pty_line import BITS_PER_BYTE, PtyLine

_GAP_S = 0.1  # silence after which the module gives an unfinished request up
_LEAST_REQUEST_BYTES = 10
_SETTLE_S = 5.0  # how long a control method waits for the emulator's thread before it calls that a defect


class SamVEmulator:
    """Control methods may be called from any thread; each takes effect before it returns.

    Args:
        link: a path that leads to the pseudo-terminal while the reader is plugged in, so that its name survives
            a replug. Without it, `url` changes with every replug.
        baud: the rate at which bytes pass after power-on, until the host sets another.
        latches: a card that was read is not found again until it is lifted, as SAM modules do; other readers differ.
    """

    def __init__(self, link: Path | None = None, *, baud: int = 115200, latches: bool = True) -> None:
        self._link = link
        self._module = SamModule(baud=baud, latches=latches)
        self._changed = threading.Condition()  # guards everything below and the module
        self._plugged, self._stopped = False, True
        self._line: PtyLine | None = None
        self._damages = chain(repeat(False, 0), repeat(True, 0))
        self._damage_at, self._cut_next_removal = -1, False
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
        with self._changed:
            self._plugged, self._stopped = False, True
        self._settle()
        self._thread.join(_SETTLE_S)
        self._thread = None
        os.close(self._alarm)

    @property
    def url(self) -> str:
        """What the driver opens."""
        with self._changed:
            if self._link is not None:
                return f"serial:{self._link}"
            if self._line is None:
                raise RuntimeError("an unplugged reader without a link has no name")
            return f"serial:{self._line.port}"

    @property
    def card_present(self) -> bool:
        with self._changed:
            return self._module.card is not None

    def place(self, text_block: bytes, photo: bytes = b"", fingerprint: bytes = b"") -> None:
        """Lay a card on the reader; one that lies there is replaced. `photo` is WLT, padded to 1024 bytes."""
        self._put(FieldCard(text_block, photo, fingerprint))

    def place_wrong_card(self, *, answers: Sw3 = Sw3.SELECT_FAILED) -> None:
        """Lay a card there that is found and cannot be selected; select says SELECT_FAILED or WRONG_CARD."""
        self._put(FieldCard(refusal=answers))

    def lift(self) -> None:
        """Take the card away; a `lift_during_read` that was announced for it is off."""
        with self._changed:
            self._module.lift()
            self._cut_next_removal = False

    def lift_during_read(self, *, truncated: bool = False) -> None:
        """Let the next base read fail because the card goes away; `truncated` also cuts its answer off."""
        with self._changed:
            self._module.lifts_during_read = True
            self._cut_next_removal = truncated

    def corrupt_next(self, frames: int = 1, *, at: int = -1, after: int = 0) -> None:
        """Damage `frames` answers once `after` good ones have passed: the byte with index `at` of each is inverted."""
        with self._changed:
            self._damages, self._damage_at = chain(repeat(False, after), repeat(True, frames)), at

    def set_trouble(self, trouble: Sw3 | None) -> None:
        """Let the module answer `trouble` to everything, such as SAM_NOT_AUTHORISED; None ends that."""
        with self._changed:
            self._module.trouble = trouble

    def unplug(self) -> None:
        with self._changed:
            self._plugged = False
        self._settle()

    def replug(self) -> None:
        """Plug in again; the module has forgotten how far it had got with the card."""
        with self._changed:
            self._plugged = True
            self._module.power_up()
        self._settle()

    def _put(self, card: FieldCard) -> None:
        with self._changed:
            self._module.put(card)

    def _settle(self) -> None:
        """Wake the thread and wait until the line is as wanted."""
        if self._thread is None:
            raise RuntimeError("the emulator was not started")
        os.eventfd_write(self._alarm, 1)
        with self._changed:
            if not self._changed.wait_for(lambda: (self._line is not None) == self._plugged, _SETTLE_S):
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
        with self._changed:
            with contextlib.suppress(BlockingIOError):
                os.eventfd_read(self._alarm)
            if self._plugged and self._line is None:
                self._line = PtyLine(self._link, self._alarm)
            elif not self._plugged and self._line is not None:
                self._line.close()
                self._line = None
            self._changed.notify_all()
            return not self._stopped

    def _serve_line(self, line: PtyLine) -> None:
        """Answer requests until the alarm rings."""
        parser, unbroken = FrameParser(), True
        while unbroken:
            data = line.receive(_GAP_S if parser.in_frame else None)
            arrived = time.monotonic()
            if data is None:
                return
            if not data:
                parser = FrameParser()
            parser.feed(data)
            while unbroken and (body := parser.next()) is not None:
                unbroken = self._answer(line, body, arrived)

    def _answer(self, line: PtyLine, body: bytes | Corrupt, arrived: float) -> bool:
        """Send the answer after the time that the request would have spent on the wire; False on the alarm."""
        with self._changed:
            baud = self._module.baud
            frame = self._damaged(self._module.answer(body))
        request_bytes = _LEAST_REQUEST_BYTES if isinstance(body, Corrupt) else len(encode_frame(body))
        return line.send(frame, baud, arrived + request_bytes * BITS_PER_BYTE / baud)

    def _damaged(self, answer: Response) -> bytes:
        frame = bytearray(answer.encode())
        if next(self._damages, False):
            frame[self._damage_at] ^= 0xFF
        if self._cut_next_removal and answer.sw3 == Sw3.READ_FAILED:
            self._cut_next_removal = False
            del frame[len(frame) // 2 :]
        return bytes(frame)
