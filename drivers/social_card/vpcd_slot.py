"""The card's end of one slot of vpcd, the virtual reader: TCP, two bytes of length (big-endian), then the message.

A message of one byte is the reader's: 00 power off, 01 power on, 02 reset, 04 "what is your ATR?", which alone is
answered; every other message is a command to the card. A connection is a card that is present. Source: vpcd.c and
ifd-vpcd.c of vsmartcard.
"""

import contextlib
import os
import select
import socket
import struct
import threading
import time
from dataclasses import dataclass
from enum import Enum, auto

from drivers.social_card.card_application import CardApplication, Personality

_OFF, _ON, _RESET, _ATR = b"\x00", b"\x01", b"\x02", b"\x04"
_SETTLE_S = 5.0  # how long a control waits for pcscd, which looks every 0.4 s, before it calls that a defect
_RETRY_S = 0.02
_LOOKS = 2  # pcscd asks a new card for its ATR when it notices it and again when it has powered it


class Departure(Enum):
    """What the reader's driver gets to see of a card that is pulled amid a command."""

    ERROR = auto()  # an error, as most drivers report it
    SILENCE = auto()  # an empty answer
    HALF = auto()  # half an answer


@dataclass
class Mischief:
    """What happens to the commands to come. Counted from the next one: 0 is that one."""

    leaves_after: int | None = None
    departure: Departure = Departure.ERROR
    garbles_after: int = 0
    garbles: int = 0
    garbage: bytes = b""
    delay_s: float = 0.0


class VpcdSlot:
    """Controls may be called from any thread; each is in effect when it returns, as far as pcscd runs."""

    def __init__(self, name: str) -> None:
        self._changed = threading.Condition()  # guards everything below
        self._card: Personality | None = None
        self._inside: Personality | None = None  # which card pcscd knows of
        self._port: int | None = None
        self._stopped = False
        self.mischief = Mischief()
        self.commands = 0
        """Commands that the present card has been sent."""
        self._alarm = os.eventfd(0, os.EFD_NONBLOCK)
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)
        self._thread.start()

    @property
    def occupied(self) -> bool:
        with self._changed:
            return self._card is not None

    def put(self, card: Personality | None) -> None:
        """Insert `card`, or with None take out what is there."""
        with self._changed:
            self._card, self.mischief, self.commands = card, Mischief(), 0
        self._settle()

    def plug(self, port: int | None) -> None:
        """Tell where vpcd listens, None when it does not; a card that is there stays in the slot."""
        with self._changed:
            self._port = port
        self._settle()

    def plot(self, mischief: Mischief) -> None:
        """Let `mischief` happen from the next command on."""
        with self._changed:
            self.mischief = mischief
        self._ring()

    def stop(self) -> None:
        """End the thread; the slot is of no use any more."""
        with self._changed:
            self._stopped = True
        self._ring()
        self._thread.join(_SETTLE_S)
        os.close(self._alarm)

    def _settle(self) -> None:
        self._ring()
        with self._changed:
            if not self._changed.wait_for(lambda: self._inside is self._wanted, _SETTLE_S):
                raise RuntimeError("pcscd takes no notice of its virtual reader")

    @property
    def _wanted(self) -> Personality | None:
        return None if self._port is None or self._stopped else self._card

    def _ring(self) -> None:
        os.eventfd_write(self._alarm, 1)

    # Everything below runs in the slot's thread.

    def _serve(self) -> None:
        while True:
            with self._changed:
                if self._stopped:
                    return
                card, port = self._wanted, self._port
            if card is None or port is None:
                self._rest(None)
            elif (line := _connected(port)) is None:
                self._rest(_RETRY_S)
            else:
                with line, contextlib.suppress(OSError):
                    self._converse(line, card)
                self._show(None)

    def _rest(self, seconds: float | None) -> None:
        """Wait for the alarm, at most `seconds`."""
        select.select([self._alarm], [], [], seconds)
        with contextlib.suppress(BlockingIOError):
            os.eventfd_read(self._alarm)

    def _converse(self, line: socket.socket, card: Personality) -> None:
        """Be `card` until it is lifted or vpcd hangs up."""
        application, looks = CardApplication(card), 0
        while (message := self._next(line, card)) is not None:
            if message in (_OFF, _ON, _RESET):
                application.reset()
            elif message == _ATR:
                line.sendall(_framed(card.atr))
                looks += 1
                if looks == _LOOKS:
                    self._show(card)
            elif self._lingers(card):
                return
            else:
                answer = application.answer(message)
                departure = self._answer(line, answer)
                if departure is not None:
                    _depart(line, departure, answer)
                    return

    def _next(self, line: socket.socket, card: Personality) -> bytes | None:
        """Return the next message; None when the card was lifted or vpcd hung up."""
        while True:
            ready, _, _ = select.select([line.fileno(), self._alarm], [], [])
            if self._alarm not in ready:
                return _received(line)
            self._rest(0)
            with self._changed:
                lifted = self._wanted is not card
            if lifted:
                _hang_up(line)
                return None

    def _show(self, card: Personality | None) -> None:
        with self._changed:
            self._inside = card
            self._changed.notify_all()

    def _lingers(self, card: Personality) -> bool:
        """Take as long as a slow card; True when it was lifted before it came to an answer."""
        started = time.monotonic()
        while True:
            with self._changed:
                if self._wanted is not card:
                    return True
                left_s = started + self.mischief.delay_s - time.monotonic()
            if left_s <= 0:
                return False
            self._rest(left_s)

    def _answer(self, line: socket.socket, answer: bytes) -> Departure | None:
        """Send `answer`, or what the plot makes of it; return how the card leaves if it does."""
        with self._changed:
            plot = self.mischief
            self.commands += 1
            if plot.leaves_after is not None:
                plot.leaves_after -= 1
                if plot.leaves_after < 0:
                    self._card, self.mischief = None, Mischief()
                    return plot.departure
            plot.garbles_after -= 1
            if plot.garbles_after < 0 < plot.garbles:
                plot.garbles -= 1
                answer = plot.garbage
        line.sendall(_framed(answer))
        return None


def _connected(port: int) -> socket.socket | None:
    try:
        line = socket.create_connection(("127.0.0.1", port), timeout=_SETTLE_S)
    except OSError:
        return None
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return line


def _received(line: socket.socket) -> bytes | None:
    """Return the next message, None when vpcd has hung up."""
    head = _exactly(line, 2)
    return None if head is None else _exactly(line, int.from_bytes(head, "big"))


def _exactly(line: socket.socket, size: int) -> bytes | None:
    got = b""
    while len(got) < size:
        # vpcd sends length and message apart, and the kernel holds the second back until the first is acknowledged.
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        piece = line.recv(size - len(got))
        if not piece:
            return None
        got += piece
    return got


def _framed(message: bytes) -> bytes:
    return len(message).to_bytes(2, "big") + message


def _hang_up(line: socket.socket) -> None:
    """Say that nothing more comes and wait until vpcd has understood, which it does at its next look."""
    line.shutdown(socket.SHUT_WR)
    while line.recv(4096):
        pass


def _depart(line: socket.socket, departure: Departure, answer: bytes) -> None:
    if departure is Departure.HALF:
        line.sendall(_framed(answer)[: 2 + len(answer) // 2])
    if departure is Departure.ERROR:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    else:
        _hang_up(line)
