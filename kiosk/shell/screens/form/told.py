"""Answers, days, months and what is wrong with an answer, in the words of the present language."""

import re
from collections.abc import Callable
from functools import reduce
from typing import Any

from kiosk.engine.money import yuan
from kiosk.engine.session import Asking
from kiosk.engine.shown import shown
from kiosk.protocol.fields import (
    AddressField,
    AnyField,
    ChoiceField,
    CitizenNumberField,
    DateField,
    DateRangeField,
    MoneyField,
    MonthRangeField,
    MultiChoiceField,
    NumberField,
)
from kiosk.shell.screens.form import typed
from kiosk.shell.words import Words
from kiosk.shell.written import in_words

_MONTH = re.compile(r"\d{4}-\d{2}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def month_in_words(words: Words, month: str) -> str:
    """Tell a month that is written as YYYY-MM."""
    year, number = month.split("-")
    return words.say("form.month_of_year", year=year, month=int(number), padded=number)


def day_in_words(words: Words, day: str) -> str:
    """Tell a day that is written as YYYY-MM-DD."""
    year, month, number = day.split("-")
    return words.say("form.day_of_year", year=year, month=month, day=number)


def months_in_words(words: Words, first: str, last: str) -> str:
    """Tell both ends of a range of months, each written as YYYY-MM."""
    return words.say("form.range", first=month_in_words(words, first), last=month_in_words(words, last))


def answer_in_words(field: AnyField, value: Any, words: Words, of_flow: Callable[[str], str]) -> str:
    """Tell what `field` was answered with, as it is written elsewhere; the number of a card is masked.

    `of_flow` gives the words of the flow.
    """
    match field:
        case ChoiceField() | MultiChoiceField():
            chosen = [value] if isinstance(value, str) else value
            labels = [of_flow(one.label) for one in field.options if one.id in chosen]
            return reduce(lambda before, label: words.say("form.and", before=before, label=label), labels)
        case NumberField(unit=unit):
            return " ".join(filter(None, (in_words(value, "number", words), of_flow(unit) if unit else "")))
        case MoneyField():
            return in_words(yuan(value), "money", words)
        case DateField():
            return in_words(value, "day", words)
        case DateRangeField():
            first, last = (in_words(value[end], "day", words) for end in ("first", "last"))
            return words.say("form.range", first=first, last=last)
        case MonthRangeField():
            return months_in_words(words, value["first"], value["last"])
        case AddressField():
            return str(value["text"])
        case CitizenNumberField():
            return str(shown(value, "masked"))
        case _:
            return typed.shown(field, str(value), words)


def problem_in_words(words: Words, asking: Asking) -> str:
    """Tell what was wrong with the last answer; empty when nothing was."""
    if not asking.problem:
        return ""
    return words.say(asking.problem, **{name: _filled(words, value) for name, value in asking.values})


def _filled(words: Words, value: int | str) -> str:
    text = str(value)
    if _DAY.fullmatch(text):
        return day_in_words(words, text)
    return month_in_words(words, text) if _MONTH.fullmatch(text) else text
