"""A job's way into a connected printer: is it idle, the job, and the proof that it was worked off.

What the printer sends of itself meanwhile (`GS a`) is only a reason to ask: the answers decide.
"""

import contextlib
from collections.abc import Iterable

from drivers.cancel import Deadline
from drivers.errors import DeviceError, Timeout
from drivers.receipt_printer.commands import NO_WATCH
from drivers.receipt_printer.questions import SETTLE_S, Questions
from drivers.receipt_printer.status_bytes import Report
from drivers.receipt_printer.verdict import PASSING, refuse
from drivers.receipt_printer.wire import Wire

_POLL_S, _WATCHED_POLL_S = 0.2, 1.0  # between two looks at a job; seldom when the printer tells by itself
_SILENCE_S = 8.0  # a full buffer or a busy head may keep an answer for so long in the middle of a job
_STALL_S = 0.3  # a write that stands still for so long is a reason to listen
_RECOVERY_S = 0.5  # a cutter that homes
_FAREWELL_S = 0.05  # also after a cancel
_LONGEST_COMMAND_BYTES = 18_000  # a band of a picture
_FILLING = bytes(1024)  # NUL is no command, and white in a picture
_FILLING_REPLY_S = 0.1

_PAPER_SENSOR = b"\x1dr\x01"  # GS r 1: waits in the queue like print data, so its answer says that all before is done
_CONTINUE = b"\x10\x05\x01"  # DLE ENQ 1: recover from the error and go on with the line where it happened
_RECOVER = b"\x10\x05\x02"  # DLE ENQ 2: clear the buffers and recover from the error
_CLEAR_BUFFERS = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"  # DLE DC4 8


class Exchange:
    """One connection's conversation. Used by one thread; every call raises what `Pipe` raises.

    Args:
        wire: an open wire to the printer.
        reply_timeout_s: how long one answer may take.
        settle_s: how long to listen for what comes behind an answer.
    """

    def __init__(self, wire: Wire, *, reply_timeout_s: float, settle_s: float = SETTLE_S) -> None:
        self._wire = wire
        self._questions = Questions(wire, reply_timeout_s=reply_timeout_s, settle_s=settle_s)
        self._inbox = self._questions.inbox
        self._looked_into = self._inbox.told
        self._asked = 0  # GS r 1
        self._continued = False

    def report_after_recovery(self, deadline: Deadline, *, hasty: bool = False) -> Report:
        """The printer's report, after one attempt to recover from an error whose cause is gone (`DLE ENQ 2`)."""
        report = self._questions.report(deadline, hasty=hasty)
        if not report.recoverable:
            return report
        self._wire.write(_RECOVER, timeout_s=deadline.left_s)
        homing = Deadline(min(_RECOVERY_S, deadline.left_s))
        while (report := self._questions.report(deadline)).recoverable and not homing.passed:
            pass
        return report

    def require_idle(self, deadline: Deadline) -> None:
        """Return if the printer has nothing left to do, and nothing sent by itself is under way any more.

        Raises:
            Timeout: it works on something, or holds half a command.
        """
        self._questions.listen()
        self._inbox.clear()
        self._wire.write(NO_WATCH + _PAPER_SENSOR, timeout_s=deadline.left_s)
        if not self._questions.wait(lambda: bool(self._inbox.queued), deadline.left_s):
            raise Timeout("no answer to GS r 1: the printer is not idle")

    def complete_half_command(self, deadline: Deadline) -> None:
        """Feed a printer that holds half a command what it waits for; for models that `abandon` cannot reach.

        Raises:
            Timeout: that is not what ails it.
        """
        for _ in range(0, _LONGEST_COMMAND_BYTES, len(_FILLING)):
            self._wire.write(_FILLING, timeout_s=deadline.left_s)
            try:
                self.require_idle(Deadline(min(_FILLING_REPLY_S + self._wire.lag_s, deadline.left_s)))
            except Timeout:
                if deadline.passed:
                    raise
            else:
                return
        raise Timeout("no answer to GS r 1, whatever it is fed")

    def send(self, pieces: Iterable[bytes], deadline: Deadline) -> None:
        """Hand a job over, and look into every trouble that the printer tells of meanwhile.

        Raises:
            Refused: it stopped with a fault.
        """
        for piece in pieces:
            self._look_into_news(deadline)
            for start in range(0, len(piece), self._wire.chunk_bytes):
                self._send_chunk(piece[start : start + self._wire.chunk_bytes], deadline)

    def confirm(self, deadline: Deadline) -> None:
        """Return once the printer has worked through all it was sent and is well.

        It is asked twice, and more answers than questions mean that noise may have stood for one of them.

        Raises:
            Refused: it stopped with a fault.
            Timeout: neither before the deadline.
        """
        while True:
            self._questions.listen()
            self._inbox.clear()
            self._asked = 0
            self._pass_barrier(_PAPER_SENSOR, deadline)
            self._pass_barrier(NO_WATCH + _PAPER_SENSOR, deadline)
            refuse(self._questions.report(deadline), but=PASSING)
            if len(self._inbox.queued) <= self._asked:
                return

    def abandon(self) -> None:
        """Throw away what the printer has not printed yet, so that it never comes out for the next resident.

        Best effort: the printer may be gone, and old models know only the first of the two commands.
        """
        with contextlib.suppress(DeviceError):
            self._wire.say_farewell(_RECOVER + _CLEAR_BUFFERS, timeout_s=_FAREWELL_S)

    # A job under way

    def _send_chunk(self, chunk: bytes, deadline: Deadline) -> None:
        while chunk:
            try:
                self._wire.write(chunk, timeout_s=min(_STALL_S, deadline.left_s))
            except Timeout as stalled:
                if deadline.passed:
                    raise
                chunk = chunk[stalled.taken :]
                self._look_into_news(deadline)
            else:
                return

    def _pass_barrier(self, question: bytes, deadline: Deadline) -> None:
        """Ask `GS r 1`, which waits in the queue, and wait for its answer as long as the printer is well."""
        known, silence = len(self._inbox.queued), Deadline(_SILENCE_S)
        self._send_chunk(question, deadline)
        self._asked += 1
        while True:
            self._questions.wait(lambda: len(self._inbox.queued) > known or self._has_news, self._poll_s(deadline))
            if len(self._inbox.queued) > known:
                return
            if deadline.passed:
                raise Timeout("no answer to GS r 1: the job is not known to be done")
            try:
                self._look(deadline)
                silence = Deadline(_SILENCE_S)
            except Timeout:
                if silence.passed or deadline.passed:
                    raise

    def _poll_s(self, deadline: Deadline) -> float:
        usual_s = _POLL_S if self._inbox.told is None else _WATCHED_POLL_S
        return min(usual_s + self._wire.lag_s, deadline.left_s)

    @property
    def _has_news(self) -> bool:
        told = self._inbox.told
        return told is not None and told is not self._looked_into and not told.well

    def _look_into_news(self, deadline: Deadline) -> None:
        self._questions.listen()
        if self._has_news:
            self._look(deadline)

    def _look(self, deadline: Deadline) -> None:
        """Ask how the printer is; let a stopped cutter try once more, and go on with what ends by itself."""
        self._looked_into = self._inbox.told
        report = self._questions.report(deadline)
        if report.recoverable and not self._continued:
            self._continued = True
            self._wire.write(_CONTINUE, timeout_s=deadline.left_s)
            return
        refuse(report, but=PASSING)
