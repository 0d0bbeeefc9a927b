"""Values as residents read them. What does not have the form that the flow promises is shown as it came."""

from typing import Any

from kiosk.engine.dates import is_day
from kiosk.engine.money import fen, money
from kiosk.engine.months import is_month
from kiosk.protocol.steps.value import Format
from kiosk.shell.words import Words

NUMBERS = frozenset({"number", "money"})
"""What stands at the right of its column."""

DATES = frozenset({"month", "day"})

_ABSENT = "—"


def briefly(value: Any, form: Format) -> str:
    """Return `value` for a cell of a table: 2026-11-24, 1,234.50."""
    if value is None:
        return _ABSENT
    if form == "money":
        return _money(value) or str(value)
    if form == "number" and isinstance(value, int | float):
        return f"{value:,}"
    return str(value)


def in_words(value: Any, form: Format, words: Words) -> str:
    """Return `value` where it stands alone: 2026 年 11 月 24 日, 1,234.50 元."""
    if form == "day" and is_day(str(value)):
        year, month, day = str(value).split("-")
        return words.say("show.day", year=year, month=int(month), day=int(day), padded=month, padded_day=day)
    if form == "month" and is_month(value):
        year, month = str(value).split("-")
        return words.say("show.month", year=year, month=int(month), padded=month)
    if form == "money" and _money(value):
        return words.say("show.money", amount=_money(value))
    return briefly(value, form)


def _money(value: Any) -> str:
    try:
        return money(fen(str(value)))
    except ValueError:
        return ""
