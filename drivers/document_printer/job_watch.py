"""One job at the printer, followed from its hand-over to its end."""

from drivers.cancel import Cancel, Deadline
from drivers.document_printer.client import IppRefused, Status
from drivers.document_printer.job_server import JobServer
from drivers.document_printer.reasons import NOT_ALL_CAME_OUT, JobState, faults_of, faults_of_job
from drivers.document_printer.reports import JobReport, PrinterReport
from drivers.document_printer.role import PrintedJob, Progress, Trouble
from drivers.errors import Cancelled, DeviceError, Refused, Timeout
from drivers.faults import Fault

ANSWER_S = 2.0  # what one question about a job or the printer may take
_LEAST_ANSWER_S = 0.1
_STANDS_STILL_S = 5.0  # without a page, after which a printer's warnings count; slower than any A4 printer's page
_LOST_AFTER = 2  # polls in a row without an answer before that counts as trouble
_FIRST_TOLD = (
    Fault.PAPER_JAM,
    Fault.COVER_OPEN,
    Fault.PAPER_OUT,
    Fault.TONER_OUT,
    Fault.OUTPUT_FULL,
    Fault.HEAD_HOT,
    Fault.HARDWARE_ERROR,
    Fault.OFFLINE,
    Fault.TIMEOUT,
    Fault.BUSY,
)


def faults_in(report: PrinterReport, *, stands_still: bool = False) -> frozenset[Fault]:
    """Return what holds the printer up by its own report; a stopped printer that names nothing has a defect."""
    faults = faults_of(report.reasons, report.alerts, stands_still=stands_still or report.stopped)
    if not report.accepting:
        faults |= {Fault.BUSY}
    return frozenset({Fault.HARDWARE_ERROR}) if report.stopped and not faults else faults


