"""The functions that flows may call, with their types: one table for evaluation, checker and handbook."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kiosk.engine import dates, money, months, numerals
from kiosk.engine.cel.types import DAY, INT, MONEY, MONTH, TEXT, Type

_LONG_NUMBER = 15  # a shorter one would show more than it hides


def month_of(day: str) -> str:
    """`month_of('2026-11-24')` is 2026-11."""
    return day[:7]


def year_of(day: str) -> int:
    """`year_of('2026-11-24')` is 2026."""
    return int(day[:4])


def month(year: int, number: int) -> str:
    """`month(2026, 1)` is 2026-01. Raises ValueError for a month that is none."""
    return months.checked(f"{year:04d}-{number:02d}")


def masked(text: str) -> str:
    """Keep the first six and the last four signs of a number of 15 or more, and the first sign of anything else."""
    if len(text) >= _LONG_NUMBER and text[:-1].isdigit():
        return f"{text[:6]}{'*' * (len(text) - 10)}{text[-4:]}"
    return f"{text[:1]}{'*' * (len(text) - 1)}"


def length(text: str) -> int:
    """Return how many signs `text` has; `size(text)` of the evaluating package counts bytes, three for 中."""
    return len(text)


@dataclass(frozen=True)
class Function:
    """What is called, with which types; `says` is its line in the handbook."""

    call: Callable[..., Any]
    takes: tuple[Type, ...]
    gives: Type
    says: str


FUNCTIONS: dict[str, Function] = {
    "month_of": Function(month_of, (DAY,), MONTH, "month_of('2026-11-24') is '2026-11'"),
    "months_before": Function(months.months_before, (MONTH, INT), MONTH, "months_before('2026-01', 1) is '2025-12'"),
    "year_of": Function(year_of, (DAY,), INT, "year_of('2026-11-24') is 2026"),
    "month": Function(month, (INT, INT), MONTH, "month(2026, 1) is '2026-01'"),
    "day": Function(dates.day, (INT, INT, INT), DAY, "day(2026, 1, 5) is '2026-01-05'"),
    "day_or": Function(dates.day_or, (TEXT, DAY), DAY, "day_or('', '2026-01-05') is '2026-01-05'"),
    "day_zh": Function(dates.day_zh, (DAY,), TEXT, "day_zh('2026-01-05') is '2026年1月5日'"),
    "days_between": Function(dates.days_between, (DAY, DAY), INT, "days_between('2026-01-01', '2026-02-01') is 31"),
    "days_after": Function(dates.days_after, (DAY, INT), DAY, "days_after('2026-02-27', 2) is '2026-03-01'"),
    "age_on": Function(dates.age_on, (DAY, DAY), INT, "age_on('1988-03-14', '2026-03-13') is 37"),
    "fen": Function(money.fen, (MONEY,), INT, "fen('1234.50') is 123450"),
    "yuan": Function(money.yuan, (INT,), MONEY, "yuan(123450) is '1234.50'"),
    "money": Function(money.money, (INT,), TEXT, "money(123450) is '1,234.50'"),
    "money_zh": Function(money.money_zh, (INT,), TEXT, "money_zh(123450) is '壹仟贰佰叁拾肆元伍角'"),
    "number_zh": Function(numerals.number_zh, (INT,), TEXT, "number_zh(2026) is '二千零二十六'"),
    "digits_zh": Function(numerals.digits_zh, (TEXT,), TEXT, "digits_zh('2026') is '二〇二六'"),
    "masked": Function(masked, (TEXT,), TEXT, "masked('420199198803149995') is '420199********9995'"),
    "length": Function(length, (TEXT,), INT, "length('武汉') is 2"),
}
