"""A small declarative mapping between what a flow says and what a department's system wants to hear. Data, no code.

A source is a way into what is given (`card.number`, `rows`, `.` for all of it, `$.name` for what stands at the very
top from within a list), or a rule:

    {constant: "01"}                                     always that
    {from: first, date: {from: YYYY-MM, to: YYYYMM}}     another way to write a day or a month
    {from: sex, table: {"1": M, "2": F}}                 a code table; else a mistake, or `otherwise`
    {from: rows, each: {fields: {month: ny, paid: je}}}   each item of a list
    {fields: {head: {fields: {...}}, body: ...}}          an object; with `from`, of what stands there
    {from: fee, as: money}                               another kind: text, whole, money ("12.50"), fen_to_money …
    {from: phone, optional: true}                        left out when it is missing; `default` gives what then counts

What does not fit raises `Unfit`, which names places and kinds and holds no value.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

Scalar = str | int | float | bool | None
DateStyle = Literal[
    "YYYY-MM-DD", "YYYYMMDD", "YYYY/MM/DD", "YYYY年MM月DD日", "YYYY-MM", "YYYYMM", "YYYY/MM", "YYYY年MM月"
]
_STRPTIME = {"YYYY": "%Y", "MM": "%m", "DD": "%d"}
_MISSING = object()


class Unfit(Exception):  # noqa: N818 - reads as what happened
    """Something given does not fit its rule. The text holds no value of it."""


def _kind_of(value: object) -> str:
    return "way" if isinstance(value, str) else "rule"


Way = Annotated[
    str, Field(pattern=r"^(\.|(\$call\.|\$\.)?[^\s.$]+(\.[^\s.$]+)*)$", description="a way such as card.number")
]
Source = Annotated[
    Annotated[Way, Tag("way")] | Annotated["Rule", Tag("rule")],
    Discriminator(_kind_of),
]


class DateRule(BaseModel):
    """How a day or month is written here and there."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    read: Annotated[DateStyle, Field(alias="from")]
    write: Annotated[DateStyle, Field(alias="to")]

    @model_validator(mode="after")
    def _same_grain(self) -> "DateRule":
        if "DD" in self.write and "DD" not in self.read:
            raise ValueError("a month tells no day; write it as a month, too")
        return self


