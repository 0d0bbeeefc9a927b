"""address: divisions from the largest to the smallest, then a line with house and room."""

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from kiosk.engine.fields.reading import Sample, Scope, Wrong, text_of, wrong
from kiosk.engine.rules import RuleError, evaluate
from kiosk.protocol.fields import AddressField, Division

_TABLE = TypeAdapter(tuple[Division, ...])
_SHORTEST_LINE = 2  # as in 3栋


def divisions(field: AddressField, scope: Scope) -> tuple[Division, ...]:
    """Return the largest divisions.

    Raises:
        RuleError: the data of `table` are no divisions.
    """
    if field.table is None:
        return field.divisions
    try:
        return _TABLE.validate_python(evaluate(field.table, scope).reveal())
    except ValidationError:
        raise RuleError(f"{field.table!r}: gives no list of divisions") from None


def below(table: tuple[Division, ...], codes: Sequence[str]) -> tuple[Division, ...] | None:
    """Return what the division that `codes` lead to is made of; None when they lead nowhere."""
    for code in codes:
        found = next((division for division in table if division.code == code), None)
        if found is None:
            return None
        table = found.parts
    return table


def chosen(table: tuple[Division, ...], codes: Sequence[str]) -> tuple[Division, ...]:
    """Return the divisions that `codes` name, as far as there are any."""
    found: list[Division] = []
    for code in codes:
        division = next((one for one in table if one.code == code), None)
        if division is None:
            break
        found.append(division)
        table = division.parts
    return tuple(found)


def parse(field: AddressField, typed: object, scope: Scope) -> dict[str, Any] | Wrong:
    """Take `{codes, line}`."""
    given = typed if isinstance(typed, dict) else {}
    codes, line = given.get("codes"), text_of(given.get("line"))
    table = divisions(field, scope)
    if not isinstance(codes, list | tuple) or not codes or below(table, codes) != ():
        return wrong("field.address.incomplete")
    if len(line) < _SHORTEST_LINE:
        return wrong("field.address.no_line")
    if len(line) > field.line_max_length:
        return wrong("field.address.too_long", most=field.line_max_length, typed=len(line))
    names = [division.name for division in chosen(table, codes)]
    return {"codes": list(codes), "names": names, "line": line, "text": "".join([*names, line])}


def boundaries(field: AddressField, scope: Scope) -> tuple[Sample, ...]:
    """Return the first way down through the divisions, and each mistake; not every street."""
    codes = list(_first_way(divisions(field, scope)))
    longest = "9" * field.line_max_length
    return (
        Sample({"codes": codes, "line": "3栋"}),
        Sample({"codes": codes, "line": longest}),
        Sample({"codes": codes, "line": f"{longest}9"}, "field.address.too_long"),
        Sample({"codes": codes, "line": "3"}, "field.address.no_line"),
        Sample({"codes": codes[:-1], "line": "3栋"}, "field.address.incomplete"),
        Sample({"codes": [*codes, "00"], "line": "3栋"}, "field.address.incomplete"),
    )


def _first_way(table: tuple[Division, ...]) -> Iterator[str]:
    while table:
        yield table[0].code
        table = table[0].parts
