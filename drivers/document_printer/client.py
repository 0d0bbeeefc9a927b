"""The IPP operations that a terminal needs (RFC 8011), each one request and one answer.

A job is handed over in two steps, Create-Job and Send-Document: before the second nothing can be printed, and after the
first its number is known, so that a job is never lost from sight, whatever happens to the connection. IPP Everywhere
(PWG 5100.14) requires both of every printer.
"""

import itertools
import uuid
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeVar
from urllib.parse import urlsplit

from drivers.cancel import Cancel
from drivers.document_printer.http_post import post
from drivers.document_printer.ipp import Attribute, Group, GroupTag, Message, attribute, decode
from drivers.document_printer.ipp_values import Tag
from drivers.document_printer.reasons import JobState, PrinterState
from drivers.errors import ProtocolError, Refused
from drivers.faults import Fault

S = TypeVar("S", PrinterState, JobState)

_IPP_PORT = 631
_FIRST_ERROR = 0x0400
_JOB_ATTRIBUTES = (
    "job-id",
    "job-uuid",
    "job-state",
    "job-state-reasons",
    "job-impressions-completed",
    "job-media-sheets-completed",
    "date-time-at-processing",
    "time-at-processing",
)
_PRINTER_ATTRIBUTES = ("printer-state", "printer-state-reasons", "printer-alert")


class Operation(IntEnum):
    """RFC 8011 section 5.4.15."""

    CREATE_JOB = 0x0005
    SEND_DOCUMENT = 0x0006
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_JOBS = 0x000A
    GET_PRINTER_ATTRIBUTES = 0x000B


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


@dataclass(frozen=True)
class JobReport:
    """A job as the printer describes it. The counts are None when the printer does not give them.

    `unprocessed` is True when the printer says that it has never begun to process the job.
    """

    job_id: int
    uuid: str
    state: JobState
    reasons: tuple[str, ...]
    impressions: int | None
    sheets: int | None
    unprocessed: bool


@dataclass(frozen=True)
class PrinterReport:
    """A printer as it describes itself, in its own words."""

    state: PrinterState
    reasons: tuple[str, ...]
    alerts: tuple[str, ...]

    @property
    def stopped(self) -> bool:
        return self.state is PrinterState.STOPPED


class IppClient:
    """Talks to the printer at `url`, such as `ipp://192.168.1.21/ipp/print`.

    Every call raises Unavailable, Timeout, ProtocolError or Cancelled, and `IppRefused` for an error status.
    Jobs are owned by `owner`: `my_jobs` never returns those of another client on the same machine.

    Args:
        owner: a name that is the same after a restart and nobody else's; without it, one for this object alone.

    Raises:
        ValueError: `url` names no IPP printer.
    """

    def __init__(self, url: str, *, owner: str = "") -> None:
        parts = urlsplit(url)
        if parts.scheme != "ipp" or not parts.hostname:
            raise ValueError(f"{url!r} names no printer; write ipp://host:631/ipp/print")
        self._url, self._path = url, parts.path or "/"
        self._address = (parts.hostname, parts.port or _IPP_PORT)
        self._user = f"kiosk-{owner or uuid.uuid4().hex[:12]}"
        self._request_ids = itertools.count(1)

    def printer(self, *, timeout_s: float, cancel: Cancel) -> PrinterReport:
        answer = self._ask(
            Operation.GET_PRINTER_ATTRIBUTES,
            [attribute("requested-attributes", Tag.KEYWORD, *_PRINTER_ATTRIBUTES)],
            timeout_s=timeout_s,
            cancel=cancel,
        )
        group = answer.first(GroupTag.PRINTER)
        return PrinterReport(
            _state(group, "printer-state", PrinterState), group.texts("printer-state-reasons"), _alerts(group)
        )

    def create_job(self, name: str, *, timeout_s: float, cancel: Cancel) -> JobReport:
        """Announce a job: one-sided on A4, one copy, not scaled. A printer may lay aside what it cannot do."""
        answer = self._ask(
            Operation.CREATE_JOB,
            [attribute("job-name", Tag.NAME, name), attribute("ipp-attribute-fidelity", Tag.BOOLEAN, False)],
            job_template=[
                attribute("copies", Tag.INTEGER, 1),
                attribute("media", Tag.KEYWORD, "iso_a4_210x297mm"),
                attribute("print-scaling", Tag.KEYWORD, "none"),
                attribute("sides", Tag.KEYWORD, "one-sided"),
            ],
            timeout_s=timeout_s,
            cancel=cancel,
        )
        return _job_report(answer.first(GroupTag.JOB))

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
                attribute("requested-attributes", Tag.KEYWORD, *_JOB_ATTRIBUTES),
            ],
            timeout_s=timeout_s,
            cancel=cancel,
        )
        return _job_report(answer.first(GroupTag.JOB))

    def my_jobs(self, *, timeout_s: float, cancel: Cancel) -> list[JobReport]:
        """Return the jobs of this client that have not ended."""
        answer = self._ask(
            Operation.GET_JOBS,
            [
                attribute("requested-attributes", Tag.KEYWORD, *_JOB_ATTRIBUTES),
                attribute("which-jobs", Tag.KEYWORD, "not-completed"),
                attribute("my-jobs", Tag.BOOLEAN, True),
            ],
            timeout_s=timeout_s,
            cancel=cancel,
        )
        return [_job_report(group) for group in answer.all(GroupTag.JOB)]

    def cancel_job(self, job_id: int, *, timeout_s: float, cancel: Cancel) -> None:
        """Ask the printer to cancel. One that has ended already is left as it is, without an error."""
        try:
            self._ask(
                Operation.CANCEL_JOB, [attribute("job-id", Tag.INTEGER, job_id)], timeout_s=timeout_s, cancel=cancel
            )
        except IppRefused as refused:
            if refused.status not in {Status.NOT_POSSIBLE, Status.NOT_FOUND, Status.GONE}:
                raise

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
                self._address,
                self._path,
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
            attribute("printer-uri", Tag.URI, self._url),
            *target,
            attribute("requesting-user-name", Tag.NAME, self._user),
            *(one for one in attributes if one not in target),
        ]


def _job_report(group: Group) -> JobReport:
    job_id = group.integer("job-id")
    if job_id is None:
        raise ProtocolError("IPP: the printer describes a job without a job-id")
    return JobReport(
        job_id,
        next(iter(group.texts("job-uuid")), ""),
        _state(group, "job-state", JobState),
        group.texts("job-state-reasons"),
        group.integer("job-impressions-completed"),
        group.integer("job-media-sheets-completed"),
        any(group.contents(name) == (None,) for name in ("date-time-at-processing", "time-at-processing")),
    )


def _state(group: Group, name: str, kind: type[S]) -> S:
    number = group.integer(name)
    try:
        return kind(-1 if number is None else number)
    except ValueError as error:
        raise ProtocolError(f"IPP: {number} is no {name}") from error


def _alerts(group: Group) -> tuple[str, ...]:
    octets = (content for content in group.contents("printer-alert") if isinstance(content, bytes))
    return tuple(alert.decode("ascii", "replace") for alert in octets)
