"""text: signs of the Latin alphabet and digits."""

from kiosk.engine.fields.reading import Sample, Scope, Wrong, text_of, wrong
from kiosk.protocol.fields import TextField

DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def signs(field: TextField) -> str:
    """Return every sign that may be typed."""
    return {"digits": DIGITS, "latin": LETTERS, "letters_and_digits": DIGITS + LETTERS}[field.allowed]


def parse(field: TextField, typed: object, _scope: Scope) -> str | Wrong:
    text = text_of(typed).upper()
    if not set(text) <= set(signs(field)):
        return wrong(f"field.text.{field.allowed}")
    if len(text) < field.min_length:
        return wrong("field.text.too_short", least=field.min_length, typed=len(text))
    if len(text) > field.max_length:
        return wrong("field.text.too_long", most=field.max_length, typed=len(text))
    return text


def boundaries(field: TextField, _scope: Scope) -> tuple[Sample, ...]:
    sign = signs(field)[1]
    return (
        Sample(sign * field.min_length),
        Sample(sign * field.max_length),
        Sample(sign * (field.min_length - 1), "field.text.too_short"),
        Sample(sign * (field.max_length + 1), "field.text.too_long"),
        Sample("-" * field.min_length, f"field.text.{field.allowed}"),
    )
