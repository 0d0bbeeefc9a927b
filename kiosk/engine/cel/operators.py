"""The types of CEL's operators and of the standard functions that the evaluating package has, a table each."""

from dataclasses import dataclass

from kiosk.engine.cel.types import (
    BOOL,
    BYTES,
    DOUBLE,
    DURATION,
    DYN,
    INT,
    NUMBERS,
    TEXT,
    TIMESTAMP,
    TYPE,
    UINT,
    ListOf,
    MapOf,
    Record,
    Text,
    Type,
    fits,
    join,
)

_ANY_LIST, _ANY_MAP = ListOf(DYN), MapOf(DYN, DYN)


@dataclass(frozen=True)
class Overload:
    """`target`: what stands before the dot of `target.name(...)`, None for `name(...)`."""

    takes: tuple[Type, ...]
    gives: Type
    target: Type | None = None


def _free(gives: Type, *kinds: Type) -> tuple[Overload, ...]:
    return tuple(Overload((kind,), gives) for kind in kinds)


def _methods(gives: Type, target: Type, *takes: Type) -> tuple[Overload, ...]:
    return (Overload(takes, gives, target),)


_SIZED = (BYTES, _ANY_LIST, _ANY_MAP)

STANDARD: dict[str, tuple[Overload, ...]] = {
    "size": (*_free(INT, *_SIZED), *(Overload((), INT, kind) for kind in _SIZED)),
    "contains": _methods(BOOL, TEXT, TEXT),
    "startsWith": _methods(BOOL, TEXT, TEXT),
    "endsWith": _methods(BOOL, TEXT, TEXT),
    "matches": _methods(BOOL, TEXT, TEXT),
    "int": _free(INT, *NUMBERS, TEXT),
    "uint": _free(UINT, *NUMBERS, TEXT),
    "double": _free(DOUBLE, *NUMBERS, TEXT),
    "string": _free(TEXT, *NUMBERS, TEXT, BYTES, TIMESTAMP, DURATION),
    "bytes": _free(BYTES, TEXT, BYTES),
    "dyn": _free(DYN, DYN),
    "type": _free(TYPE, DYN),
    "timestamp": _free(TIMESTAMP, TEXT, TIMESTAMP),
    "duration": _free(DURATION, TEXT, DURATION),
    **{
        name: _methods(INT, TIMESTAMP)
        for name in (
            "getFullYear",
            "getMonth",
            "getDate",
            "getDayOfMonth",
            "getDayOfYear",
            "getDayOfWeek",
        )
    },
    **{
        name: (*_methods(INT, TIMESTAMP), *_methods(INT, DURATION))
        for name in ("getHours", "getMinutes", "getSeconds", "getMilliseconds")
    },
}
"""`size` of a text is left out: the package counts bytes there, which nobody means; `length` counts signs."""

TYPE_NAMES = frozenset({"int", "uint", "double", "string", "bytes", "bool", "list", "map", "null_type", "type"})

_SUMS: dict[tuple[Type, Type], Type] = {
    **{(kind, kind): kind for kind in (*NUMBERS, BYTES, DURATION)},
    (TIMESTAMP, DURATION): TIMESTAMP,
    (DURATION, TIMESTAMP): TIMESTAMP,
}
_DIFFERENCES: dict[tuple[Type, Type], Type] = {
    **{(kind, kind): kind for kind in (*NUMBERS, DURATION)},
    (TIMESTAMP, TIMESTAMP): DURATION,
    (TIMESTAMP, DURATION): TIMESTAMP,
}
_ORDERED = (BOOL, BYTES, TIMESTAMP, DURATION)


def result(op: str, left: Type, right: Type) -> Type | None:
    """Return what `left op right` gives, None where that cannot be; not for `&&` and `||`."""
    match op:
        case "==" | "!=":
            return BOOL if comparable(left, right) else None
        case "<" | "<=" | ">" | ">=":
            return BOOL if _ordered(left, right) else None
        case "in":
            return BOOL if _contained(left, right) else None
        case _:
            return _arithmetic(op, left, right)


def comparable(left: Type, right: Type) -> bool:
    """True when the two can be equal at all."""
    numbers = left in NUMBERS and right in NUMBERS
    return numbers or fits(left, right) or fits(right, left) or _alike(left, right)


def is_key(kind: Type) -> bool:
    """True when a value of that type can be a key of a map; the evaluating package takes no other, not even to ask."""
    return isinstance(kind, Text) or kind in (INT, UINT, BOOL, DYN)


def asks(key: Type, keys: Type) -> bool:
    """True when a map with `keys` can be asked for `key` at all."""
    return is_key(key) and comparable(key, keys)


def _alike(left: Type, right: Type) -> bool:
    match left, right:
        case ListOf(of=one), ListOf(of=other):
            return comparable(one, other)
        case ((MapOf() | Record()), (MapOf() | Record())):
            return True
        case _:
            return False


def _ordered(left: Type, right: Type) -> bool:
    if DYN in (left, right) or (left in NUMBERS and right in NUMBERS) or (left == right and left in _ORDERED):
        return True
    return isinstance(left, Text) and isinstance(right, Text) and comparable(left, right)


def _contained(left: Type, right: Type) -> bool:
    match right:
        case ListOf(of=inner):
            return comparable(left, inner)
        case MapOf(key=key):
            return asks(left, key)
        case Record():
            return isinstance(left, Text) or left == DYN
        case _:
            return right == DYN


def _arithmetic(op: str, left: Type, right: Type) -> Type | None:
    if DYN in (left, right):
        return DYN
    match op, left, right:
        case "+", Text(), Text():
            return TEXT
        case "+", ListOf(of=one), ListOf(of=other):
            return ListOf(join(one, other))
        case "+", _, _:
            return _SUMS.get((left, right))
        case "-", _, _:
            return _DIFFERENCES.get((left, right))
        case "%", _, _:
            return left if left == right and left in (INT, UINT) else None
        case _:
            return left if left == right and left in NUMBERS else None
