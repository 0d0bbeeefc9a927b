"""money: an amount, typed in yuan, kept in fen."""

import re

from kiosk.engine.fields.reading import Sample, Scope, Wrong, text_of, wrong
from kiosk.protocol.fields import MoneyField

_AMOUNT = re.compile(r"([0-9]{1,12})(?:\.([0-9]*))?")


def written(fen: int) -> str:
    """Return the amount in yuan as people read it: `1,234.50`."""
    return f"{fen // 100:,}.{fen % 100:02d}"


def parse(field: MoneyField, typed: object, _scope: Scope) -> int | Wrong:
    found = _AMOUNT.fullmatch(text_of(typed))
    if not found:
        return wrong("field.money.none")
    decimals = found[2] or ""
    if len(decimals) > 2:
        return wrong("field.money.decimals")
    fen = int(found[1]) * 100 + int(decimals.ljust(2, "0"))
    if fen < field.min_fen:
        return wrong("field.money.too_small", least=written(field.min_fen))
    if fen > field.max_fen:
        return wrong("field.money.too_large", most=written(field.max_fen))
    return fen


def typed_again(fen: int) -> str:
    """Return what would have to be typed for `fen`."""
    return f"{fen // 100}.{fen % 100:02d}" if fen % 100 else str(fen // 100)


def boundaries(field: MoneyField, _scope: Scope) -> tuple[Sample, ...]:
    below = (Sample(typed_again(field.min_fen - 1), "field.money.too_small"),) if field.min_fen else ()
    return (
        Sample(typed_again(field.min_fen)),
        Sample(typed_again(field.max_fen)),
        *below,
        Sample(typed_again(field.max_fen + 1), "field.money.too_large"),
        Sample("1.005", "field.money.decimals"),
        Sample("", "field.money.none"),
        Sample(".5", "field.money.none"),
    )
