"""What a printer's report means for a job."""

from drivers.errors import Refused
from drivers.faults import Fault
from drivers.receipt_printer.status_bytes import Report

PASSING = frozenset({Fault.BUSY, Fault.HEAD_HOT})
"""What ends by itself: the printer goes on where it stopped."""

# The fault that is told when there are several: what a person can put right comes first.
_ORDER = (
    Fault.COVER_OPEN,
    Fault.PAPER_OUT,
    Fault.CUTTER_ERROR,
    Fault.HARDWARE_ERROR,
    Fault.HEAD_HOT,
    Fault.BUSY,
)


def refuse(report: Report, *, but: frozenset[Fault] = frozenset()) -> None:
    """Raise `Refused` with the first fault of `report` that is not in `but`."""
    for fault in _ORDER:
        if fault in report.faults - but:
            raise Refused(fault, f"the printer reports {', '.join(sorted(report.faults))}")
