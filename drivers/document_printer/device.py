"""An A4 printer that speaks IPP over HTTP: directly at the printer, or behind a queue of CUPS."""

import contextlib
import uuid

from drivers.cancel import Cancel, Deadline
from drivers.document_printer.address import address_of
from drivers.document_printer.client import IppClient, IppRefused
from drivers.document_printer.job_watch import ANSWER_S, JobWatch, faults_in, patience_s
from drivers.document_printer.queued_printer import QueuedPrinter
from drivers.document_printer.reasons import paper_of, thresholds_of, toner_of
from drivers.document_printer.reports import JobReport, PrinterReport
from drivers.document_printer.role import PrintedJob, Progress, Trouble
from drivers.errors import Cancelled, DeviceError, Refused
from drivers.faults import Fault, Role
from drivers.status import DeviceState, DeviceStatus, MediaState, PaperState, TonerState

_HAND_OVER_S = 10.0  # what announcing a job may take: printers wake from their sleep with the first one
_STATES = {
    Fault.OFFLINE: DeviceState.OFFLINE,
    Fault.TIMEOUT: DeviceState.HARDWARE_ERROR,
    Fault.CORRUPT_FRAME: DeviceState.HARDWARE_ERROR,
    Fault.HARDWARE_ERROR: DeviceState.HARDWARE_ERROR,
    Fault.BUSY: DeviceState.DEVICE_BUSY,
}


