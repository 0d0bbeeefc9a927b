"""Questions to a connected printer and the answers that can be trusted.

A status byte does not say which question it answers. So one question is open at a time, the line is drained before
each, and an answer counts only if no second, different one came with it: a late or garbled reply is asked again and
then reported as such, and never taken for "no paper".
"""

import contextlib
from collections.abc import Callable

from drivers.cancel import Cancel, Deadline
from drivers.errors import DeviceError, ProtocolError, Timeout
from drivers.receipt_printer.inbox import Inbox
from drivers.receipt_printer.status_bytes import (
    ByteT,
    ErrorByte,
    OfflineByte,
    PaperByte,
    PrinterByte,
    Report,
    decode,
)
from drivers.transport import Pipe

_SETTLE_S = 0.02  # what comes with an answer has come by then: a byte takes 1 ms at 9600 baud, a USB adapter 16 ms
_ATTEMPTS = 3
_BARRIER_POLL_S = 0.2
_FAREWELL_S = 1.0

_NO_AUTOMATIC_STATUS = b"\x1da\x00"  # GS a 0
_PAPER_SENSOR = b"\x1dr\x01"  # GS r 1: waits in the queue like print data, so its answer says that all before is done
_RECOVER = b"\x10\x05\x02"  # DLE ENQ 2: clear the buffers and recover from the error
_CLEAR_BUFFERS = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"  # DLE DC4 8


class Exchange:
    """One connection's conversation. Used by one thread; every call raises what `Pipe` raises.

    Args:
        pipe: an open pipe to the printer.
        reply_timeout_s: how long one answer may take.
        cancel: ends every wait with `Cancelled`.
    """

    def __init__(self, pipe: Pipe, *, reply_timeout_s: float, cancel: Cancel) -> None:
        self._pipe, self._reply_timeout_s, self._cancel = pipe, reply_timeout_s, cancel
        self._inbox = Inbox()

    def report(self, deadline: Deadline) -> Report:
        """Ask `DLE EOT` 1 to 4.

        Raises:
            Timeout: no answer.
            ProtocolError: answers that are none, or that contradict each other.
        """
        return Report(
            self._ask(PrinterByte, deadline),
            self._ask(OfflineByte, deadline),
            self._ask(ErrorByte, deadline),
            self._ask(PaperByte, deadline),
        )

    def send(self, job: bytes, deadline: Deadline) -> None:
        self._pipe.write(job, timeout_s=deadline.left_s, cancel=self._cancel)

    def drain_queue(self, deadline: Deadline) -> bool:
        """Wait until the printer has worked through all it was sent; False when it stopped with a fault instead.

        Raises:
            Timeout: it did neither before the deadline.
        """
        self._listen()
        self._inbox.clear()
        self._pipe.write(_NO_AUTOMATIC_STATUS + _PAPER_SENSOR, timeout_s=deadline.left_s, cancel=self._cancel)
        while not self._wait(lambda: bool(self._inbox.queued), min(_BARRIER_POLL_S, deadline.left_s)):
            if deadline.passed:
                raise Timeout("no answer to GS r 1: the job is not known to be done")
            if self.report(deadline).faults:
                return False
        return True

    def recover(self, deadline: Deadline) -> None:
        """`DLE ENQ 2`: let the printer try again after an error whose cause is gone."""
        self._pipe.write(_RECOVER, timeout_s=deadline.left_s, cancel=self._cancel)

    def abandon(self) -> None:
        """Throw away what the printer has not printed yet, so that it never comes out for the next resident.

        Best effort: the printer may be gone, and old models know only the first of the two commands.
        """
        with contextlib.suppress(DeviceError):
            self._pipe.write(_RECOVER + _CLEAR_BUFFERS, timeout_s=_FAREWELL_S, cancel=Cancel())

    def _ask(self, kind: type[ByteT], deadline: Deadline) -> ByteT:
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return decode(kind, self._ask_once(kind.N, deadline))
            except ProtocolError:
                if attempt == _ATTEMPTS or deadline.passed:
                    raise
        raise AssertionError("unreachable")

    def _ask_once(self, n: int, deadline: Deadline) -> int:
        self._listen()
        self._inbox.real_time, self._inbox.noise_bytes = [], 0
        wait_s = min(self._reply_timeout_s, deadline.left_s)
        self._pipe.write(bytes((0x10, 0x04, n)), timeout_s=wait_s, cancel=self._cancel)
        self._wait(lambda: bool(self._inbox.real_time), wait_s)
        self._cancel.pause(_SETTLE_S, f"DLE EOT {n}")
        self._listen()
        answers = set(self._inbox.real_time)
        if len(answers) == 1:
            return answers.pop()
        if answers:
            raise ProtocolError(f"DLE EOT {n}: {len(answers)} answers that contradict each other")
        if self._inbox.noise_bytes:
            raise ProtocolError(f"DLE EOT {n}: {self._inbox.noise_bytes} bytes, none of them a status")
        raise Timeout(f"DLE EOT {n}: no answer in {wait_s:.1f} s")

    def _wait(self, arrived: Callable[[], bool], timeout_s: float) -> bool:
        """Listen until `arrived`; False when `timeout_s` passed first."""
        deadline = Deadline(timeout_s)
        self._listen()
        while not arrived():
            if deadline.passed:
                return False
            with contextlib.suppress(Timeout):
                self._inbox.put(self._pipe.read_exactly(1, timeout_s=deadline.left_s, cancel=self._cancel))
            self._listen()
        return True

    def _listen(self) -> None:
        self._inbox.put(self._pipe.read_available())
