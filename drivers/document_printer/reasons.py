"""What a printer's own words mean to the terminal: reasons of printers and of jobs, alerts, states. Pure.

Sources: RFC 8011 sections 5.4.12 (printer-state-reasons), 5.3.7 and 5.3.8 (job-state, job-state-reasons), PWG 5100.9
(printer-alert) with the codes of RFC 3805, the source of CUPS 2.4 for its own words, and the lists in the Java Print
Service and Chromium for the keywords that printers send in the street.

A keyword may end in -report, -warning or -error; without one it counts as an error (RFC 8011). Only errors hold a job
up: a warning of an empty tray means that another tray is in use. Some printers warn and wait nevertheless, so once a
printer is seen to stand still, its warnings count like errors. An alert of critical severity is an error of its own.
"""

from collections.abc import Iterable
from enum import IntEnum
from itertools import chain

from drivers.document_printer.supplies import Supply, pairs_of
from drivers.faults import Fault, Threshold
from drivers.status import PaperState, TonerState


class PrinterState(IntEnum):
    """RFC 8011 section 5.4.11."""

    IDLE = 3
    PROCESSING = 4
    STOPPED = 5


class JobState(IntEnum):
    """RFC 8011 section 5.3.7."""

    PENDING = 3
    HELD = 4
    PROCESSING = 5
    STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9

    @property
    def final(self) -> bool:
        return self >= JobState.CANCELED


_HOLDS_UP: dict[str, Fault] = {
    "media-needed": Fault.PAPER_OUT,
    "media-empty": Fault.PAPER_OUT,
    "input-tray-missing": Fault.PAPER_OUT,  # the tray is pulled out: somebody is loading paper, or should
    "media-jam": Fault.PAPER_JAM,
    "cover-open": Fault.COVER_OPEN,
    "door-open": Fault.COVER_OPEN,
    "interlock-open": Fault.COVER_OPEN,
    "toner-empty": Fault.TONER_OUT,
    "marker-supply-empty": Fault.TONER_OUT,
    "developer-empty": Fault.TONER_OUT,
    "opc-life-over": Fault.TONER_OUT,
    "output-area-full": Fault.OUTPUT_FULL,
    "output-tray-missing": Fault.OUTPUT_FULL,
    "fuser-over-temp": Fault.HEAD_HOT,
    "fuser-under-temp": Fault.HARDWARE_ERROR,
    "marker-waste-full": Fault.HARDWARE_ERROR,
    "interpreter-resource-unavailable": Fault.HARDWARE_ERROR,
    "paused": Fault.BUSY,  # somebody paused it, at its panel or in its queue
    "moving-to-paused": Fault.BUSY,
    "stopping": Fault.BUSY,
    "spool-area-full": Fault.BUSY,
    "shutdown": Fault.OFFLINE,
    "offline": Fault.OFFLINE,  # CUPS' word
    "timed-out": Fault.TIMEOUT,  # a print server lost its printer
}
_RUNS_LOW: dict[str, Threshold] = {
    "media-low": Threshold.PAPER_LOW,
    "toner-low": Threshold.TONER_LOW,
    "marker-supply-low": Threshold.TONER_LOW,
    "developer-low": Threshold.TONER_LOW,
    "opc-near-eol": Threshold.TONER_LOW,
    "marker-waste-almost-full": Threshold.WASTE_NEARLY_FULL,
    "output-area-almost-full": Threshold.OUTPUT_NEARLY_FULL,
}
_COMES_BEFORE = {
    Fault.PAPER_OUT: Threshold.PAPER_LOW,
    Fault.TONER_OUT: Threshold.TONER_LOW,
    Fault.OUTPUT_FULL: Threshold.OUTPUT_NEARLY_FULL,
}
_HARMLESS = frozenset({"none", "other", "connecting-to-device", "stopped-partly", *_RUNS_LOW})  # "other": an alert says
_ALERTS: dict[str, Fault] = {
    "coverOpen": Fault.COVER_OPEN,
    "interlockOpen": Fault.COVER_OPEN,
    "jam": Fault.PAPER_JAM,
    "inputMediaSupplyEmpty": Fault.PAPER_OUT,
    "inputMediaTrayMissing": Fault.PAPER_OUT,
    "markerTonerEmpty": Fault.TONER_OUT,
    "markerInkEmpty": Fault.TONER_OUT,
    "markerTonerCartridgeMissing": Fault.TONER_OUT,
    "markerWasteTonerReceptacleFull": Fault.HARDWARE_ERROR,
    "outputMediaTrayFull": Fault.OUTPUT_FULL,
    "outputMediaTrayMissing": Fault.OUTPUT_FULL,
    "subunitUnrecoverableFailure": Fault.HARDWARE_ERROR,
}
_LOW_ALERTS: dict[str, Threshold] = {
    "inputMediaSupplyLow": Threshold.PAPER_LOW,
    "markerTonerAlmostEmpty": Threshold.TONER_LOW,
    "markerInkAlmostEmpty": Threshold.TONER_LOW,
    "markerDeveloperAlmostEmpty": Threshold.TONER_LOW,
    "markerWasteTonerReceptacleAlmostFull": Threshold.WASTE_NEARLY_FULL,
    "outputMediaTrayAlmostFull": Threshold.OUTPUT_NEARLY_FULL,
}
_HOLDS_JOB: dict[str, Fault] = {
    "job-hold-until-specified": Fault.BUSY,  # somebody, or CUPS after its backend failed, holds it
    "job-held-on-create": Fault.BUSY,
    "job-held-for-review": Fault.BUSY,
    "job-release-wait": Fault.BUSY,  # to be released at the printer's panel
    "job-password-wait": Fault.BUSY,
    "job-suspended": Fault.BUSY,
    "job-suspended-by-operator": Fault.BUSY,
    "job-suspended-by-system": Fault.BUSY,
    "account-info-needed": Fault.BUSY,
    "cups-held-for-authentication": Fault.BUSY,
    "resources-are-not-ready": Fault.PAPER_OUT,  # media or fonts; the documents bring their fonts
    "service-off-line": Fault.OFFLINE,
    "printer-stopped": Fault.HARDWARE_ERROR,  # unless the printer itself says why
    "cups-filter-crashed": Fault.HARDWARE_ERROR,
    "cups-backend-crashed": Fault.HARDWARE_ERROR,
}
NOT_ALL_CAME_OUT = frozenset({"job-completed-with-errors", "queued-in-device"})
"""With one of these even a completed job is no proof: queued-in-device went to something that cannot answer."""
_MILD = ("-report", "-warning")
_SUFFIXES = (*_MILD, "-error")
_PAPER_GONE = frozenset({"media-empty", "media-needed"})


