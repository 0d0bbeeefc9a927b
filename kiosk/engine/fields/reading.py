"""What comes of something typed: a value, or what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Scope = Mapping[str, Any]
"""The variables of a field's expressions, see `kiosk.engine.questions.scope`."""

Amount = int | str
"""What words are filled with: a count, a number written out, a day as YYYY-MM-DD, a month as YYYY-MM."""


@dataclass(frozen=True)
class Wrong:
    """`key`: the words that name what is wrong and help. `values`: what they are filled with; never what was typed."""

    key: str
    values: tuple[tuple[str, Amount], ...] = ()


def wrong(key: str, **values: Amount) -> Wrong:
    return Wrong(key, tuple(values.items()))


@dataclass(frozen=True)
class Sample:
    """Something that may be typed, and the key of what is then wrong; empty when it is right."""

    typed: Any
    problem: str = ""


def text_of(typed: Any) -> str:
    """Return what keys typed; anything that no keys can have typed counts as nothing."""
    return typed.strip() if isinstance(typed, str) else ""
