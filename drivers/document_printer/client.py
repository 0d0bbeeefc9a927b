"""The IPP operations that a terminal needs (RFC 8011), each one request and one answer.

A job is handed over in two steps, Create-Job and Send-Document: before the second nothing can be printed, and after the
first its number is known, so that a job is never lost from sight, whatever happens to the connection. IPP Everywhere
(PWG 5100.14) requires both of every printer.
"""

import itertools
from enum import IntEnum, StrEnum

from drivers.cancel import Cancel, Deadline
from drivers.document_printer.address import Address
from drivers.document_printer.http_post import post
from drivers.document_printer.ipp import Attribute, Group, GroupTag, Message, attribute, decode
from drivers.document_printer.ipp_values import Tag
from drivers.document_printer.reports import (
    COLLATED,
    DESCRIPTION_ATTRIBUTES,
    JOB_ATTRIBUTES,
    PRINTER_ATTRIBUTES,
    JobReport,
    PrinterReport,
    job_report,
    printer_report,
)
from drivers.errors import ProtocolError, Refused
from drivers.faults import Fault

_FIRST_ERROR = 0x0400


class Operation(IntEnum):
    """RFC 8011 section 5.4.15, and CUPS' own."""

    CREATE_JOB = 0x0005
    SEND_DOCUMENT = 0x0006
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_JOBS = 0x000A
    GET_PRINTER_ATTRIBUTES = 0x000B
    CUPS_GET_PRINTERS = 0x4002


class Status(IntEnum):
    """The status codes of RFC 8011 appendix B that are acted upon."""

    NOT_POSSIBLE = 0x0404
    NOT_FOUND = 0x0406
    GONE = 0x0407
    TEMPORARY_ERROR = 0x0505
    NOT_ACCEPTING_JOBS = 0x0506
    BUSY = 0x0507
    TOO_MANY_JOBS = 0x050B


_LATER = frozenset({Status.TEMPORARY_ERROR, Status.NOT_ACCEPTING_JOBS, Status.BUSY, Status.TOO_MANY_JOBS})


class IppRefused(Refused):
    """The printer answered with an error status. `status` may be one that `Status` does not name."""

    def __init__(self, operation: Operation, status: int) -> None:
        fault = Fault.BUSY if status in _LATER else Fault.JOB_REFUSED
        super().__init__(fault, f"{operation.name}: IPP status {status:#06x}")
        self.status = status


class Which(StrEnum):
    """RFC 8011 section 4.2.6.1, which-jobs."""

    NOT_COMPLETED = "not-completed"
    COMPLETED = "completed"


