"""Arithmetic on days written as `YYYY-MM-DD`. Exact; no clock, no zone."""

from datetime import date, timedelta


def day(year: int, month: int, number: int) -> str:
    """`day(2026, 11, 24)` is 2026-11-24. Raises ValueError for what is no day."""
    return date(year, month, number).isoformat()


def is_day(text: str) -> bool:
    """True for a day of the calendar, so not for 2026-02-30."""
    try:
        return len(text) == 10 and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def day_or(text: str, otherwise: str) -> str:
    """Return `text` if it is a day, else `otherwise`: an ID card without an end (长期) has none."""
    return text if is_day(text) else otherwise


def days_between(first: str, last: str) -> int:
    """Return how many days `last` is after `first`; below zero when it is before."""
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def days_after(first: str, count: int) -> str:
    """Return the day `count` days after `first`; OverflowError beyond the year 9999."""
    return (date.fromisoformat(first) + timedelta(days=count)).isoformat()


def age_on(birth: str, at: str) -> int:
    """Return the full years (周岁) that somebody born on `birth` has on `at`; born on 29 February, from 1 March on."""
    born, now = date.fromisoformat(birth), date.fromisoformat(at)
    return now.year - born.year - ((now.month, now.day) < (born.month, born.day))


def day_zh(text: str) -> str:
    """`day_zh('2026-01-05')` is 2026年1月5日."""
    found = date.fromisoformat(text)
    return f"{found.year}年{found.month}月{found.day}日"
