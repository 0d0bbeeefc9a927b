"""Questions to a connected printer and the answers that can be trusted.

A status byte does not say which question it answers. So one question is open at a time and the line is drained before
the first. "All is well" is believed at once if four questions brought four answers and nothing else; anything worse is
asked for again with a pause behind each question, twice, and believed when both rounds agree. The second asks in the
opposite order: a line on which every answer is late by the same number of questions cannot agree with itself. A late,
doubled or garbled reply is thus asked for again and then reported as such, and never taken for "no paper".
"""

import time
from collections.abc import Callable

from drivers.cancel import Deadline
from drivers.errors import ProtocolError, Timeout
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
from drivers.receipt_printer.wire import Wire

SETTLE_S = 0.02  # what comes with an answer has come by then: a byte takes 1 ms at 9600 baud, a USB adapter 16 ms
_ATTEMPTS = 3
_COPIES = 3  # of one answer; more is a printer that babbles


class Questions:
    """One connection's `DLE EOT`, and all listening. Used by one thread; every call raises what `Pipe` raises.

    Args:
        wire: an open wire to the printer.
        reply_timeout_s: how long one answer may take.
        settle_s: how long to listen for what comes behind an answer.
    """

    def __init__(self, wire: Wire, *, reply_timeout_s: float, settle_s: float) -> None:
        self._wire, self._reply_timeout_s, self._settle_s = wire, reply_timeout_s, settle_s
        self.inbox = Inbox()

    def report(self, deadline: Deadline, *, hasty: bool = False) -> Report:
        """Ask `DLE EOT` 1 to 4; `hasty` when that all is well is going to be proven otherwise at once.

        Raises:
            Timeout: no answer.
            ProtocolError: answers that are none, or that contradict each other.
        """
        if (quick := self._quick_report(deadline, hasty=hasty)) is not None:
            return quick
        trouble = ProtocolError("DLE EOT: each report contradicts the one before")
        for _ in range(_ATTEMPTS):
            try:
                first, second = self._careful_report(deadline), self._careful_report_backwards(deadline)
            except ProtocolError as error:
                # Both rounds anew: one question more would let a line that lags catch up in one of them alone.
                trouble = error
            else:
                if first == second:
                    return first
        raise trouble

    def wait(self, arrived: Callable[[], bool], timeout_s: float) -> bool:
        """Listen until `arrived`; False when `timeout_s` passed first."""
        deadline = Deadline(timeout_s)
        self.listen()
        while not arrived():
            if deadline.passed:
                return False
            self._take(self._wire.wait(deadline))
            self.listen()
        return True

    def listen(self) -> None:
        """Sort what has arrived."""
        self._take(self._wire.read())

    def _quick_report(self, deadline: Deadline, *, hasty: bool) -> Report | None:
        """Four questions in a row; None unless each had one answer, nothing else came, and all is well."""
        self.listen()
        self.inbox.real_time, self.inbox.noise_bytes = [], 0
        for n in range(1, 5):
            if not self._answered(n, n, deadline):
                if self.inbox.real_time or self.inbox.noise_bytes:
                    return None
                raise Timeout(f"DLE EOT {n}: no answer in {self._reply_timeout_s:.1f} s")
        if not hasty:
            self._settle()
        if len(self.inbox.real_time) != 4 or self.inbox.noise_bytes:
            return None
        one, two, three, four = self.inbox.real_time
        try:
            report = _report(one, two, three, four)
        except ProtocolError:
            return None
        return None if report.faults else report

    def _careful_report(self, deadline: Deadline) -> Report:
        return Report(
            self._ask(PrinterByte, deadline),
            self._ask(OfflineByte, deadline),
            self._ask(ErrorByte, deadline),
            self._ask(PaperByte, deadline),
        )

    def _careful_report_backwards(self, deadline: Deadline) -> Report:
        paper, error = self._ask(PaperByte, deadline), self._ask(ErrorByte, deadline)
        offline, printer = self._ask(OfflineByte, deadline), self._ask(PrinterByte, deadline)
        return Report(printer, offline, error, paper)

    def _ask(self, kind: type[ByteT], deadline: Deadline) -> ByteT:
        return decode(kind, self._ask_once(kind.N, deadline))

    def _ask_once(self, n: int, deadline: Deadline) -> int:
        self.listen()
        self.inbox.real_time, self.inbox.noise_bytes = [], 0
        self._answered(n, 1, deadline)
        self._settle()
        answers = set(self.inbox.real_time)
        if len(self.inbox.real_time) > _COPIES:
            raise ProtocolError(f"DLE EOT {n}: {len(self.inbox.real_time)} answers to one question")
        if len(answers) == 1:
            return answers.pop()
        if answers:
            raise ProtocolError(f"DLE EOT {n}: {len(answers)} answers that contradict each other")
        if self.inbox.noise_bytes:
            raise ProtocolError(f"DLE EOT {n}: {self.inbox.noise_bytes} bytes, none of them a status")
        raise Timeout(f"DLE EOT {n}: no answer in {self._reply_timeout_s:.1f} s")

    def _answered(self, n: int, answers: int, deadline: Deadline) -> bool:
        """Ask `DLE EOT n`; False when `answers` answers are not there in time."""
        wait_s = min(self._reply_timeout_s + self._wire.lag_s, deadline.left_s)
        self._wire.write(bytes((0x10, 0x04, n)), timeout_s=wait_s)
        return self.wait(lambda: len(self.inbox.real_time) >= answers, wait_s)

    def _settle(self) -> None:
        self._wire.pause(self._settle_s)
        self.listen()

    def _take(self, data: bytes) -> None:
        self.inbox.put(data, time.monotonic())


def _report(one: int, two: int, three: int, four: int) -> Report:
    return Report(decode(PrinterByte, one), decode(OfflineByte, two), decode(ErrorByte, three), decode(PaperByte, four))
