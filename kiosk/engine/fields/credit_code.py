"""credit_code: 18 signs after GB 32100, the last of them a check sign."""

from kiosk.engine.fields.reading import Sample, Scope, Wrong, text_of, wrong
from kiosk.protocol.fields import CreditCodeField

SIGNS = 18
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""31 signs: I, O, S, V and Z are not used."""


def check_sign(first_17: str) -> str:
    """Return the last sign: each weighs 3 to the power of its place, and all sum up to 0 modulo 31."""
    total = sum(ALPHABET.index(sign) * pow(3, place, 31) for place, sign in enumerate(first_17))
    return ALPHABET[-total % 31]


def parse(_field: CreditCodeField, typed: object, _scope: Scope) -> str | Wrong:
    text = text_of(typed).upper()
    if len(text) != SIGNS:
        return wrong("field.credit_code.length", typed=len(text))
    if not set(text) <= set(ALPHABET):
        return wrong("field.credit_code.signs")
    if check_sign(text[:17]) != text[17]:
        return wrong("field.credit_code.check")
    return text


def boundaries(_field: CreditCodeField, _scope: Scope) -> tuple[Sample, ...]:
    first_17 = "91420100MA9999999"
    code = first_17 + check_sign(first_17)
    other = ALPHABET[ALPHABET.index(code[17]) - 1]
    return (
        Sample(code),
        Sample(code[:17], "field.credit_code.length"),
        Sample(f"{code}0", "field.credit_code.length"),
        Sample("", "field.credit_code.length"),
        Sample(f"{code[:16]}O{code[17]}", "field.credit_code.signs"),
        Sample(first_17 + other, "field.credit_code.check"),
    )