class IppPrinter:
    """A `DocumentPrinter` at `url`. It has to be an IPP Everywhere one; see `address` for the ways to write it.

    No connection is kept between two questions, so there is nothing to lose: the next call reaches a printer that came
    back. A job that was given up while the printer could not be reached is cancelled at the next contact, before it
    can print a resident's document for nobody.

    Whether a sheet lies in its mouth only a printer knows that counts what its trays hold. Many name such a tray and
    never count, so an empty one is believed once it was seen to hold a sheet.

    Args:
        owner: a name that is the same after a restart and nobody else's. Jobs that an earlier run under that name left
            in the printer, as when the power went, are cancelled at the first contact. Without it, none are known.
        poll_s: between two looks at a job.
        last_word_s: after a job was called back, how long to wait for the printer to say what became of it.

    Raises:
        ValueError: `url` names no printer.
    """

    def __init__(self, url: str, *, owner: str = "", poll_s: float = 0.2, last_word_s: float = 5.0) -> None:
        address, user = address_of(url), f"kiosk-{owner or uuid.uuid4().hex[:12]}"
        self._client = QueuedPrinter(address, user=user) if address.is_queue else IppClient(address, user=user)
        self._poll_s, self._last_word_s = poll_s, last_word_s
        self._jobs_left = bool(owner)  # a job of ours may still lie in the printer
        self._counts_its_tray = False

    def status(self) -> DeviceStatus:
        never = Cancel()
        try:
            self._sweep(never)
            report = self._client.printer(timeout_s=ANSWER_S, cancel=never)
        except DeviceError as error:
            return DeviceStatus(
                Role.DOCUMENT_PRINTER,
                _STATES.get(error.fault, DeviceState.ONLINE),
                frozenset({error.fault}),
                paper=PaperState.UNKNOWN,
                media=MediaState.UNKNOWN,
                toner=TonerState.UNKNOWN,
                detail=error.detail,
            )
        faults = faults_in(report)
        thresholds = thresholds_of(report.reasons, report.alerts, report.supplies, faults)
        return DeviceStatus(
            Role.DOCUMENT_PRINTER,
            next((state for fault, state in _STATES.items() if fault in faults), DeviceState.ONLINE),
            faults,
            paper=paper_of(faults, thresholds),
            media=self._media(report),
            toner=toner_of(faults, thresholds, report.supplies),
            thresholds=thresholds,
            detail=f"{report.state.name}: {','.join(report.reasons)}",
        )

    def print(
        self,
        pdf: bytes,
        *,
        job_name: str,
        pages: int,
        timeout_s: float,
        cancel: Cancel,
        trouble: Trouble,
        copies: int = 1,
        progress: Progress | None = None,
    ) -> PrintedJob:
        """Print as the role says. May take `last_word_s` longer than `timeout_s`, to learn what became of the job."""
        deadline = Deadline(timeout_s)
        job, before = self._announce(job_name, pages, copies, deadline, cancel)
        watch = JobWatch(
            self._client,
            job,
            sheets=pages * copies,
            before=before,
            trouble=trouble,
            progress=progress or _nobody,
            poll_s=self._poll_s,
            last_word_s=self._last_word_s,
        )
        self._jobs_left = True
        try:
            try:
                self._client.send_document(job.job_id, pdf, timeout_s=deadline.left_s, cancel=cancel)
            except DeviceError as error:
                return watch.call_back(error)
            return watch.follow(deadline, cancel)
        finally:
            self._jobs_left = not watch.ended

    def wait_taken(self, *, timeout_s: float, cancel: Cancel) -> MediaState:
        deadline = Deadline(timeout_s)
        while True:
            try:
                media = self._media(self._client.printer(timeout_s=ANSWER_S, cancel=cancel))
            except Cancelled:
                raise
            except DeviceError:
                media = MediaState.UNKNOWN
            if media in {MediaState.NOT_PRESENT, MediaState.NOT_SUPPORTED} or deadline.passed:
                return media
            cancel.pause(min(self._poll_s, deadline.left_s), "wait for the sheets to be taken")

    def close(self) -> None:
        """Nothing is held open."""

    def _media(self, report: PrinterReport) -> MediaState:
        present = any(not tray.empty for tray in report.trays)
        self._counts_its_tray |= present
        if present:
            return MediaState.PRESENT
        counted = self._counts_its_tray and report.trays
        return MediaState.NOT_PRESENT if counted else MediaState.NOT_SUPPORTED

    def _announce(
        self, name: str, pages: int, copies: int, deadline: Deadline, cancel: Cancel
    ) -> tuple[JobReport, frozenset[Fault]]:
        """Create the job, once the printer has finished those of others; return it and the faults found before."""
        while True:
            cancel.check("print")
            try:
                self._sweep(cancel)
                report = self._client.printer(timeout_s=patience_s(deadline), cancel=cancel)
                check_copies(report, pages, copies)
                limit_s, by = patience_s(deadline, at_most_s=_HAND_OVER_S), report.collates_by
                job = self._client.create_job(name, copies=copies, collate_by=by, timeout_s=limit_s, cancel=cancel)
                # The answer to Create-Job need not hold the job's uuid.
                job = self._client.job(job.job_id, timeout_s=patience_s(deadline), cancel=cancel)
                return job, faults_in(report)
            except DeviceError as error:
                # The printer may hold a job whose number never reached us.
                self._jobs_left = True
                if error.fault is not Fault.BUSY or deadline.passed:
                    raise
            cancel.pause(min(self._poll_s, deadline.left_s), "wait for the printer's other jobs")

    def _sweep(self, cancel: Cancel) -> None:
        """Cancel what may be left of our earlier jobs."""
        if not self._jobs_left:
            return
        with contextlib.suppress(IppRefused):
            self._jobs_left = self._client.cancel_my_jobs(timeout_s=ANSWER_S, cancel=cancel)


def check_copies(report: PrinterReport, pages: int, copies: int) -> None:
    """See that the printer makes so many copies of one job, each with its pages together.

    Raises:
        Refused: JOB_REFUSED, it does not; nothing was printed.
    """
    if copies > (most := report.most_copies or 1):
        raise Refused(Fault.JOB_REFUSED, f"{copies} copies are wanted, and the printer makes at most {most} of a job")
    if copies > 1 and pages > 1 and not report.collates:
        raise Refused(Fault.JOB_REFUSED, f"the printer cannot keep the pages of each of {copies} copies together")


def _nobody(_sheets: int) -> None:
    """Nobody wants to know."""
