"""One question, one answer over an open pipe, with retries where bytes were damaged."""

import contextlib

from drivers.cancel import Cancel, Deadline
from drivers.errors import ProtocolError, Refused, Timeout
from drivers.faults import Fault
from drivers.id_card.commands import Command, fault_of
from drivers.id_card.frame import Corrupt, FrameParser, Response
from drivers.transport import Pipe

_ATTEMPTS = 3  # a damaged question or answer is sent again twice
_WRITE_TIMEOUT_S = 0.5
_GAP_S = 0.25  # silence within a frame after which it is given up; USB bridges batch for up to 16 ms
_PIECE_BYTES = 64  # so that even at 9600 baud (67 ms) a healthy frame never looks like a gap
_MOST_BYTES = 4096  # the longest answer has 2321
_QUIET_S = 0.03  # silence after which nothing more of a damaged answer is coming
_DRAIN_TIMEOUT_S = 2.5  # the longest answer takes 2.4 s at 9600 baud, wherever in it the damage was


class Refusal(Refused):
    """The module answered and said no; `sw3` is its status byte."""

    def __init__(self, sw3: int, fault: Fault, command: Command) -> None:
        super().__init__(fault, f"{command.name}: SW3 {sw3:02X}")
        self.sw3 = sw3


class Exchange:
    """A conversation with a SAM-V module over `pipe`. Used by one thread at a time."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe
        self._owed: Deadline | None = None  # until when an answer may come that nobody waits for any more

    def ask(self, command: Command, cancel: Cancel, *, timeout_s: float | None = None) -> Response:
        """Send `command` and return the module's answer, whatever its status byte says.

        Args:
            command: what to ask.
            cancel: ends the wait; an answer that is still under way is dropped by the next call.
            timeout_s: how long the first byte may take; the command's own time unless given.

        Raises:
            Unavailable: the line went away.
            Timeout: the module is silent.
            ProtocolError: three answers in a row were damaged, or the line never falls silent.
            Cancelled: `cancel` was set.
        """
        cancel.check(command.name)
        self._collect_owed(cancel)
        trouble = ""
        for _ in range(_ATTEMPTS):
            self._pipe.read_available()
            self._pipe.write(command.request.encode(), timeout_s=_WRITE_TIMEOUT_S, cancel=cancel)
            self._owed = Deadline(command.timeout_s)
            answer = _receive(self._pipe, command, timeout_s or command.timeout_s, cancel)
            if isinstance(answer, Response):
                self._owed = None
                return answer
            trouble = answer.reason
            if not _drain(self._pipe, cancel):
                raise ProtocolError(f"{command.name}: the line never falls silent")
        raise ProtocolError(f"{command.name}: {trouble}")

    def close(self) -> None:
        self._pipe.close()

    def _collect_owed(self, cancel: Cancel) -> None:
        """Let the answer to a cancelled command pass: answers do not say which command they belong to."""
        if self._owed is None:
            return
        with contextlib.suppress(Timeout):
            self._pipe.read_exactly(1, timeout_s=self._owed.left_s, cancel=cancel)
            _drain(self._pipe, cancel)
        self._owed = None


def check(answer: Response, command: Command) -> Response:
    """Return `answer` if it is a good one.

    Raises:
        Refusal: with the fault that the status byte stands for.
    """
    fault = fault_of(answer.sw3)
    if fault is not None:
        raise Refusal(answer.sw3, fault, command)
    return answer


def _receive(pipe: Pipe, command: Command, timeout_s: float, cancel: Cancel) -> Response | Corrupt:
    """Wait for one answer; `Corrupt` when what came is none."""
    parser, received = FrameParser(), 1
    parser.feed(pipe.read_exactly(1, timeout_s=timeout_s, cancel=cancel))
    while (body := parser.next()) is None:
        piece = min(parser.missing, _PIECE_BYTES)
        received += piece
        if received > _MOST_BYTES:
            return Corrupt(f"no frame in {_MOST_BYTES} bytes")
        try:
            parser.feed(pipe.read_exactly(piece, timeout_s=_GAP_S, cancel=cancel))
        except Timeout as silence:
            return Corrupt(silence.detail)
    return body if isinstance(body, Corrupt) else _understood(body, command)


def _understood(body: bytes, command: Command) -> Response | Corrupt:
    """Judge the size as well: a damaged length byte may cut a frame where the check happens to fit."""
    try:
        answer = Response.from_body(body)
    except ValueError as error:
        return Corrupt(str(error))
    if fault_of(answer.sw3) is Fault.CORRUPT_FRAME:
        return Corrupt(f"the module received a damaged frame (SW3 {answer.sw3:02X})")
    expected = command.answer_bytes if fault_of(answer.sw3) is None else 0
    if expected is not None and len(answer.data) != expected:
        return Corrupt(f"{len(answer.data)} bytes of data where {expected} belong")
    return answer


def _drain(pipe: Pipe, cancel: Cancel) -> bool:
    """Throw away what still arrives until the line is quiet; False when it never is."""
    deadline = Deadline(_DRAIN_TIMEOUT_S)
    while not deadline.passed:
        try:
            pipe.read_exactly(1, timeout_s=_QUIET_S, cancel=cancel)
        except Timeout:
            return True
        pipe.read_available()
    return False
