"""The types of values in expressions. Texts may have a form: a `day` is a text, not every text is a day."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Simple:
    """A type without parts."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Text:
    """Text. `form`: "" for any, `day` (YYYY-MM-DD), `month` (YYYY-MM), `money` (yuan with two decimals: -1234.50)."""

    form: str = ""

    def __str__(self) -> str:
        return self.form or "text"


@dataclass(frozen=True)
class ListOf:
    of: "Type"

    def __str__(self) -> str:
        return f"list of {self.of}"


@dataclass(frozen=True)
class MapOf:
    key: "Type"
    of: "Type"

    def __str__(self) -> str:
        return f"map of {self.of}"


@dataclass(frozen=True)
class Field:
    """A field of a record; an optional one may be absent."""

    type: "Type"
    optional: bool = False


@dataclass(frozen=True)
class Record:
    """A map whose fields are known. `origin` says in messages where it comes from: "what `identify` gives"."""

    fields: Mapping[str, Field]
    origin: str = field(default="", compare=False)

    def __hash__(self) -> int:
        return hash(tuple(self.fields))

    def __str__(self) -> str:
        return "record"


@dataclass(frozen=True)
class File(Record):
    """What is known of a file; a record that a department writes itself is none."""

    def __str__(self) -> str:
        return "file"


Type = Simple | Text | ListOf | MapOf | Record

NULL, BOOL, INT, UINT, DOUBLE = (Simple(name) for name in ("null", "true or false", "int", "uint", "double"))
BYTES, TIMESTAMP, DURATION, TYPE = (Simple(name) for name in ("bytes", "timestamp", "duration", "type"))
DYN = Simple("anything")
"""Nothing is known of it before it is there; whatever is done with it is accepted."""
IMAGE = Simple("image")
"""A picture of paper: a call takes it along and `show` shows it; it is no text to be read or compared."""
TEXT, DAY, MONTH, MONEY = Text(), Text("day"), Text("month"), Text("money")
FILE = File(
    {"name": Field(TEXT), "media_type": Field(TEXT), "size": Field(INT), "sha256": Field(TEXT), "pages": Field(INT)},
    "a file",
)
NUMBERS = (INT, UINT, DOUBLE)

FORMS = {
    "day": re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"),
    "month": re.compile(r"\d{4}-(0[1-9]|1[0-2])"),
    "money": re.compile(r"-?\d{1,13}\.\d\d"),
}


def fits(given: Type, wanted: Type) -> bool:
    """True when a value of type `given` may stand where `wanted` is asked for."""
    match given, wanted:
        case _, File():
            return isinstance(given, File)  # also of anything else there would be no bytes
        case _ if given == wanted or DYN in (given, wanted):
            return True
        case Text(), Text(form=form):
            return form == ""
        case ListOf(of=inner), ListOf(of=asked):
            return fits(inner, asked)
        case MapOf(key=key, of=inner), MapOf(key=wanted_key, of=asked):
            return fits(key, wanted_key) and fits(inner, asked)
        case Record(fields=inside), MapOf(key=key, of=asked):
            return fits(TEXT, key) and all(fits(one.type, asked) for one in inside.values())
        case Record(fields=inside), Record(fields=asked_fields):
            return all(_has(inside, name, one) for name, one in asked_fields.items())
        case _:
            return False


def _has(inside: Mapping[str, Field], name: str, wanted: Field) -> bool:
    given = inside.get(name)
    if given is None:
        return wanted.optional
    return (wanted.optional or not given.optional) and fits(given.type, wanted.type)


def join(one: Type, other: Type) -> Type:
    """Return the narrowest type that holds the values of both."""
    if one == other:
        return one
    match one, other:
        case Text(), Text():
            return TEXT
        case ListOf(of=a), ListOf(of=b):
            return ListOf(join(a, b))
        case MapOf(key=key, of=a), MapOf(key=other_key, of=b) if key == other_key:
            return MapOf(key, join(a, b))
        case Record(fields=some, origin=origin), Record(fields=more):
            return Record({name: _joined(some.get(name), more.get(name)) for name in {**some, **more}}, origin)
        case _:
            return DYN


def _joined(one: Field | None, other: Field | None) -> Field:
    """A field that is in only one of two records may be absent."""
    if one is None or other is None:
        return Field((one or other or Field(DYN)).type, optional=True)
    return Field(join(one.type, other.type), one.optional or other.optional)


def join_all(types: list[Type]) -> Type:
    """Return the narrowest type that holds the values of all; `DYN` for none."""
    joined = types[0] if types else DYN
    for one in types[1:]:
        joined = join(joined, one)
    return joined


def of_literal(kind: str, value: object) -> Type:
    """Return the type of a literal; a text that has a form has it here, too."""
    if kind == "string" and isinstance(value, str):
        return Text(next((name for name, form in FORMS.items() if form.fullmatch(value)), ""))
    simple = {"null": NULL, "bool": BOOL, "int": INT, "uint": UINT, "double": DOUBLE, "bytes": BYTES}
    return simple[kind]
