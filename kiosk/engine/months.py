"""Arithmetic on months written as `YYYY-MM`."""

import re

_MONTH = re.compile(r"^(\d{4})-(0[1-9]|1[0-2])$")


def is_month(text: object) -> bool:
    return isinstance(text, str) and _MONTH.match(text) is not None


def checked(month: str) -> str:
    """Return `month`. Raises ValueError for what is no month."""
    return from_ordinal(ordinal(month))


def ordinal(month: str) -> int:
    """Return the number of months since year 0. Raises ValueError for what is no month."""
    found = _MONTH.match(month)
    if not found:
        raise ValueError(f"{month!r} is no month; write YYYY-MM")
    return int(found[1]) * 12 + int(found[2]) - 1


def from_ordinal(number: int) -> str:
    """Return the month. Raises ValueError beyond the years of four digits."""
    if not 0 <= number < 12 * 10_000:
        raise ValueError("the month is beyond the years of four digits")
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def months_before(month: str, count: int) -> str:
    """Return the month `count` months earlier; `months_before('2026-01', 1)` is 2025-12."""
    return from_ordinal(ordinal(month) - count)