class Rule(BaseModel):
    """One value to be made; the module tells what each field does."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    source: Annotated[Way | None, Field(alias="from")] = None
    constant: Scalar = None
    fields: dict[str, Source] | None = None
    each: Source | None = None
    alone: bool = Field(False, description="a single item stands without a list, and none is left out (XML)")
    date: DateRule | None = None
    table: dict[str, Scalar] | str | None = None
    otherwise: Scalar = None
    kind: Annotated[
        Literal["text", "whole", "money", "money_to_fen", "fen_to_money", "flag"] | None, Field(alias="as")
    ] = None
    optional: bool = False
    default: Scalar = None

    @model_validator(mode="after")
    def _one_origin(self) -> "Rule":
        given = self.model_fields_set
        if "constant" in given and given != {"constant"}:
            raise ValueError("a constant stands alone; remove the rest")
        if "constant" not in given and self.source is None and self.fields is None:
            raise ValueError("says nothing of where it comes from; give one of from, constant, fields")
        if self.each is not None and self.source is None:
            raise ValueError("each needs the list that it goes through; add from")
        if sum(one is not None for one in (self.each, self.fields, self.date, self.table)) > 1:
            raise ValueError("does several things at once; keep one of each, fields, date, table")
        if "otherwise" in given and self.table is None:
            raise ValueError("otherwise belongs to a table; add table, or use default")
        return self


Tables = Mapping[str, Mapping[str, Scalar]]


class Mapper:
    """Applies sources to one given value, `top`. `call`: what `$call.key`, `.terminal` and `.transaction` stand for."""

    def __init__(self, top: Any, tables: Tables, call: Mapping[str, str] | None = None) -> None:
        self._top, self._tables, self._call = top, tables, call or {}

    def made(self, source: "str | Rule") -> Any:
        """Return what `source` makes of the whole.

        Raises:
            Unfit: a value is missing, or of a kind that its rule cannot take.
        """
        value = self._made(source, self._top)
        if value is _MISSING:
            raise Unfit("nothing is there")
        return value

    def _made(self, source: "str | Rule", here: Any) -> Any:
        if isinstance(source, str):
            return self._found(source, here, source)
        if "constant" in source.model_fields_set:
            return source.constant
        within = here if source.source is None else self._given(source, here)
        if within is _MISSING or (within is None and source.optional):
            return _MISSING
        if source.fields is not None:
            return self._object(source.fields, within)
        if source.each is not None:
            return self._list(source, within)
        return self._scalar(source, within)

    def _given(self, rule: Rule, here: Any) -> Any:
        way = rule.source or "."
        if not (rule.optional or "default" in rule.model_fields_set or rule.alone):
            return self._found(way, here, way)
        try:
            return self._found(way, here, way)
        except Unfit:
            return rule.default if "default" in rule.model_fields_set else [] if rule.alone else _MISSING

    def _found(self, way: str, here: Any, told: str) -> Any:
        if way.startswith("$call."):
            here, way = self._call, way.removeprefix("$call.")
        elif way.startswith("$."):
            here, way = self._top, way.removeprefix("$.")
        for part in [] if way == "." else way.split("."):
            if not isinstance(here, Mapping) or part not in here:
                raise Unfit(f"{told}: is missing")
            here = here[part]
        return here

    def _object(self, fields: "Mapping[str, str | Rule]", here: Any) -> dict[str, Any]:
        if not isinstance(here, Mapping):
            raise Unfit(f"{', '.join(fields)}: no object to take it from")
        made = {name: self._made(source, here) for name, source in fields.items()}
        return {name: value for name, value in made.items() if value is not _MISSING}

    def _list(self, rule: Rule, given: Any) -> list[Any]:
        if rule.alone and not isinstance(given, list):
            given = [] if given in ("", None) else [given]
        if not isinstance(given, list):
            raise Unfit(f"{rule.source}: is no list")
        assert rule.each is not None, "asked by _made"
        return [self._made(rule.each, item) for item in given]

    def _scalar(self, rule: Rule, value: Any) -> Any:
        if rule.date is not None:
            value = redated(value, rule.date, rule.source or "")
        elif rule.table is not None:
            table = self._tables[rule.table] if isinstance(rule.table, str) else rule.table
            if _key(value) not in table and "otherwise" not in rule.model_fields_set:
                raise Unfit(f"{rule.source}: stands in no line of the code table")
            value = table.get(_key(value), rule.otherwise)
        return _CASTS[rule.kind](value, rule.source or "") if rule.kind else value


def redated(value: Any, rule: DateRule, told: str) -> str:
    """Return a day or month as `rule` writes it.

    Raises:
        Unfit: it is not written as `rule` says.
    """
    if not isinstance(value, str) or not re.fullmatch(_shape(rule.read), value):
        raise Unfit(f"{told}: is no date written {rule.read}")
    try:
        day = datetime.strptime(value, _directives(rule.read))  # noqa: DTZ007 - a calendar day, no moment
    except ValueError:
        raise Unfit(f"{told}: is no date of the calendar") from None
    return (
        rule.write.replace("YYYY", f"{day.year:04d}").replace("MM", f"{day.month:02d}").replace("DD", f"{day.day:02d}")
    )


def _shape(style: str) -> str:
    return re.sub("[YMD]", r"[0-9]", style)


def _directives(style: str) -> str:
    return re.sub("YYYY|MM|DD", lambda found: _STRPTIME[found[0]], style)


def _key(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def _text(value: Any, told: str) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Unfit(f"{told}: cannot be told as text")
    return str(value)


def _number(value: Any, told: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Unfit(f"{told}: is no number")
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise Unfit(f"{told}: is no number") from None
    if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
        raise Unfit(f"{told}: is no number that counts money or things")
    return number


def _whole(value: Any, told: str) -> int:
    number = _number(value, told)
    if number != number.to_integral_value():
        raise Unfit(f"{told}: is no whole number")
    return int(number)


def _money(value: Any, told: str) -> str:
    number = _number(value, told)
    if number != number.quantize(Decimal("0.01")):
        raise Unfit(f"{told}: is more exact than a fen")
    return f"{number:.2f}"


def _to_fen(value: Any, told: str) -> int:
    return int(Decimal(_money(value, told)) * 100)


def _from_fen(value: Any, told: str) -> str:
    return f"{Decimal(_whole(value, told)) / 100:.2f}"


def _flag(value: Any, told: str) -> bool:
    word = _key(value).casefold()
    if word in {"1", "y", "true"}:
        return True
    if word in {"0", "n", "false"}:
        return False
    raise Unfit(f"{told}: is neither yes nor no")


_CASTS = {
    "text": _text,
    "whole": _whole,
    "money": _money,
    "money_to_fen": _to_fen,
    "fen_to_money": _from_fen,
    "flag": _flag,
}
