"""What the driver asks of whoever takes its jobs: the printer itself, or a queue before it."""

from typing import Protocol

from drivers.cancel import Cancel
from drivers.document_printer.reports import JobReport, PrinterReport


class JobServer(Protocol):
    """Every call raises Unavailable, Timeout, ProtocolError, Cancelled or Refused as `drivers.errors` tells."""

    def printer(self, *, timeout_s: float, cancel: Cancel) -> PrinterReport: ...

    def create_job(
        self, name: str, *, copies: int = 1, collate_by: tuple[str, ...] = (), timeout_s: float, cancel: Cancel
    ) -> JobReport:
        """Announce a job; nothing is printed yet. One job at a time.

        `collate_by`: how the printer keeps the pages of each copy together; a queue has its own ways.
        """

    def send_document(self, job_id: int, pdf: bytes, *, timeout_s: float, cancel: Cancel) -> None:
        """Hand over the one document of a job; from here on it may be printed."""

    def job(self, job_id: int, *, timeout_s: float, cancel: Cancel) -> JobReport:
        """Return what has become of the job; Refused JOB_DOUBTFUL once nobody can know any more."""

    def cancel_job(self, job_id: int, *, timeout_s: float, cancel: Cancel) -> None:
        """Ask for its end. One that has ended already is left as it is, without an error."""

    def cancel_my_jobs(self, *, timeout_s: float, cancel: Cancel) -> bool:
        """Cancel whatever jobs of ours are under way; False when there was none."""