class IppClient:
    """Talks to the printer or queue at `address`.

    Every call raises Unavailable, Timeout, ProtocolError or Cancelled, and `IppRefused` for an error status.
    Jobs are owned by `user`: `my_jobs` never returns those of another client on the same machine.
    """

    def __init__(self, address: Address, *, user: str) -> None:
        self._address, self._user = address, user
        self._request_ids = itertools.count(1)

    def printer(self, *, timeout_s: float, cancel: Cancel) -> PrinterReport:
        return self._printer(PRINTER_ATTRIBUTES, timeout_s, cancel)

    def describe(self, *, timeout_s: float, cancel: Cancel) -> PrinterReport:
        """Return all that the printer says of itself, which takes it longer."""
        return self._printer(DESCRIPTION_ATTRIBUTES, timeout_s, cancel)

    def queues(self, *, timeout_s: float, cancel: Cancel) -> list[PrinterReport]:
        """Return the queues of a CUPS server, whichever of them this client was made for."""
        answer = self._ask(
            Operation.CUPS_GET_PRINTERS,
            [attribute("requested-attributes", Tag.KEYWORD, *PRINTER_ATTRIBUTES, "printer-name")],
            timeout_s=timeout_s,
            cancel=cancel,
        )
        return [printer_report(group) for group in answer.all(GroupTag.PRINTER)]

    def _printer(self, attributes: tuple[str, ...], timeout_s: float, cancel: Cancel) -> PrinterReport:
        answer = self._ask(
            Operation.GET_PRINTER_ATTRIBUTES,
            [attribute("requested-attributes", Tag.KEYWORD, *attributes)],
            timeout_s=timeout_s,
            cancel=cancel,
        )
        return printer_report(answer.first(GroupTag.PRINTER))

    def create_job(
        self, name: str, *, copies: int = 1, collate_by: tuple[str, ...] = (), timeout_s: float, cancel: Cancel
    ) -> JobReport:
        """Announce a job: one-sided on A4, not scaled. A printer may lay aside what it cannot do, but for copies.

        `collate_by`: which of `reports.COLLATED` keep the pages of each copy together here.

        Raises:
            Refused: JOB_REFUSED, it would print another number of copies; the job is cancelled.
        """
        answer = self._ask(
            Operation.CREATE_JOB,
            [attribute("job-name", Tag.NAME, name), attribute("ipp-attribute-fidelity", Tag.BOOLEAN, False)],
            job_template=[
                attribute("copies", Tag.INTEGER, copies),
                *(attribute(name, Tag.KEYWORD, COLLATED[name]) for name in collate_by if copies > 1),
                attribute("media", Tag.KEYWORD, "iso_a4_210x297mm"),
                attribute("print-scaling", Tag.KEYWORD, "none"),
                attribute("sides", Tag.KEYWORD, "one-sided"),
            ],
            timeout_s=timeout_s,
            cancel=cancel,
        )
        job = job_report(answer.first(GroupTag.JOB))
        laid_aside = {one.name for group in answer.all(GroupTag.UNSUPPORTED) for one in group.attributes}
        if copies > 1 and "copies" in laid_aside:
            self.cancel_job(job.job_id, timeout_s=timeout_s, cancel=cancel)
            raise Refused(Fault.JOB_REFUSED, f"the printer lays aside that {copies} copies are wanted")
        return job

    def send_document(self, job_id: int, pdf: bytes, *, timeout_s: float, cancel: Cancel) -> None:
        """Hand over the one document of a job; from here on it may be printed."""
        self._ask(
            Operation.SEND_DOCUMENT,
            [
                attribute("job-id", Tag.INTEGER, job_id),
                attribute("document-format", Tag.MIME_TYPE, "application/pdf"),
                attribute("last-document", Tag.BOOLEAN, True),
            ],
            data=pdf,
            timeout_s=timeout_s,
            cancel=cancel,
        )

    def job(self, job_id: int, *, timeout_s: float, cancel: Cancel) -> JobReport:
        answer = self._ask(
            Operation.GET_JOB_ATTRIBUTES,
            [
                attribute("job-id", Tag.INTEGER, job_id),
                attribute("requested-attributes", Tag.KEYWORD, *JOB_ATTRIBUTES),
            ],
            timeout_s=timeout_s,
            cancel=cancel,
        )
        return job_report(answer.first(GroupTag.JOB))

    def my_jobs(self, *, timeout_s: float, cancel: Cancel, which: Which = Which.NOT_COMPLETED) -> list[JobReport]:
        """Return the jobs of this client that have not ended, or those that have, as far as the printer remembers."""
        answer = self._ask(
            Operation.GET_JOBS,
            [
                attribute("requested-attributes", Tag.KEYWORD, *JOB_ATTRIBUTES),
                attribute("which-jobs", Tag.KEYWORD, which),
                attribute("my-jobs", Tag.BOOLEAN, True),
            ],
            timeout_s=timeout_s,
            cancel=cancel,
        )
        jobs = (job_report(group) for group in answer.all(GroupTag.JOB))
        return [job for job in jobs if job.user in {self._user, ""}]  # some printers return everybody's

    def cancel_job(self, job_id: int, *, timeout_s: float, cancel: Cancel) -> None:
        """Ask the printer to cancel. One that has ended already is left as it is, without an error."""
        try:
            self._ask(
                Operation.CANCEL_JOB, [attribute("job-id", Tag.INTEGER, job_id)], timeout_s=timeout_s, cancel=cancel
            )
        except IppRefused as refused:
            if refused.status not in {Status.NOT_POSSIBLE, Status.NOT_FOUND, Status.GONE}:
                raise

    def cancel_my_jobs(self, *, timeout_s: float, cancel: Cancel) -> bool:
        """Cancel the jobs of this client that have not ended; False when there was none."""
        deadline = Deadline(timeout_s)
        jobs = self.my_jobs(timeout_s=deadline.left_s, cancel=cancel)
        for job in jobs:
            self.cancel_job(job.job_id, timeout_s=deadline.left_s, cancel=cancel)
        return bool(jobs)

    def _ask(
        self,
        operation: Operation,
        attributes: list[Attribute],
        *,
        job_template: list[Attribute] | None = None,
        data: bytes = b"",
        timeout_s: float,
        cancel: Cancel,
    ) -> Message:
        groups = [Group(GroupTag.OPERATION, tuple(self._preamble(attributes)))]
        if job_template:
            groups.append(Group(GroupTag.JOB, tuple(job_template)))
        request = Message(operation, next(self._request_ids), tuple(groups), data)
        answer = decode(
            post(
                self._address.server,
                self._address.path,
                request.encode(),
                content_type="application/ipp",
                timeout_s=timeout_s,
                cancel=cancel,
            )
        )
        if answer.code >= _FIRST_ERROR:
            raise IppRefused(operation, answer.code)
        if answer.request_id != request.request_id:
            raise ProtocolError(f"{operation.name}: the answer belongs to another request")
        return answer

    def _preamble(self, attributes: list[Attribute]) -> list[Attribute]:
        """Put the operation attributes into the order that RFC 8011 section 4.1.4 wants: the target before all else."""
        target = [one for one in attributes if one.name == "job-id"]
        return [
            attribute("attributes-charset", Tag.CHARSET, "utf-8"),
            attribute("attributes-natural-language", Tag.LANGUAGE, "en"),
            attribute("printer-uri", Tag.URI, self._address.uri),
            *target,
            attribute("requesting-user-name", Tag.NAME, self._user),
            *(one for one in attributes if one not in target),
        ]
