"""The tree of an expression. `start` and `end` count characters of its text from 0, `end` not included."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace


@dataclass(frozen=True)
class Flaw:
    """What is wrong with an expression, from character `start` to `end`; `hint` is the remedy, if one is known.

    `code`: syntax, name, field, function, absent, unready, type.
    """

    start: int
    end: int
    message: str
    hint: str = ""
    code: str = field(default="type", compare=False)


class FlawError(ValueError):
    """The text is no expression; nothing behind `flaw` was looked at."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.message)
        self.flaw = replace(flaw, code="syntax")


@dataclass(frozen=True)
class Node:
    """A part of an expression."""

    start: int
    end: int


@dataclass(frozen=True)
class Literal(Node):
    """`kind`: null, bool, int, uint, double, string, bytes."""

    kind: str
    value: bool | int | float | str | bytes | None


@dataclass(frozen=True)
class Name(Node):
    name: str


@dataclass(frozen=True)
class Select(Node):
    """`of.field`; the field's name begins at `field_start`."""

    of: Node
    field: str
    field_start: int


@dataclass(frozen=True)
class Index(Node):
    of: Node
    key: Node


@dataclass(frozen=True)
class Call(Node):
    """`name(...)`, or `target.name(...)`; the name begins at `name_start`."""

    name: str
    name_start: int
    target: Node | None
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Unary(Node):
    """`op`: `!` or `-`."""

    op: str
    of: Node


@dataclass(frozen=True)
class Binary(Node):
    """`op`: `|| && == != < <= > >= in + - * / %`."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Conditional(Node):
    """`test ? then : other`."""

    test: Node
    then: Node
    other: Node


@dataclass(frozen=True)
class ListLiteral(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True)
class MapLiteral(Node):
    entries: tuple[tuple[Node, Node], ...]


def plain(node: object) -> object:
    """Return `node` without its places: two parts that say the same are equal then."""
    if isinstance(node, Node):
        named = (f for f in fields(node) if f.name not in {"start", "end", "field_start", "name_start"})
        return (type(node).__name__, *(plain(getattr(node, f.name)) for f in named))
    if isinstance(node, tuple):
        return tuple(plain(part) for part in node)
    return (type(node).__name__, node)


def conjuncts(node: Node) -> Iterator[Node]:
    """Yield the parts of `a && b && c`; each is true when the whole is."""
    if isinstance(node, Binary) and node.op == "&&":
        yield from conjuncts(node.left)
        yield from conjuncts(node.right)
    else:
        yield node
