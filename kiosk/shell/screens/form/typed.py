"""What keys make of a text, and how it is written for reading while it grows. Pure."""

import re

from kiosk.engine.fields import date, email, money, number
from kiosk.protocol.fields import (
    CitizenNumberField,
    CreditCodeField,
    DateField,
    DateRangeField,
    EmailField,
    FormField,
    MoneyField,
    NumberField,
    PhoneField,
    TextField,
)
from kiosk.shell.keys import DELETE, POINT
from kiosk.shell.words import Words

_GROUPS = {PhoneField: (3, 4, 4), CitizenNumberField: (6, 8, 4), CreditCodeField: (4, 4, 4, 4, 2)}
_DAY_SIGNS = 8
_LONGEST_NUMBER = 9
_BLANK = "_"


def pressed(field: FormField, text: str, sign: str) -> str:
    """Return `text` after the key of `sign`; unchanged when there is no room for it."""
    if sign == DELETE:
        return text[:-1]
    if isinstance(field, EmailField) and sign.startswith("@"):
        return _with_ending(text, sign)
    if sign == POINT and not text and isinstance(field, NumberField | MoneyField):
        text = "0"
    grown = text + sign
    if isinstance(field, NumberField | MoneyField):
        decimals = field.decimals if isinstance(field, NumberField) else 2
        room = re.compile(rf"[0-9]{{1,{_LONGEST_NUMBER}}}(\.[0-9]{{0,{decimals}}})?")
        return grown if room.fullmatch(grown) else text
    return grown if len(grown) <= (most(field) or len(grown)) else text


def _with_ending(text: str, sign: str) -> str:
    """An address has one @: what a key ends it with takes the place of an ending that is there."""
    before, at, _ = text.partition("@")
    grown = before + sign
    return text if (sign == "@" and at) or len(grown) > email.MOST_SIGNS else grown


def most(field: FormField) -> int | None:
    """Return how many signs there is room for; None when that is no matter of signs."""
    match field:
        case TextField():
            return field.max_length
        case DateField() | DateRangeField():
            return _DAY_SIGNS
        case EmailField():
            return email.MOST_SIGNS
        case PhoneField() | CitizenNumberField() | CreditCodeField():
            return sum(_GROUPS[type(field)])
        case _:
            return None


def longest(field: FormField) -> int:
    """Return how many signs the longest text has as it is shown; 0 when that is no matter of signs."""
    return (most(field) or 0) + max(0, len(_GROUPS.get(type(field), ())) - 1)


def has_exact_length(field: FormField) -> bool:
    return type(field) in _GROUPS


def shown(field: FormField, text: str, words: Words) -> str:
    """Return `text` as it is read: digits in groups, the parts of a day in their places."""
    match field:
        case DateField() | DateRangeField():
            return _day(text, words)
        case NumberField() | MoneyField():
            return _thousands(text)
        case _:
            return _grouped(text, _GROUPS.get(type(field), ()))


def typed_again(field: FormField, value: object) -> str:
    """Return what would have to be typed for a `value` that was given before."""
    match field, value:
        case MoneyField(), int():
            return money.typed_again(value)
        case NumberField(), int() | float():
            return number.typed_again(value)
        case DateField() | DateRangeField(), str():
            return date.typed_again(value)
        case _:
            return str(value)


def _day(text: str, words: Words) -> str:
    filled = text.ljust(_DAY_SIGNS, _BLANK)
    return words.say("form.day_of_year", year=filled[:4], month=filled[4:6], day=filled[6:])


def _thousands(text: str) -> str:
    whole, point, decimals = text.partition(POINT)
    return f"{int(whole):,}{point}{decimals}" if whole else ""


def _grouped(text: str, sizes: tuple[int, ...]) -> str:
    parts, start = [], 0
    for size in sizes:
        parts.append(text[start : start + size])
        start += size
    return " ".join(part for part in [*parts, text[start:]] if part)
