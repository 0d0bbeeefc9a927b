"""A printer behind a queue of CUPS: the queue takes the job, the printer itself says what became of it.

What CUPS says of a job is no proof of paper. Its page counts are those of its filters, made before the first sheet
comes; it calls a job completed when the printer has forgotten it, as after a power cut, and when the printer holds it;
it may send a job again by itself, and keeps a printed one as pending over a restart. So the printer is asked, in IPP,
for the jobs that bear our user's name, which CUPS hands on. A queue whose backend leads to no such printer (usb,
socket, lpd, dnssd) is refused before anything is printed; see docs/adr/0013.
"""

import time
from dataclasses import replace

from drivers.cancel import Cancel, Deadline
from drivers.document_printer.address import Address, printer_at
from drivers.document_printer.client import IppClient, Which
from drivers.document_printer.reasons import JobState, PrinterState
from drivers.document_printer.reports import JobReport, PrinterReport, plain
from drivers.errors import Refused
from drivers.faults import Fault

_OF_THE_QUEUE = frozenset({"paused", "moving-to-paused", "spool-area-full"})
_HANDED_OVER = "cups-waiting-for-job-completed"  # the backend has the printer's word that the document arrived
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_CLOCK_SLACK_S = 3.0

JobKey = tuple[int, str]


