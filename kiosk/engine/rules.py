"""The expressions of flows: CEL, with a short list of functions. Cannot loop, cannot reach the machine."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import cel

from kiosk.engine import months
from kiosk.protocol.personal import Personal, revealed

_LONG_NUMBER = 15  # a shorter one would show more than it hides


class RuleError(Exception):
    """An expression that cannot be read or evaluated; the text holds the expression and never an answer."""


def month_of(day: str) -> str:
    """`month_of('2026-11-24')` is 2026-11."""
    return day[:7]


def year_of(day: str) -> int:
    return int(day[:4])


def month(year: int, number: int) -> str:
    """`month(2026, 1)` is 2026-01."""
    return f"{year:04d}-{number:02d}"


def masked(text: str) -> str:
    """Keep the first six and the last four signs of a number of 15 or more, and the first sign of anything else."""
    if len(text) >= _LONG_NUMBER and text[:-1].isdigit():
        return f"{text[:6]}{'*' * (len(text) - 10)}{text[-4:]}"
    return f"{text[:1]}{'*' * (len(text) - 1)}"


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "month_of": month_of,
    "months_before": months.months_before,
    "year_of": year_of,
    "month": month,
    "masked": masked,
}


@lru_cache(maxsize=1024)
def _compiled(expression: str) -> Any:
    try:
        return cel.compile(expression)
    except ValueError as error:
        raise RuleError(f"{expression!r}: {error}") from None


def check(expression: str) -> None:
    """Raise `RuleError` when `expression` is no CEL."""
    _compiled(expression)


def evaluate(expression: str, scope: Mapping[str, Any]) -> Personal[Any]:
    """Evaluate over `scope`; the result counts as personal because the answers are.

    Raises:
        RuleError: bad syntax, an unknown name, or values that do not fit each other.
    """
    program = _compiled(expression)
    try:
        return Personal(program.execute(cel.Context(variables=revealed(scope), functions=FUNCTIONS)))
    except (KeyError, TypeError, RuntimeError, ValueError, ZeroDivisionError) as error:
        raise RuleError(f"{expression!r}: {type(error).__name__}") from None
