"""Everything that a receipt printer can say of itself."""

from dataclasses import fields

from hypothesis import strategies as st

from drivers.receipt_printer.automatic_status import AutomaticStatus
from drivers.receipt_printer.status_bytes import ErrorByte, OfflineByte, PaperByte, PrinterByte, Report

KINDS = (PrinterByte, OfflineByte, ErrorByte, PaperByte)


def any_of(kind: type) -> st.SearchStrategy:
    """Each combination of flags; `builds` alone would leave them all at their defaults."""
    return st.builds(kind, **{one.name: st.booleans() for one in fields(kind)})


status_bytes = st.one_of(*map(any_of, KINDS))
reports = st.builds(Report, *map(any_of, KINDS))
automatic = any_of(AutomaticStatus)