class JobWatch:
    """Watches `job` and decides what became of it.

    Certain that nothing was printed is only: the printer ended the job (canceled or aborted) and says that it had not
    begun to process it, or that no impression was completed and no sheet jammed on its way. A printer that never
    counts cannot slip through: its first good job ends as doubtful, at its installation.

    Args:
        job: as Create-Job returned it.
        sheets: all that are to come out, of all copies. A printer that counts those of one copy only ends its first
            job of several as doubtful: whatever it leaves out, it leaves out in the count.
        before: the printer's faults at that time; a jam among them is not of this job's making.
        progress: told of each sheet more that the printer counts.
        poll_s: between two looks at the job.
        last_word_s: how long to wait for a job's end after cancelling it.
    """

    def __init__(
        self,
        client: JobServer,
        job: JobReport,
        *,
        sheets: int,
        before: frozenset[Fault],
        trouble: Trouble,
        progress: Progress,
        poll_s: float,
        last_word_s: float,
    ) -> None:
        self._client, self._job, self._sheets = client, job, sheets
        self._before, self._trouble, self._progress = before, trouble, progress
        self._poll_s, self._last_word_s = poll_s, last_word_s
        self._told: Fault | None = None
        self._jammed = False
        self._unanswered = 0
        self._pages_seen = self._counted_out = 0
        self._page_due = Deadline(_STANDS_STILL_S)
        self.ended = False
        """True once the printer has said that the job reached its end."""

    def follow(self, deadline: Deadline, cancel: Cancel) -> PrintedJob:
        """Wait until the job has ended, but not beyond `deadline` nor `cancel`; then call it back.

        Raises:
            as `DocumentPrinter.print` does after the hand-over.
        """
        try:
            while True:
                report = self._look(deadline, cancel)
                if report and report.state.final:
                    return self._judge(report, None)
                if deadline.passed:
                    break
                cancel.pause(min(self._poll_s, deadline.left_s), "print")
        except Cancelled as cancelled:
            return self.call_back(cancelled)
        if self._told is None:
            return self.call_back(Timeout("the printer took the job and printed nothing"))
        return self.call_back(Refused(self._told, "still so when the time was over; the job was cancelled"))

    def call_back(self, because: DeviceError) -> PrintedJob:
        """Cancel the job at the printer, and wait for its last word for as long as that takes, within bounds.

        Raises:
            DeviceError: `because` itself when certainly nothing was printed.
            Refused: JOB_DOUBTFUL.
        """
        grace, never, asked = Deadline(self._last_word_s), Cancel(), False
        while True:
            try:
                if not asked:
                    self._client.cancel_job(self._job.job_id, timeout_s=patience_s(grace), cancel=never)
                    asked = True
                report = self._ask(grace, never)
                if report.state.final:
                    return self._judge(report, because)
                detail = f"still in state {report.state.name}"
            except DeviceError as error:
                if error is because or error.fault in {Fault.JOB_DOUBTFUL, Fault.JOB_ABORTED}:
                    raise
                detail = error.detail
            if grace.passed:
                raise Refused(Fault.JOB_DOUBTFUL, f"job {self._job.job_id} was cancelled; {detail}") from because
            never.pause(min(self._poll_s, grace.left_s), "cancel")

    def _look(self, deadline: Deadline, cancel: Cancel) -> JobReport | None:
        """Return the job's state, and tell trouble and its end; None while the printer does not answer."""
        try:
            report = self._ask(deadline, cancel)
            faults = frozenset[Fault]()
            if not report.state.final:
                printer = self._client.printer(timeout_s=patience_s(deadline), cancel=cancel)
                faults = faults_in(printer, stands_still=self._stands_still(report)) or faults_of_job(report.reasons)
        except Cancelled:
            raise
        except DeviceError as error:
            if error.fault is Fault.JOB_DOUBTFUL:
                raise
            self._unanswered += 1
            if self._unanswered >= _LOST_AFTER:
                self._tell(frozenset({error.fault}))
            return None
        self._unanswered = 0
        self._count(report)
        self._jammed |= Fault.PAPER_JAM in faults - self._before
        self._tell(faults)
        return report

    def _stands_still(self, report: JobReport) -> bool:
        pages = report.impressions or 0
        if pages > self._pages_seen:
            self._pages_seen, self._page_due = pages, Deadline(_STANDS_STILL_S)
        return report.state is JobState.STOPPED or self._page_due.passed

    def _ask(self, deadline: Deadline, cancel: Cancel) -> JobReport:
        """Return the job's state; Refused JOB_DOUBTFUL when the printer does not know it any more.

        A printer that was switched off and on may count its jobs from 1 again: the uuid tells them apart.
        """
        lost = f"the printer does not know job {self._job.job_id} any more"
        try:
            report = self._client.job(self._job.job_id, timeout_s=patience_s(deadline), cancel=cancel)
        except IppRefused as refused:
            if refused.status in {Status.NOT_FOUND, Status.GONE}:
                self.ended = True
                raise Refused(Fault.JOB_DOUBTFUL, lost) from refused
            raise
        if self._job.uuid and report.uuid != self._job.uuid:
            self.ended = True
            raise Refused(Fault.JOB_DOUBTFUL, f"{lost}: another one bears its number")
        return report

    def _tell(self, faults: frozenset[Fault]) -> None:
        first = next((fault for fault in _FIRST_TOLD if fault in faults), None)
        if first is not self._told:
            self._told = first
            self._trouble(first)

    def _judge(self, report: JobReport, because: DeviceError | None) -> PrintedJob:
        """Decide about a job that has ended; `because` says why it was called back, if it was."""
        self.ended = True
        self._count(report)
        detail = (
            f"job {report.job_id} {report.state.name}, reasons {','.join(report.reasons)}, "
            f"{report.impressions} impressions and {report.sheets} sheets of {self._sheets}"
        )
        if report.state is JobState.COMPLETED:
            if self._complete(report):
                return PrintedJob(report.job_id, self._sheets_out(report))
            raise Refused(Fault.JOB_DOUBTFUL, detail)
        if self._untouched(report):
            raise because or Refused(Fault.JOB_REFUSED, detail)
        raise Refused(Fault.JOB_DOUBTFUL if because else Fault.JOB_ABORTED, detail) from because

    def _count(self, report: JobReport) -> None:
        """Tell of sheets that came out since the last time; a jam may let the printer count one twice."""
        out = min(self._sheets, max(report.impressions or 0, report.sheets or 0))
        if out > self._counted_out:
            self._counted_out = out
            self._progress(out)

    def _complete(self, report: JobReport) -> bool:
        """True unless the printer's own words contradict that every page of each copy came out."""
        counts = [count for count in (report.impressions, report.sheets) if count is not None]
        complete = not counts or max(counts) >= self._sheets
        return complete and not NOT_ALL_CAME_OUT & set(report.reasons)

    def _sheets_out(self, report: JobReport) -> int:
        """Return how many sheets came out; a printer that counts one before it jams counts it twice."""
        counted = report.sheets or report.impressions or self._sheets
        return min(counted, self._sheets) if self._jammed else counted

    def _untouched(self, report: JobReport) -> bool:
        """True when certainly no sheet was printed."""
        return report.unprocessed or (report.impressions == 0 and not report.sheets and not self._jammed)


def patience_s(deadline: Deadline, at_most_s: float = ANSWER_S) -> float:
    """Return what one question may take; a last one may be asked when the time is over."""
    return max(_LEAST_ANSWER_S, min(at_most_s, deadline.left_s))
