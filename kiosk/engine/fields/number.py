"""number: a count or a measure."""

import re
from decimal import Decimal

from kiosk.engine.fields.reading import Sample, Scope, Wrong, text_of, wrong
from kiosk.protocol.fields import NumberField

_NUMBER = re.compile(r"([0-9]{1,12})(?:\.([0-9]*))?")


def written(number: Decimal | float) -> str:
    """Return the number as people read it: `1,234.5`."""
    return f"{Decimal(str(number)):,f}".removesuffix(".0")


def parse(field: NumberField, typed: object, _scope: Scope) -> float | Wrong:
    text = text_of(typed)
    found = _NUMBER.fullmatch(text)
    if not found:
        return wrong("field.number.none")
    if len(found[2] or "") > field.decimals:
        return wrong("field.number.decimals", most=field.decimals) if field.decimals else wrong("field.number.whole")
    number = Decimal(text)
    if number < Decimal(str(field.min)):
        return wrong("field.number.too_small", least=written(field.min))
    if number > Decimal(str(field.max)):
        return wrong("field.number.too_large", most=written(field.max))
    return float(number) if field.decimals else int(number)


def typed_again(value: float) -> str:
    """Return what would have to be typed for `value`."""
    return f"{Decimal(str(value)):f}"


def boundaries(field: NumberField, _scope: Scope) -> tuple[Sample, ...]:
    step = Decimal(1).scaleb(-field.decimals)
    least, most = (round(Decimal(str(limit)), field.decimals) for limit in (field.min, field.max))
    below = (Sample(f"{least - step:f}", "field.number.too_small"),) if least >= step else ()
    finer = "field.number.decimals" if field.decimals else "field.number.whole"
    return (
        Sample(f"{least:f}"),
        Sample(f"{most:f}"),
        *below,
        Sample(f"{most + step:f}", "field.number.too_large"),
        Sample(f"{most:.{field.decimals + 1}f}", finer),
        Sample("", "field.number.none"),
        Sample(".", "field.number.none"),
    )
