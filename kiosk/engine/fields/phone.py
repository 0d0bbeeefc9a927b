"""phone: a mobile number of the mainland: 11 digits that begin with 13 to 19 (工信部 号码段)."""

import re

from kiosk.engine.fields.reading import Sample, Scope, Wrong, text_of, wrong
from kiosk.protocol.fields import PhoneField

DIGITS = 11
_MOBILE = re.compile(r"1[3-9][0-9]{9}")


def parse(_field: PhoneField, typed: object, _scope: Scope) -> str | Wrong:
    text = text_of(typed)
    if len(text) != DIGITS or not text.isascii() or not text.isdigit():
        return wrong("field.phone.length", typed=len(text))
    if not _MOBILE.fullmatch(text):
        return wrong("field.phone.no_mobile")
    return text


def is_mobile(text: str) -> bool:
    """True for what the field would take."""
    return _MOBILE.fullmatch(text) is not None


def boundaries(_field: PhoneField, _scope: Scope) -> tuple[Sample, ...]:
    return (
        Sample("13000000000"),
        Sample("19999999999"),
        Sample("12999999999", "field.phone.no_mobile"),
        Sample("20000000000", "field.phone.no_mobile"),
        Sample("1300000000", "field.phone.length"),
        Sample("130000000000", "field.phone.length"),
        Sample("", "field.phone.length"),
    )
