"""Asking over a line on which replies come late, twice, and with company."""

import pytest

from drivers.cancel import Cancel, Deadline
from drivers.errors import ProtocolError, Refused, Timeout
from drivers.faults import Fault
from drivers.receipt_printer import device
from drivers.receipt_printer.inbox import Inbox
from drivers.receipt_printer.questions import SETTLE_S, Questions
from drivers.receipt_printer.role import Receipt, Rule
from drivers.receipt_printer.wire import Wire
from drivers.transport.url import PipeName

_TIMEOUT_S = 0.1


class ScriptedPipe:
    """Answers the n-th `DLE EOT` with the n-th entry of `answers`; `waiting` lies on the line from the start."""

    def __init__(self, answers: list[bytes], waiting: bytes = b"") -> None:
        self._answers, self._line = answers, waiting
        self.written = b""

    def write(self, data: bytes, *, timeout_s: float, cancel: Cancel) -> None:
        self.written += data
        if data.startswith(b"\x10\x04") and self._answers:
            self._line += self._answers.pop(0)

    def read_exactly(self, size: int, *, timeout_s: float, cancel: Cancel) -> bytes:
        if len(self._line) < size:
            cancel.pause(timeout_s, "read")
            raise Timeout(f"{len(self._line)} of {size}")
        got, self._line = self._line[:size], self._line[size:]
        return got

    def read_available(self) -> bytes:
        got, self._line = self._line, b""
        return got

    def discard(self) -> None:
        pass

    def close(self) -> None:
        pass


def report(pipe: ScriptedPipe):
    wire = Wire(pipe, baud=None, cancel=Cancel())
    return Questions(wire, reply_timeout_s=_TIMEOUT_S, settle_s=SETTLE_S).report(Deadline(5.0))


def test_a_late_no_paper_on_the_line_is_drained_before_asking():
    assert report(ScriptedPipe([b"\x12"] * 4, waiting=b"\x7e")).faults == frozenset()


def test_a_late_reply_that_comes_with_the_answer_is_asked_again():
    pipe = ScriptedPipe([b"\x7e\x12", *[b"\x12"] * 12])
    assert report(pipe).faults == frozenset()
    assert pipe.written.count(b"\x10\x04\x01") > 1


def test_a_doubled_answer_counts_once():
    assert report(ScriptedPipe([b"\x12\x12"] * 12)).faults == frozenset()


def test_contradictions_are_reported_after_three_attempts():
    pipe = ScriptedPipe([b"\x12\x7e"] * 19)
    with pytest.raises(ProtocolError, match="contradict"):
        report(pipe)
    assert pipe.written.endswith(b"\x10\x04\x01" * 3)


def test_silence_is_a_timeout():
    with pytest.raises(Timeout, match="DLE EOT 1"):
        report(ScriptedPipe([]))


@pytest.mark.parametrize(
    ("data", "real_time", "queued", "noise_bytes"),
    [
        (b"\x12\x7e", [0x12, 0x7E], [], 0),
        (b"\x00\x0f", [], [0x00, 0x0F], 0),
        (b"\x10\x00\x0c\x00", [], [], 0),  # one automatic status
        (b"\x10\x00\x0c\x00\x00", [], [0x00], 0),
        (b"\x10\x12", [0x12], [], 0),  # an answer inside an automatic status
        (b"\x10\x00\x12\x11\x00\x00\x0f", [0x12], [0x0F], 1),
        (b"\x10\x00\x10\x00\x00\x00\x03", [], [0x03], 2),  # one that was cut short
        (b"\x11\x13\xff\x01", [], [], 4),
        (b"\x37\x25\x00", [], [], 0),  # the answer to DLE DC4 8
        (b"\x37\x00", [], [0x00], 1),
        (b"\x37\x37\x25\x00", [], [], 1),
    ],
)
def test_the_inbox_sorts(data: bytes, real_time: list[int], queued: list[int], noise_bytes: int):
    inbox = Inbox()
    inbox.put(data, at_s=1.0)
    assert (inbox.real_time, inbox.queued, inbox.noise_bytes) == (real_time, queued, noise_bytes)


class FlickeringCover(ScriptedPipe):
    """A printer whose cover seems open for one report after it was sent a job that it never works off."""

    def __init__(self) -> None:
        super().__init__([])
        self._jobs = 0

    def write(self, data: bytes, *, timeout_s: float, cancel: Cancel) -> None:
        if data.startswith(b"\x10\x04"):
            open_now = self._jobs == 1 and data[2] == 2
            self._line += b"\x16" if open_now else b"\x12"
            self._jobs += open_now
        elif data.endswith(b"\x1dr\x01"):
            self._line += b"" if self._jobs else b"\x00"
        elif not self._jobs:
            self._jobs = 1


def test_a_fault_that_passed_does_not_stand_for_a_confirmation(monkeypatch):
    monkeypatch.setattr(device, "read_name", lambda _url, **_options: PipeName(FlickeringCover))
    printer = device.EscPosPrinter("tcp://127.0.0.1:9", reply_timeout_s=_TIMEOUT_S)
    with pytest.raises(Refused) as refused:
        printer.print(Receipt((Rule(),)), timeout_s=1.0, cancel=Cancel())
    assert refused.value.fault is Fault.JOB_DOUBTFUL
