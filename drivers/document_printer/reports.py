"""What a printer or a queue says of itself and of its jobs, out of the groups of its answers. Pure.

Words from outside end in logs and on a technician's screen: only printable ones of sensible length pass. The messages
that printers and CUPS write for people are not asked for: some of them name the job.
"""

from dataclasses import dataclass
from typing import TypeVar

from drivers.document_printer.ipp import Group
from drivers.document_printer.ipp_values import Range
from drivers.document_printer.reasons import JobState, PrinterState
from drivers.document_printer.supplies import OutputTray, Supply, octet_strings, supplies_of, trays_of
from drivers.errors import ProtocolError

S = TypeVar("S", PrinterState, JobState)

JOB_ATTRIBUTES = (
    "job-id",
    "job-uuid",
    "job-state",
    "job-state-reasons",
    "job-impressions-completed",
    "job-media-sheets-completed",
    "job-originating-user-name",
    "date-time-at-processing",
    "time-at-processing",
)
PRINTER_ATTRIBUTES = (
    "printer-state",
    "printer-state-reasons",
    "printer-alert",
    "printer-is-accepting-jobs",
    "printer-supply",
    "printer-output-tray",
    "marker-types",
    "marker-levels",
    "marker-low-levels",
    "printer-up-time",
    "device-uri",
    "copies-supported",
    "multiple-document-handling-supported",
    "sheet-collate-supported",
)
DESCRIPTION_ATTRIBUTES = (
    *PRINTER_ATTRIBUTES,
    "printer-name",
    "printer-make-and-model",
    "document-format-supported",
    "operations-supported",
)
COLLATED = {"multiple-document-handling": "separate-documents-collated-copies", "sheet-collate": "collated"}
"""How a printer is told to keep the pages of each copy together (RFC 8011 section 5.2.4, PWG 5100.3 section 3.2)."""
_MOST_WORDS, _MOST_LETTERS = 40, 80


@dataclass(frozen=True)
class JobReport:
    """A job as the printer describes it. The counts are None when the printer does not give them.

    `unprocessed` is True when the printer says that it has never begun to process the job; `user` is who it belongs to.
    """

    job_id: int
    uuid: str
    state: JobState
    reasons: tuple[str, ...]
    impressions: int | None
    sheets: int | None
    unprocessed: bool
    user: str = ""


@dataclass(frozen=True)
class PrinterReport:
    """A printer as it describes itself, in its own words.

    `up_time_s` since it was switched on; `leads_to` is the device-uri of a queue. `most_copies` of one job; None when
    it does not say. `collates_by`: which of `COLLATED` it takes; `collates`: False when it names other ways only.
    What follows is known only when it was asked to describe itself.
    """

    state: PrinterState
    reasons: tuple[str, ...]
    alerts: tuple[str, ...] = ()
    accepting: bool = True
    supplies: tuple[Supply, ...] = ()
    trays: tuple[OutputTray, ...] = ()
    up_time_s: int | None = None
    leads_to: str = ""
    most_copies: int | None = None
    collates_by: tuple[str, ...] = ()
    collates: bool = True
    name: str = ""
    model: str = ""
    formats: tuple[str, ...] = ()
    operations: frozenset[int] = frozenset()

    @property
    def stopped(self) -> bool:
        return self.state is PrinterState.STOPPED


def job_report(group: Group) -> JobReport:
    """Return the job that `group` describes.

    Raises:
        ProtocolError: it has no number or no state.
    """
    job_id = group.integer("job-id")
    if job_id is None:
        raise ProtocolError("IPP: the printer describes a job without a job-id")
    return JobReport(
        job_id,
        _word(group, "job-uuid"),
        _state(group, "job-state", JobState),
        _words(group, "job-state-reasons"),
        group.integer("job-impressions-completed"),
        group.integer("job-media-sheets-completed"),
        any(group.contents(name) == (None,) for name in ("date-time-at-processing", "time-at-processing")),
        _word(group, "job-originating-user-name"),
    )


def printer_report(group: Group) -> PrinterReport:
    """Return the printer that `group` describes.

    Raises:
        ProtocolError: it has no state.
    """
    collates_by = tuple(name for name, value in COLLATED.items() if value in group.texts(f"{name}-supported"))
    return PrinterReport(
        _state(group, "printer-state", PrinterState),
        _words(group, "printer-state-reasons"),
        octet_strings(group, "printer-alert")[:_MOST_WORDS],
        group.contents("printer-is-accepting-jobs") != (False,),
        supplies_of(group),
        trays_of(group),
        group.integer("printer-up-time"),
        next(iter(group.texts("device-uri")), ""),
        _most(group, "copies-supported"),
        collates_by,
        bool(collates_by) or not any(group.texts(f"{name}-supported") for name in COLLATED),
        next(iter(group.texts("printer-name")), ""),
        _word(group, "printer-make-and-model"),
        _words(group, "document-format-supported"),
        frozenset(number for number in group.contents("operations-supported") if type(number) is int),
    )


def plain(text: str) -> str:
    """Return `text` without what a terminal or a reader's eye would take for more than letters, and not too long."""
    return "".join(letter if letter.isprintable() else "?" for letter in text[:_MOST_LETTERS])


def _most(group: Group, name: str) -> int | None:
    """Return the greatest number that a range, or a list of numbers, allows."""
    allowed = group.contents(name)
    ends = (one.upper if isinstance(one, Range) else one for one in allowed)
    return max((end for end in ends if type(end) is int), default=None)


def _words(group: Group, name: str) -> tuple[str, ...]:
    return tuple(plain(word) for word in group.texts(name)[:_MOST_WORDS])


def _word(group: Group, name: str) -> str:
    return next(iter(_words(group, name)), "")


def _state(group: Group, name: str, kind: type[S]) -> S:
    number = group.integer(name)
    try:
        return kind(-1 if number is None else number)
    except ValueError as error:
        raise ProtocolError(f"IPP: {number} is no {name}") from error