class QueuedPrinter:
    """A `JobServer`. `address` is the queue's; `user` owns the jobs at the queue and at the printer."""

    def __init__(self, address: Address, *, user: str) -> None:
        self._address, self._user = address, user
        self._queue = IppClient(address, user=user)
        self._leads_to, self._behind = "", self._queue
        self._earlier: frozenset[JobKey] = frozenset()
        self._seen = False
        self._switched_on_at = 0.0

    def printer(self, *, timeout_s: float, cancel: Cancel) -> PrinterReport:
        """Return the printer's own report, with what holds up the queue among its reasons."""
        deadline = Deadline(timeout_s)
        queue = self._look_at_queue(deadline, cancel)
        own = self._behind.printer(timeout_s=deadline.left_s, cancel=cancel)
        held_up = {reason for reason in queue.reasons if reason in _OF_THE_QUEUE}
        if queue.stopped:
            held_up.add("paused")
        accepting = queue.accepting and own.accepting
        return replace(own, reasons=(*own.reasons, *sorted(held_up)), accepting=accepting)

    def create_job(
        self, name: str, *, copies: int = 1, collate_by: tuple[str, ...] = (), timeout_s: float, cancel: Cancel
    ) -> JobReport:
        deadline = Deadline(timeout_s)
        collate_by = self._look_at_queue(deadline, cancel).collates_by
        self._switched_on_at = self._ask_switched_on(deadline, cancel)
        self._earlier = frozenset(_key(job) for job in self._jobs_at_printer(deadline, cancel))
        self._seen = False
        return self._queue.create_job(
            name, copies=copies, collate_by=collate_by, timeout_s=deadline.left_s, cancel=cancel
        )

    def send_document(self, job_id: int, pdf: bytes, *, timeout_s: float, cancel: Cancel) -> None:
        self._queue.send_document(job_id, pdf, timeout_s=timeout_s, cancel=cancel)

    def job(self, job_id: int, *, timeout_s: float, cancel: Cancel) -> JobReport:
        deadline = Deadline(timeout_s)
        queued = self._queue.job(job_id, timeout_s=deadline.left_s, cancel=cancel)
        if queued.unprocessed:
            return replace(queued, impressions=0, sheets=None)
        tries = [job for job in self._jobs_at_printer(deadline, cancel) if _key(job) not in self._earlier]
        if not tries:
            return self._without_printer(queued, deadline, cancel)
        self._seen = True
        on_paper = [job for job in tries if not _left_no_sheet(job)]
        if len(on_paper) > 1:
            self.cancel_job(job_id, timeout_s=deadline.left_s, cancel=cancel)
            raise Refused(Fault.JOB_DOUBTFUL, f"the queue has sent job {job_id} to the printer {len(on_paper)} times")
        report = self._settle(queued, (on_paper or tries)[-1], deadline, cancel)
        return replace(report, job_id=queued.job_id, uuid=queued.uuid)

    def cancel_job(self, job_id: int, *, timeout_s: float, cancel: Cancel) -> None:
        """Cancel at the queue, so that it does not try again, and at the printer, which CUPS may not reach in time."""
        deadline = Deadline(timeout_s)
        self._queue.cancel_job(job_id, timeout_s=deadline.left_s, cancel=cancel)
        if not self._queue.job(job_id, timeout_s=deadline.left_s, cancel=cancel).unprocessed:
            self._behind.cancel_my_jobs(timeout_s=deadline.left_s, cancel=cancel)

    def cancel_my_jobs(self, *, timeout_s: float, cancel: Cancel) -> bool:
        deadline = Deadline(timeout_s)
        self._look_at_queue(deadline, cancel)
        queued = self._queue.cancel_my_jobs(timeout_s=deadline.left_s, cancel=cancel)
        return self._behind.cancel_my_jobs(timeout_s=deadline.left_s, cancel=cancel) or queued

    def _look_at_queue(self, deadline: Deadline, cancel: Cancel) -> PrinterReport:
        """Ask the queue for its state and, by the way, where it leads."""
        queue = self._queue.printer(timeout_s=deadline.left_s, cancel=cancel)
        if queue.leads_to != self._leads_to:
            self._behind = IppClient(printer_behind(self._address, queue.leads_to), user=self._user)
            self._leads_to = queue.leads_to
        return queue

    def _jobs_at_printer(self, deadline: Deadline, cancel: Cancel) -> list[JobReport]:
        """Return our jobs that the printer remembers. Those that end between the two questions are in the second."""
        found: dict[JobKey, JobReport] = {}
        for which in (Which.NOT_COMPLETED, Which.COMPLETED):
            jobs = self._behind.my_jobs(timeout_s=deadline.left_s, cancel=cancel, which=which)
            found |= {_key(job): job for job in jobs}
        return list(found.values())

    def _ask_switched_on(self, deadline: Deadline, cancel: Cancel) -> float:
        """Return when the printer was switched on, on our clock; always the same when it does not say."""
        up_s = self._behind.printer(timeout_s=deadline.left_s, cancel=cancel).up_time_s
        return 0.0 if up_s is None else time.monotonic() - up_s

    def _without_printer(self, queued: JobReport, deadline: Deadline, cancel: Cancel) -> JobReport:
        """Judge a job that CUPS has begun to process and of which the printer knows nothing."""
        lost = f"the queue calls job {queued.job_id} {queued.state.name} and the printer does not know it"
        if self._seen or self._ask_switched_on(deadline, cancel) > self._switched_on_at + _CLOCK_SLACK_S:
            self.cancel_job(queued.job_id, timeout_s=deadline.left_s, cancel=cancel)
            raise Refused(Fault.JOB_DOUBTFUL, f"{lost} any more")
        at_work = self._at_work(deadline, cancel)
        if queued.state is JobState.STOPPED and not at_work:  # a filter failed; nothing will ever come of it
            self._queue.cancel_job(queued.job_id, timeout_s=deadline.left_s, cancel=cancel)
        if not queued.state.final or at_work:
            state = JobState.PROCESSING if queued.state.final else queued.state
            return replace(queued, state=state, impressions=0, sheets=None)
        if queued.state is JobState.COMPLETED:
            raise Refused(Fault.JOB_DOUBTFUL, lost)
        return replace(queued, impressions=0, sheets=None, unprocessed=True)

    def _settle(self, queued: JobReport, printed: JobReport, deadline: Deadline, cancel: Cancel) -> JobReport:
        """Return what the printer says, but no end while the queue may still send the job again."""
        if printed.state.final and not queued.state.final:
            queue = self._queue.printer(timeout_s=deadline.left_s, cancel=cancel)
            waits = queued.state is JobState.PROCESSING and queue.state is PrinterState.PROCESSING
            # After a restart CUPS still shows the reason, and has no backend that would end the job.
            if printed.state is JobState.COMPLETED and waits and _HANDED_OVER in queue.reasons:
                return printed
            self._queue.cancel_job(queued.job_id, timeout_s=deadline.left_s, cancel=cancel)
            return printed if printed.state is JobState.COMPLETED else replace(printed, state=JobState.PROCESSING)
        if not printed.state.final and queued.state.final:
            self._behind.cancel_my_jobs(timeout_s=deadline.left_s, cancel=cancel)
        elif printed.state in {JobState.CANCELED, JobState.ABORTED} and self._at_work(deadline, cancel):
            return replace(printed, state=JobState.PROCESSING)
        return printed

    def _at_work(self, deadline: Deadline, cancel: Cancel) -> bool:
        """True while the queue's backend runs: CUPS calls a job canceled before the backend has heard of it."""
        return self._queue.printer(timeout_s=deadline.left_s, cancel=cancel).state is PrinterState.PROCESSING


def printer_behind(queue: Address, uri: str) -> Address:
    """Return the printer that a queue with the device-uri `uri` leads to.

    Raises:
        Refused: JOB_REFUSED, it leads to none that could be asked; the text says what to do.
    """
    try:
        behind = printer_at(uri, fingerprint=queue.fingerprint)
    except ValueError as error:
        scheme = plain(uri.partition(":")[0]) or "nothing"
        raise Refused(
            Fault.JOB_REFUSED,
            f"the queue prints through {scheme}, which cannot tell whether paper came out; give it the ipp: address"
            " of an IPP Everywhere printer (lpadmin -v ipp://host/ipp/print -m everywhere)",
        ) from error
    if behind.server.host in _LOCAL and queue.server.host not in _LOCAL:
        raise Refused(Fault.JOB_REFUSED, "the queue leads to a printer that only its own server can reach")
    return behind


def _key(job: JobReport) -> JobKey:
    return job.job_id, job.uuid


def _left_no_sheet(job: JobReport) -> bool:
    ended_early = job.state in {JobState.CANCELED, JobState.ABORTED}
    return ended_early and (job.unprocessed or (job.impressions == 0 and not job.sheets))
