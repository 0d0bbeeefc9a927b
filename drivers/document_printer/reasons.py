"""What a printer's own words mean to the terminal: printer-state-reasons, printer-alert codes, job states.

Sources: RFC 8011 sections 5.4.12 (printer-state-reasons), 5.3.7 (job-state), PWG 5100.9 (printer-alert), and the
lists in the Java Print Service and Chromium for the keywords that printers send in the street.

A keyword may end in -report, -warning or -error; without one it counts as an error (RFC 8011). Only errors hold a job
up: a warning of an empty tray means that another tray is in use. Some printers warn and wait nevertheless, so once a
printer is seen to stand still, its warnings count like errors. An alert of critical severity is an error of its own.
"""

from collections.abc import Iterable
from enum import IntEnum
from itertools import chain

from drivers.faults import Fault
from drivers.status import PaperState


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
    "timed-out": Fault.TIMEOUT,  # a print server lost its printer
}
_HARMLESS = frozenset(
    {
        "none",
        "other",  # a printer-alert says what
        "connecting-to-device",
        "stopped-partly",
        "media-low",
        "toner-low",
        "developer-low",
        "opc-near-eol",
        "marker-supply-low",
        "marker-waste-almost-full",
        "output-area-almost-full",
    }
)
_ALERTS: dict[str, Fault] = {
    "coverOpen": Fault.COVER_OPEN,
    "interlockOpen": Fault.COVER_OPEN,
    "jam": Fault.PAPER_JAM,
    "inputMediaSupplyEmpty": Fault.PAPER_OUT,
    "inputMediaTrayMissing": Fault.PAPER_OUT,
    "markerTonerEmpty": Fault.TONER_OUT,
    "outputMediaTrayFull": Fault.OUTPUT_FULL,
    "outputMediaTrayMissing": Fault.OUTPUT_FULL,
    "subunitUnrecoverableFailure": Fault.HARDWARE_ERROR,
}
_MILD = ("-report", "-warning")
_SUFFIXES = (*_MILD, "-error")
_RUNNING_LOW = frozenset({"media-low", "media-low-warning", "media-empty-warning", "media-needed-warning"})


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


def _fault_of_reason(reason: str, *, any_severity: bool) -> Fault | None:
    suffix = next((suffix for suffix in _SUFFIXES if reason.endswith(suffix)), "")
    keyword = reason.removesuffix(suffix)
    if (suffix in _MILD and not any_severity) or keyword in _HARMLESS:
        return None
    unknown = Fault.HARDWARE_ERROR if suffix == "-error" else None
    return _HOLDS_UP.get(keyword, unknown)


def _fault_of_alert(alert: str) -> Fault | None:
    pairs = dict(part.split("=", 1) for part in alert.split(";") if "=" in part)
    return _ALERTS.get(pairs.get("code", "")) if pairs.get("severity") == "critical" else None


def paper_of(reasons: Iterable[str], faults: frozenset[Fault]) -> PaperState:
    """Return the paper's state as `reasons`, and the `faults` found in them, tell it."""
    if Fault.PAPER_JAM in faults:
        return PaperState.JAMMED
    if Fault.PAPER_OUT in faults:
        return PaperState.OUT
    low = any(reason in _RUNNING_LOW for reason in reasons)
    return PaperState.LOW if low else PaperState.FULL
