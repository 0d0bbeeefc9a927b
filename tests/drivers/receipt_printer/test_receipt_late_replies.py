"""Status replies that are late, doubled, lost or in company: whatever is believed is true, and "no paper" above all."""

import tracemalloc
from collections import deque
from dataclasses import dataclass, field

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from kit.patience import quickest_s
from kit.status_reports import automatic, reports

from drivers.cancel import Cancel, Deadline
from drivers.errors import ProtocolError, Timeout
from drivers.faults import Fault
from drivers.receipt_printer import automatic_status
from drivers.receipt_printer.questions import Questions
from drivers.receipt_printer.status_bytes import (
    ErrorByte,
    OfflineByte,
    PaperByte,
    PrinterByte,
    Report,
    encode,
    is_status_byte,
)
from drivers.receipt_printer.wire import Wire

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

_REPLY_TIMEOUT_S, _SETTLE_S = 0.02, 0.002

with_paper = reports.filter(lambda report: Fault.PAPER_OUT not in report.faults)
packets = automatic.map(automatic_status.encode)
noise = st.one_of(
    st.just(b""),
    st.binary(max_size=5).map(lambda data: bytes(byte for byte in data if not is_status_byte(byte))),
    packets,
)


@dataclass(frozen=True)
class Fate:
    """What becomes of one reply: after how many further questions it comes, how often, and what comes around it."""

    late: int = 0
    copies: int = 1
    before: bytes = b""
    after: bytes = b""


fates = st.builds(Fate, st.sampled_from([0, 0, 0, 1, 2]), st.sampled_from([1, 1, 1, 0, 2]), noise, noise)


@dataclass
class Line:
    """A pipe to a printer that tells the truth, over a line that meets each reply with a fate."""

    truth: Report
    fates: list[Fate]
    waiting: bytearray = field(default_factory=bytearray)
    late: deque[tuple[int, bytes]] = field(default_factory=deque)
    asked: int = 0

    def write(self, data: bytes, *, timeout_s: float, cancel: Cancel) -> None:
        assert data[:2] == b"\x10\x04"
        self.asked += 1
        fate = self.fates.pop(0) if self.fates else Fate()
        status = (self.truth.printer, self.truth.offline, self.truth.error, self.truth.paper)[data[2] - 1]
        self.late.append((self.asked + fate.late, fate.before + bytes([encode(status)]) * fate.copies + fate.after))
        for due, piece in [entry for entry in self.late if entry[0] <= self.asked]:
            self.waiting += piece
            self.late.remove((due, piece))

    def read_exactly(self, size: int, *, timeout_s: float, cancel: Cancel) -> bytes:
        if len(self.waiting) < size:
            cancel.pause(timeout_s, "read")
            raise Timeout(f"{len(self.waiting)} of {size}")
        got = bytes(self.waiting[:size])
        del self.waiting[:size]
        return got

    def read_available(self) -> bytes:
        return self.read_exactly(len(self.waiting), timeout_s=0.0, cancel=Cancel())

    def discard(self) -> None:
        pass

    def close(self) -> None:
        pass


def ask(line: Line) -> Report | None:
    questions = Questions(Wire(line, baud=None, cancel=Cancel()), reply_timeout_s=_REPLY_TIMEOUT_S, settle_s=_SETTLE_S)
    try:
        return questions.report(Deadline(10.0))
    except (Timeout, ProtocolError):
        return None


@given(reports)
@settings(max_examples=40, deadline=None)
def test_an_undisturbed_line_tells_the_truth(truth: Report):
    assert ask(Line(truth, [])) == truth


@given(with_paper, st.lists(fates, max_size=24))
@settings(max_examples=120, deadline=None)
def test_there_is_paper_whatever_becomes_of_the_replies(truth: Report, plan: list[Fate]):
    report = ask(Line(truth, plan))
    assert report is None or Fault.PAPER_OUT not in report.faults


@given(with_paper, st.integers(0, 12), st.lists(fates, max_size=12))
@settings(max_examples=120, deadline=None)
def test_one_no_paper_from_earlier_is_never_believed(truth: Report, at: int, plan: list[Fate]):
    """It may even stand in the place of an answer that was lost."""
    plan += [Fate()] * (at + 1 - len(plan))
    plan[at] = Fate(copies=0, before=b"\x7e")
    report = ask(Line(truth, plan))
    assert report is None or Fault.PAPER_OUT not in report.faults


ALIKE = Report(  # the answers to 1 and 3 are the same byte, and those to 2 and 4
    PrinterByte(drawer_pin_high=True, offline=True, waiting_for_recovery=True),
    OfflineByte(cover_open=True, feeding_by_button=True),
    ErrorByte(mechanical=True, cutter=True, unrecoverable=True),
    PaperByte(near_end=True),
)


@given(with_paper, st.integers(1, 3))
@example(ALIKE, 1)
@example(ALIKE, 2)
@example(ALIKE, 3)
@settings(max_examples=120, deadline=None)
def test_a_line_that_is_always_late_by_so_many_questions(truth: Report, late: int):
    """What the first of them meets are the last answers to somebody else's questions."""
    line = Line(truth, [Fate(late)] * 1000)
    for n in (1, 2, 3, 4)[-late:]:
        line.write(bytes((0x10, 0x04, n)), timeout_s=1.0, cancel=Cancel())
    report = ask(line)
    assert report is None or Fault.PAPER_OUT not in report.faults


@dataclass
class Endless(Line):
    """Whatever is asked, more has come already."""

    word: bytes = b""

    def write(self, data: bytes, *, timeout_s: float, cancel: Cancel) -> None:
        pass

    def read_exactly(self, size: int, *, timeout_s: float, cancel: Cancel) -> bytes:
        return (self.word * size)[:size]

    def read_available(self) -> bytes:
        return self.word * (4096 // len(self.word))


endless_words = pytest.mark.parametrize(
    "word", [b"\x00", b"\xff", b"\x12", b"\x12\x7e", b"\x10\x00\x00\x00", b"\x37", b"text"]
)


@endless_words
def test_a_printer_that_never_stops_talking_is_an_error_in_time(word: bytes):

    def be_told() -> None:
        assert ask(Endless(Report(), [], word=word)) is None

    assert quickest_s(be_told, enough_s=3.0) < 3.0


@endless_words
def test_a_printer_that_never_stops_talking_takes_no_room(word: bytes):
    tracemalloc.start()
    try:
        assert ask(Endless(Report(), [], word=word)) is None
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 1_000_000


@pytest.mark.parametrize("answer", [b"", b"\x00", b"\xff" * 100_000, b"\x92", b"\x72\x12" * 1000])
def test_what_is_no_answer_is_an_error_in_time(answer: bytes):
    assert ask(Line(Report(), [Fate(copies=0, before=answer)] * 1000)) is None
