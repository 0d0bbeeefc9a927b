"""citizen_number: 18 signs after GB 11643: division, birth date, sequence, check sign (ISO 7064 MOD 11-2)."""

import datetime as dt
import re

from kiosk.engine.fields.reading import Sample, Scope, Wrong, text_of, wrong
from kiosk.protocol.fields import CitizenNumberField

SIGNS = 18
_SHAPE = re.compile(r"[1-9][0-9]{16}[0-9X]")
_CHECKS = "10X98765432"


def check_sign(first_17: str) -> str:
    """Return the last sign that belongs to those 17 digits; each weighs 2 to the power of its place, from the right."""
    return _CHECKS[sum(int(digit) << (17 - place) for place, digit in enumerate(first_17)) % 11]


def parse(_field: CitizenNumberField, typed: object, scope: Scope) -> str | Wrong:
    text = text_of(typed).upper()
    if len(text) != SIGNS:
        return wrong("field.citizen_number.length", typed=len(text))
    if not _SHAPE.fullmatch(text):
        return wrong("field.citizen_number.signs")
    birth = _birth(text)
    if not birth or birth > scope["today"]:
        return wrong("field.citizen_number.birth")
    if check_sign(text[:17]) != text[17]:
        return wrong("field.citizen_number.check")
    return text


def kind_of(number: str) -> str:
    """Return the kind of person that has such a number: resident, hmt, foreign; empty when it is none.

    Residence permits of people from Hong Kong and Macao begin with 81 and 82, from Taiwan with 83; the ID cards of
    foreigners with permanent residence, from 2023 on, with 9.
    """
    if not _SHAPE.fullmatch(number) or not _birth(number) or check_sign(number[:17]) != number[17]:
        return ""
    return "foreign" if number[0] == "9" else "hmt" if number[:2] in {"81", "82", "83"} else "resident"


def boundaries(_field: CitizenNumberField, scope: Scope) -> tuple[Sample, ...]:
    today = scope["today"].replace("-", "")
    first_17 = (f"420199{day}999" for day in ("19500101", today, "19500230", "29500101"))
    born, newborn, no_day, unborn = (f"{digits}{check_sign(digits)}" for digits in first_17)
    with_x = next(number for number in map(_numbered, range(11)) if number.endswith("X"))
    other = "0" if born[17] != "0" else "1"
    return (
        Sample(born),
        Sample(newborn),
        Sample(with_x),
        Sample(born[:17], "field.citizen_number.length"),
        Sample(f"{born}0", "field.citizen_number.length"),
        Sample("", "field.citizen_number.length"),
        Sample(f"{born[:16]}X{born[17]}", "field.citizen_number.signs"),
        Sample(no_day, "field.citizen_number.birth"),
        Sample(unborn, "field.citizen_number.birth"),
        Sample(born[:17] + other, "field.citizen_number.check"),
    )


def _birth(number: str) -> str:
    """Return the day in the number as YYYY-MM-DD; empty when the calendar has no such day."""
    try:
        return dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14])).isoformat()
    except ValueError:
        return ""


def _numbered(number: int) -> str:
    digits = f"42019919500101{900 + number}"
    return f"{digits}{check_sign(digits)}"
