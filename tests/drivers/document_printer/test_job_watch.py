"""What becomes of a job, decided from the words of printers that ippeveprinter does not play."""

from dataclasses import dataclass, field

import pytest

from drivers.cancel import Cancel, Deadline
from drivers.document_printer import job_watch
from drivers.document_printer.client import IppRefused, Operation, Status
from drivers.document_printer.job_watch import JobWatch
from drivers.document_printer.reasons import JobState, PrinterState
from drivers.document_printer.reports import JobReport, PrinterReport
from drivers.document_printer.role import PrintedJob
from drivers.errors import DeviceError, Refused, Timeout, Unavailable
from drivers.faults import Fault

IDLE = PrinterReport(PrinterState.IDLE, ("none",), ())
UNKNOWN = IppRefused(Operation.GET_JOB_ATTRIBUTES, Status.NOT_FOUND)


def job(state=JobState.PROCESSING, impressions=None, sheets=None, *, uuid="urn:uuid:1", reasons=(), unprocessed=False):
    return JobReport(7, uuid, state, reasons, impressions, sheets, unprocessed)


@dataclass
class Script:
    """Answers as a printer would: one report after the other, the last one for ever; errors are raised."""

    jobs: list
    printers: list = field(default_factory=lambda: [IDLE])
    after_cancel: list | None = None
    cancelled: bool = False

    def job(self, job_id, **_):
        return self._next(self.jobs)

    def printer(self, **_):
        return self._next(self.printers)

    def cancel_job(self, job_id, **_):
        self.cancelled = True
        if self.after_cancel is not None:
            self.jobs = self.after_cancel

    @staticmethod
    def _next(answers):
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, DeviceError):
            raise answer
        return answer


def watch(script, *, told=None, before=frozenset(), pages=2, out=None):
    told, out = [] if told is None else told, [] if out is None else out
    return JobWatch(
        script,
        job(),
        sheets=pages,
        before=before,
        trouble=told.append,
        progress=out.append,
        poll_s=0.001,
        last_word_s=0.01,
    )


def follow(script, *, timeout_s=5.0, **options):
    return watch(script, **options).follow(Deadline(timeout_s), Cancel())


def fault_of(script, **options) -> Fault:
    with pytest.raises(DeviceError) as caught:
        follow(script, **options)
    return caught.value.fault


@pytest.mark.parametrize(
    ("impressions", "sheets", "printed"),
    [(2, None, 2), (None, 2, 2), (2, 2, 2), (0, 2, 2), (None, None, 2), (3, 3, 3)],
)
def test_completed(impressions, sheets, printed):
    script = Script([job(), job(JobState.COMPLETED, impressions, sheets)])
    assert follow(script) == PrintedJob(7, printed)
    assert not script.cancelled


@pytest.mark.parametrize(("impressions", "sheets"), [(0, None), (1, None), (0, 0), (1, 1), (None, 1)])
def test_completed_says_the_printer_and_counted_less(impressions, sheets):
    assert fault_of(Script([job(JobState.COMPLETED, impressions, sheets)])) is Fault.JOB_DOUBTFUL


def test_completed_with_errors():
    done = job(JobState.COMPLETED, 2, reasons=("job-completed-with-errors",))
    assert fault_of(Script([done])) is Fault.JOB_DOUBTFUL


@pytest.mark.parametrize("state", [JobState.ABORTED, JobState.CANCELED])
@pytest.mark.parametrize(
    ("report", "fault"),
    [
        ({"impressions": 0}, Fault.JOB_REFUSED),
        ({"impressions": 0, "sheets": 0}, Fault.JOB_REFUSED),
        ({"unprocessed": True}, Fault.JOB_REFUSED),
        ({"impressions": 1}, Fault.JOB_ABORTED),
        ({"impressions": 0, "sheets": 1}, Fault.JOB_ABORTED),
        ({}, Fault.JOB_ABORTED),
    ],
)
def test_ended_by_the_printer_itself(state, report, fault):
    assert fault_of(Script([job(), job(state, **report)])) is fault


@pytest.mark.parametrize(
    ("last", "fault"),
    [
        ([job(), job(JobState.CANCELED, 0)], Fault.TIMEOUT),
        ([job(JobState.CANCELED, 1)], Fault.JOB_DOUBTFUL),
        ([job(JobState.CANCELED)], Fault.JOB_DOUBTFUL),
        ([job(JobState.ABORTED, 0)], Fault.TIMEOUT),
        ([job(JobState.PROCESSING, 0)], Fault.JOB_DOUBTFUL),
        ([Unavailable("gone")], Fault.JOB_DOUBTFUL),
        ([UNKNOWN], Fault.JOB_DOUBTFUL),
    ],
)
def test_called_back_when_the_time_is_over(last, fault):
    script = Script([job(impressions=0)], after_cancel=last)
    assert fault_of(script, timeout_s=0.0) is fault
    assert script.cancelled


def test_done_after_all_when_called_back():
    script = Script([job(impressions=1)], after_cancel=[job(JobState.COMPLETED, 2)])
    assert follow(script, timeout_s=0.0) == PrintedJob(7, 2)


def test_another_job_bears_its_number():
    script = Script([job(), job(JobState.COMPLETED, 2, uuid="urn:uuid:2")])
    assert fault_of(script) is Fault.JOB_DOUBTFUL
    assert not script.cancelled, "that would be somebody else's"


