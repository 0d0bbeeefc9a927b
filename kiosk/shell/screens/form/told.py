"""Days, months and what is wrong with an answer, in the words of the present language."""

import re

from kiosk.engine.session import Asking
from kiosk.shell.words import Words

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
