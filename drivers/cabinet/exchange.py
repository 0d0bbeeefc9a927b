"""One question, one reply: the RS-485 line, opened when needed, asked again where bytes were damaged."""

import contextlib

from pymodbus.pdu import ModbusPDU

from drivers.cabinet.rtu import LONGEST, Question, Refusal, find_reply, what_is_wrong
from drivers.cancel import Cancel, Deadline
from drivers.errors import Cancelled, DeviceError, ProtocolError, Refused, Timeout
from drivers.transport import Pipe, open_pipe
from drivers.transport.pty_line import BITS_PER_BYTE

_ATTEMPTS = 3  # a board answers a damaged question with silence, so silence is asked again too
_GAP_S = 0.1  # silence within a reply after which it is given up; USB bridges batch for up to 16 ms
_REPLY_S = 0.5  # how long one reply may take in all, once it has begun
_SILENCE_CHARS = 3.5  # between two frames on the line
_SHORTEST_SILENCE_S = 0.002
_WRITE_TIMEOUT_S = 0.5
_QUIET_S = 0.03
_DRAIN_TIMEOUT_S = 1.0


class RtuLink:
    """The line to a board; this is its only master.

    Opens itself; closes itself on any trouble that a fresh start may cure. Used by one thread at a time. A USB adapter
    that echoes what it sends must be set not to: nothing here tells such an echo from the answer to a write.
    """

    def __init__(self, pipe_url: str, baud: int, *, reply_timeout_s: float = 0.5) -> None:
        self._pipe_url, self._reply_timeout_s = pipe_url, reply_timeout_s
        self._silence_s = max(_SHORTEST_SILENCE_S, _SILENCE_CHARS * BITS_PER_BYTE / baud)
        self._pipe: Pipe | None = None
        self._owed: Deadline | None = None  # until when a reply may come that nobody waits for any more

    def ask(self, question: Question, deadline: Deadline, cancel: Cancel) -> ModbusPDU:
        """Send `question` and return the reply.

        Raises:
            Unavailable: the line cannot be opened or went away; the next call opens it again.
            Timeout: silence, three times or for as long as there was time. ProtocolError: damaged or foreign replies.
            Refused: the board said no, or another program holds the line (BUSY).
            Cancelled: `cancel` was set; a reply that is still under way is dropped by the next call.
        """
        cancel.check(question.name)
        try:
            if self._pipe is None:
                self._pipe = open_pipe(self._pipe_url)
            return self._ask(self._pipe, question, deadline, cancel)
        except (Cancelled, Refused):
            raise
        except DeviceError:
            self.close()
            raise

    def close(self) -> None:
        self._owed = None
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None

    def _ask(self, pipe: Pipe, question: Question, deadline: Deadline, cancel: Cancel) -> ModbusPDU:
        self._collect_owed(pipe, cancel)
        trouble: DeviceError = Timeout(f"{question.name}: no time to ask")
        for _ in range(_ATTEMPTS):
            cancel.pause(self._silence_s, question.name)
            pipe.read_available()
            self._owed = Deadline(self._reply_timeout_s + _REPLY_S)
            pipe.write(question.frame, timeout_s=_WRITE_TIMEOUT_S, cancel=cancel)
            try:
                return self._reply(pipe, question, min(self._reply_timeout_s, deadline.left_s), cancel)
            except ProtocolError as error:
                trouble = error
            except Timeout as silence:
                trouble = trouble if isinstance(trouble, ProtocolError) else silence
            if deadline.passed:
                break
        raise trouble

    def _reply(self, pipe: Pipe, question: Question, timeout_s: float, cancel: Cancel) -> ModbusPDU:
        heard = pipe.read_exactly(1, timeout_s=timeout_s, cancel=cancel)
        deadline = Deadline(_REPLY_S)
        while (reply := find_reply(question, heard)) is None:
            more = b"" if len(heard) > LONGEST else _more(pipe, min(_GAP_S, deadline.left_s), cancel)
            if not more:
                _drain(pipe, cancel)
                raise ProtocolError(f"{question.name}: {what_is_wrong(question, heard)}")
            heard += more
        self._owed = None
        if isinstance(reply, Refusal):
            raise Refused(reply.fault, f"{question.name}: {reply.words}")
        return reply

    def _collect_owed(self, pipe: Pipe, cancel: Cancel) -> None:
        """Let the reply to a cancelled question pass: a reply does not say which question it belongs to."""
        if self._owed is not None:
            with contextlib.suppress(Timeout):
                pipe.read_exactly(1, timeout_s=self._owed.left_s, cancel=cancel)
                _drain(pipe, cancel)
        self._owed = None


def _more(pipe: Pipe, timeout_s: float, cancel: Cancel) -> bytes:
    """Return what arrives next, nothing after `timeout_s` of silence."""
    try:
        return pipe.read_exactly(1, timeout_s=timeout_s, cancel=cancel) + pipe.read_available()
    except Timeout:
        return b""


def _drain(pipe: Pipe, cancel: Cancel) -> None:
    """Throw away what still arrives until the line is quiet."""
    deadline = Deadline(_DRAIN_TIMEOUT_S)
    with contextlib.suppress(Timeout):
        while not deadline.passed:
            pipe.read_exactly(1, timeout_s=_QUIET_S, cancel=cancel)
            pipe.read_available()