def test_forgotten_by_the_printer():
    assert fault_of(Script([job(), UNKNOWN])) is Fault.JOB_DOUBTFUL


def stopped(*reasons):
    return PrinterReport(PrinterState.STOPPED, reasons, ())


def test_a_stopped_printers_warnings_count():
    told = []
    script = Script([job(), job(), job(JobState.COMPLETED, 2)], [stopped("media-empty-warning"), IDLE])
    follow(script, told=told)
    assert told == [Fault.PAPER_OUT, None]


def test_a_stopped_printer_without_a_reason_has_a_defect():
    told = []
    script = Script([job(), job(JobState.COMPLETED, 2)], [stopped("none")])
    follow(script, told=told)
    assert told == [Fault.HARDWARE_ERROR, None]


def test_warnings_count_once_no_page_comes(monkeypatch):
    warning = PrinterReport(PrinterState.PROCESSING, ("media-empty-warning",), ())
    told = []
    follow(Script([job(), job(), job(JobState.COMPLETED, 2)], [warning]), told=told)
    assert told == []
    monkeypatch.setattr(job_watch, "_STANDS_STILL_S", 0.0)
    follow(Script([job(), job(), job(JobState.COMPLETED, 2)], [warning]), told=told)
    assert told == [Fault.PAPER_OUT, None]


def test_one_lost_answer_is_no_trouble_and_two_are():
    told = []
    lost = Unavailable("no route")
    follow(Script([job(), lost, job(), job(JobState.COMPLETED, 2)]), told=told)
    assert told == []
    follow(Script([job(), lost, lost, job(), job(JobState.COMPLETED, 2)]), told=told)
    assert told == [Fault.OFFLINE, None]


def test_a_jam_from_before_is_not_of_this_jobs_making():
    jam = PrinterReport(PrinterState.STOPPED, ("media-jam-error",), ())
    options = {"after_cancel": [job(JobState.CANCELED, 0)]}
    before = frozenset({Fault.PAPER_JAM})
    assert fault_of(Script([job()], [jam], **options), timeout_s=0.0, before=before) is Fault.PAPER_JAM
    assert fault_of(Script([job()], [jam], **options), timeout_s=0.0) is Fault.JOB_DOUBTFUL


def test_called_back_after_the_document_could_not_be_sent():
    error = Timeout("sending")
    script = Script([job(JobState.CANCELED, unprocessed=True)])
    following = watch(script)
    with pytest.raises(Timeout) as caught:
        following.call_back(error)
    assert caught.value is error
    assert following.ended


def test_not_ended_while_the_printer_keeps_silent():
    following = watch(Script([Unavailable("gone")]))
    with pytest.raises(Refused):
        following.call_back(Timeout("sending"))
    assert not following.ended


def test_queued_in_a_device_that_cannot_answer_is_no_proof():
    done = job(JobState.COMPLETED, 2, reasons=("queued-in-device",))
    assert fault_of(Script([done])) is Fault.JOB_DOUBTFUL


def test_what_holds_the_job_is_told_when_the_printer_itself_is_well():
    told = []
    held = job(JobState.HELD, reasons=("job-hold-until-specified",))
    follow(Script([held, job(), job(JobState.COMPLETED, 2)]), told=told)
    assert told == [Fault.BUSY, None]


def test_the_printers_own_words_come_first():
    told = []
    stands = job(JobState.STOPPED, reasons=("printer-stopped",))
    script = Script([stands, job(), job(JobState.COMPLETED, 2)], [stopped("media-jam-error"), IDLE])
    follow(script, told=told)
    assert told == [Fault.PAPER_JAM, None]


def test_a_sheet_that_was_counted_and_jammed_is_not_counted_twice():
    jam = PrinterReport(PrinterState.STOPPED, ("media-jam-error",), ())
    script = Script([job(impressions=1), job(impressions=2), job(JobState.COMPLETED, 3)], [jam, IDLE])
    assert follow(script) == PrintedJob(7, 2)


def test_a_printer_that_takes_no_jobs_is_busy():
    assert job_watch.faults_in(PrinterReport(PrinterState.IDLE, ("none",), accepting=False)) == {Fault.BUSY}


def test_each_sheet_more_is_told_once():
    out: list[int] = []
    script = Script([job(impressions=n) for n in (0, 1, 1, None, 4)] + [job(JobState.COMPLETED, 6)])
    assert follow(script, pages=6, out=out) == PrintedJob(7, 6)
    assert out == [1, 4, 6]


def test_of_a_doubtful_job_the_last_count_is_told():
    out: list[int] = []
    script = Script([job(impressions=0)], after_cancel=[job(JobState.CANCELED, 3)])
    assert fault_of(script, pages=6, out=out, timeout_s=0.0) is Fault.JOB_DOUBTFUL
    assert out == [3]


def test_a_printer_that_counts_one_copy_of_several_is_not_believed():
    assert fault_of(Script([job(JobState.COMPLETED, 2)]), pages=6) is Fault.JOB_DOUBTFUL


def test_a_sheet_counted_twice_in_a_jam_is_none_more():
    out: list[int] = []
    script = Script([job(impressions=2), job(JobState.COMPLETED, 7)])
    follow(script, pages=6, out=out)
    assert out == [2, 6]
