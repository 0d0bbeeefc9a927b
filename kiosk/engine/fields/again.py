"""What would have to be typed for a value: what was kept is answered again, and held against the same rules."""

from typing import Any

from kiosk.engine.dates import is_day
from kiosk.engine.fields import date, money, number
from kiosk.protocol.fields import AnyField, DateField, DateRangeField, MoneyField, NumberField


def typed_again(field: AnyField, value: Any) -> Any:
    """Return it; what no such field can have given comes back as it is, and is wrong then."""
    match field:
        case NumberField() if isinstance(value, int | float) and not isinstance(value, bool):
            return number.typed_again(value)
        case MoneyField() if type(value) is int:
            return money.typed_again(value)
        case DateField() if isinstance(value, str) and is_day(value):
            return date.typed_again(value)
        case DateRangeField() if isinstance(value, dict):
            return {name: date.typed_again(day) if _is_day(day) else day for name, day in value.items()}
        case _:
            return value


def _is_day(value: Any) -> bool:
    return isinstance(value, str) and is_day(value)
