"""What a field makes of what was typed. Pure; a module a kind, of the same name as in `kiosk.protocol.fields`."""

from typing import Any, assert_never

from kiosk.engine.fields import (
    address,
    choice,
    citizen_number,
    credit_code,
    date,
    date_range,
    email,
    money,
    month_range,
    multi_choice,
    number,
    phone,
    text,
)
from kiosk.engine.fields.reading import Sample, Scope, Wrong
from kiosk.protocol.fields import (
    AddressField,
    AnyField,
    ChoiceField,
    CitizenNumberField,
    CreditCodeField,
    DateField,
    DateRangeField,
    EmailField,
    MoneyField,
    MonthRangeField,
    MultiChoiceField,
    NumberField,
    PhoneField,
    TextField,
)

__all__ = ["Sample", "Scope", "Wrong", "boundaries", "parse"]

_EMPTY: tuple[object, ...] = (None, "", [], {})


def parse(field: AnyField, typed: object, scope: Scope) -> Any:
    """Return the value of what was typed, or `Wrong`; an optional field left empty is None.

    Raises:
        RuleError: an expression of the field cannot be evaluated.
    """
    if field.optional and typed in _EMPTY:
        return None
    return _parsed(field, typed, scope)


def boundaries(field: AnyField, scope: Scope) -> tuple[Sample, ...]:
    """Return what is worth typing: at, inside and outside each limit, and one of each kind of mistake."""
    samples = _samples(field, scope)
    if not field.optional:
        return samples
    return (Sample(None), *(sample for sample in samples if sample.typed not in _EMPTY))


def _parsed(field: AnyField, typed: object, scope: Scope) -> Any:  # noqa: C901, PLR0912 - one arm a kind
    match field:
        case TextField():
            return text.parse(field, typed, scope)
        case NumberField():
            return number.parse(field, typed, scope)
        case MoneyField():
            return money.parse(field, typed, scope)
        case DateField():
            return date.parse(field, typed, scope)
        case DateRangeField():
            return date_range.parse(field, typed, scope)
        case MonthRangeField():
            return month_range.parse(field, typed, scope)
        case PhoneField():
            return phone.parse(field, typed, scope)
        case EmailField():
            return email.parse(field, typed, scope)
        case CitizenNumberField():
            return citizen_number.parse(field, typed, scope)
        case CreditCodeField():
            return credit_code.parse(field, typed, scope)
        case ChoiceField():
            return choice.parse(field, typed, scope)
        case MultiChoiceField():
            return multi_choice.parse(field, typed, scope)
        case AddressField():
            return address.parse(field, typed, scope)
        case _:
            assert_never(field)


def _samples(field: AnyField, scope: Scope) -> tuple[Sample, ...]:  # noqa: C901, PLR0912 - one arm a kind
    match field:
        case TextField():
            return text.boundaries(field, scope)
        case NumberField():
            return number.boundaries(field, scope)
        case MoneyField():
            return money.boundaries(field, scope)
        case DateField():
            return date.boundaries(field, scope)
        case DateRangeField():
            return date_range.boundaries(field, scope)
        case MonthRangeField():
            return month_range.boundaries(field, scope)
        case PhoneField():
            return phone.boundaries(field, scope)
        case EmailField():
            return email.boundaries(field, scope)
        case CitizenNumberField():
            return citizen_number.boundaries(field, scope)
        case CreditCodeField():
            return credit_code.boundaries(field, scope)
        case ChoiceField():
            return choice.boundaries(field, scope)
        case MultiChoiceField():
            return multi_choice.boundaries(field, scope)
        case AddressField():
            return address.boundaries(field, scope)
        case _:
            assert_never(field)
