"""The expressions of flows: CEL, with a short list of functions. Cannot loop, cannot reach the machine."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from kiosk.engine.evaluator import cel
from kiosk.engine.functions import FUNCTIONS
from kiosk.protocol.personal import Personal, revealed


class RuleError(Exception):
    """An expression that cannot be read or evaluated; the text holds the expression and never an answer."""


_NOT_EVALUATED = (LookupError, TypeError, RuntimeError, ValueError, ArithmeticError, AttributeError)


_WORD = re.compile(r"[^\W\d]\w*")
_NO_WORDS: frozenset[str] = frozenset()


def _silent(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
    """The package logs what a function raises, and Python's errors quote the value: an answer."""

    def silent(*values: Any) -> Any:
        try:
            return call(*values)
        except _NOT_EVALUATED:
            raise ValueError(f"{name} cannot take these values") from None

    return silent


_CALLS = {name: _silent(name, function.call) for name, function in FUNCTIONS.items()}


@lru_cache(maxsize=1024)
def _compiled(expression: str) -> Any:
    try:
        return cel.compile(expression)
    except ValueError as error:
        raise RuleError(f"{expression!r}: {error}") from None


@lru_cache(maxsize=1024)
def _named(expression: str) -> frozenset[str]:
    """Return every word in it: the names that it reads and calls, and at worst a few more."""
    return frozenset(_WORD.findall(expression))


def check(expression: str) -> None:
    """Raise `RuleError` when `expression` is no CEL."""
    _compiled(expression)


def evaluate(expression: str, scope: Mapping[str, Any]) -> Personal[Any]:
    """Evaluate over `scope`; the result counts as personal because the answers are.

    Raises:
        RuleError: bad syntax, an unknown name, or values that do not fit each other.
    """
    return evaluate_each({"": expression}, scope).map(lambda values: values[""])


def evaluate_each(expressions: Mapping[str, str], scope: Mapping[str, Any]) -> Personal[dict[str, Any]]:
    """Evaluate all over one `scope`, by the same names: what they read of it is revealed once, as most of the work is.

    Raises:
        RuleError: as `evaluate`, at the first that cannot be evaluated.
    """
    values, context = dict[str, Any](), None
    named = _NO_WORDS.union(*map(_named, expressions.values()))
    for name, expression in expressions.items():
        program = _compiled(expression)
        try:
            if context is None:
                read = {name: value for name, value in scope.items() if name in named}
                calls = {name: call for name, call in _CALLS.items() if name in named}
                context = cel.Context(variables=revealed(read), functions=calls)
            values[name] = program.execute(context)
        except _NOT_EVALUATED as error:
            raise RuleError(f"{expression!r}: {type(error).__name__}") from None
    return Personal(values)