def faults_of(reasons: Iterable[str], alerts: Iterable[str] = (), *, stands_still: bool = False) -> frozenset[Fault]:
    """Return what holds the printer up.

    Args:
        reasons: the values of printer-state-reasons.
        alerts: the values of printer-alert, such as `code=outputMediaTrayFull;severity=critical`.
        stands_still: the printer is stopped, or does not get on with its job: reasons count whatever their suffix.
    """
    by_reason = (_fault_of_reason(reason, any_severity=stands_still) for reason in reasons)
    by_alert = (_fault_of_alert(alert) for alert in alerts)
    return frozenset(fault for fault in chain(by_reason, by_alert) if fault is not None)


def thresholds_of(
    reasons: Iterable[str], alerts: Iterable[str], supplies: Iterable[Supply], faults: frozenset[Fault] = frozenset()
) -> frozenset[Threshold]:
    """Return what runs low and has not become one of `faults` yet.

    A tray that is empty while the printer goes on with another one counts as paper low.
    """
    words = [_parted(reason) for reason in reasons]
    codes = [pairs_of(alert).get("code", "") for alert in alerts]
    found = {_RUNS_LOW[keyword] for keyword, _ in words if keyword in _RUNS_LOW}
    found |= {_LOW_ALERTS[code] for code in codes if code in _LOW_ALERTS}
    if any(keyword in _PAPER_GONE and suffix in _MILD for keyword, suffix in words):
        found.add(Threshold.PAPER_LOW)
    if any(supply.low for supply in supplies):
        found.add(Threshold.TONER_LOW)
    return frozenset(found - {_COMES_BEFORE[fault] for fault in faults if fault in _COMES_BEFORE})


def faults_of_job(reasons: Iterable[str]) -> frozenset[Fault]:
    """Return what holds a job up that is not over yet."""
    return frozenset(_HOLDS_JOB[reason] for reason in reasons if reason in _HOLDS_JOB)


def _parted(reason: str) -> tuple[str, str]:
    """Return keyword and suffix; the suffix is empty when there is none."""
    suffix = next((suffix for suffix in _SUFFIXES if reason.endswith(suffix)), "")
    return reason.removesuffix(suffix), suffix


def _fault_of_reason(reason: str, *, any_severity: bool) -> Fault | None:
    keyword, suffix = _parted(reason)
    if (suffix in _MILD and not any_severity) or keyword in _HARMLESS:
        return None
    unknown = Fault.HARDWARE_ERROR if suffix == "-error" else None
    return _HOLDS_UP.get(keyword, unknown)


def _fault_of_alert(alert: str) -> Fault | None:
    pairs = pairs_of(alert)
    return _ALERTS.get(pairs.get("code", "")) if pairs.get("severity") == "critical" else None


def paper_of(faults: frozenset[Fault], thresholds: frozenset[Threshold]) -> PaperState:
    """Return the paper's state as `faults` and `thresholds` tell it."""
    if Fault.PAPER_JAM in faults:
        return PaperState.JAMMED
    if Fault.PAPER_OUT in faults:
        return PaperState.OUT
    return PaperState.LOW if Threshold.PAPER_LOW in thresholds else PaperState.FULL


def toner_of(faults: frozenset[Fault], thresholds: frozenset[Threshold], supplies: tuple[Supply, ...]) -> TonerState:
    """Return the toner's state; unknown for a printer that says nothing of it."""
    if Fault.TONER_OUT in faults:
        return TonerState.OUT
    if Threshold.TONER_LOW in thresholds:
        return TonerState.LOW
    return TonerState.FULL if supplies else TonerState.UNKNOWN
