"""What the expressions of a flow read: which parts of which answers, and the literals these are compared with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, get_type_hints

from pydantic import BaseModel

from kiosk.engine.cel.parser import MACROS, parse
from kiosk.engine.cel.syntax import (
    Binary,
    Call,
    Conditional,
    Index,
    ListLiteral,
    Literal,
    MapLiteral,
    Name,
    Node,
    Select,
    Unary,
)
from kiosk.engine.dates import days_after, is_day
from kiosk.protocol.flow import Flow
from kiosk.protocol.steps import ChooseStep, FormStep
from kiosk.protocol.steps.issue import MOST_COPIES
from kiosk.protocol.steps.step import Expression

Path = tuple[str, ...]
"""The step's id, then the fields: `statement.rows` is ("statement", "rows")."""

_FOR_THE_WORLD = frozenset({"input", "data", "receipt_data", "facts", "tables", "day"})
"""Fields whose results leave the session and never come back: only whether they can be had, and of which kind."""
_FIXED = frozenset({"today", "terminal", "flow", "fees"})
"""Names that are the same all through a session; any other may change with an answer."""
_TODAY: Path = ("today",)
_COMPARING = frozenset({"==", "!=", "<", "<=", ">", ">=", "in"})


@dataclass(frozen=True)
class Reading:
    """One expression of step `step`.

    `steers`: its result decides how the session goes on, or which side of a choice counts.
    `counts`: it says how many copies are printed, and does nothing else. `text` is a part of the expression `whole`,
    if each of its parts can be had or not by itself.
    """

    step: str
    text: str
    whole: str
    steers: bool
    paths: frozenset[Path]
    literals: frozenset[tuple[Path, Any]]
    days: frozenset[str]
    counts: bool = False

    @cached_property
    def roots(self) -> frozenset[str]:
        return frozenset(path[0] for path in self.paths)


def readings(flow: Flow) -> tuple[Reading, ...]:
    """Return every expression of `flow`, in the order of its steps, with what it reads of answers."""
    steps = {step.id for step in flow.steps}
    return tuple(
        _counting(reading, steps) if at == ("copies",) else reading
        for step in flow.steps
        for at, text in _expressions(step)
        for steers in (not _FOR_THE_WORLD & set(at),)
        for part, decides in ([(text, True)] if steers else _apart(text))
        for reading in (_reading(step.id, part, text, steers=decides, steps=steps),)
    )


def literals(read: tuple[Reading, ...], root: str) -> Mapping[Path, tuple[Any, ...]]:
    """Return, for each part of the answer of `root`, what it is compared with anywhere in the flow."""
    found: dict[Path, dict[Any, None]] = {}
    for reading in read:
        for path in sorted(reading.paths):
            if path[0] == root:
                found.setdefault(path, {})
        for path, value in sorted(reading.literals, key=repr):
            if path[0] == root:
                found.setdefault(path, {})[value] = None
    return {path: tuple(values) for path, values in sorted(found.items())}


def hanging(step: FormStep | ChooseStep) -> frozenset[Path]:
    """Return the parts of the answer of `step` that fit or do not as other answers are."""
    if isinstance(step, ChooseStep):
        return frozenset({()})
    return frozenset(
        (field.id,) if step.fields else ()
        for field in step.asked
        for at, text in _expressions(field)
        if at != ("when",) and any(path[0] not in _FIXED for path in _paths(parse(text)))
    )


def days(read: tuple[Reading, ...], usual: str) -> tuple[str, ...]:
    """Return on which days a flow is walked: a usual one, and those it speaks of, with the day before and after."""
    said = sorted({day for reading in read for day in reading.days})
    return tuple(dict.fromkeys((usual, *(days_after(day, more) for day in said for more in (-1, 0, 1)))))


def _expressions(model: BaseModel, at: Path = ()) -> Iterator[tuple[Path, str]]:
    hints = get_type_hints(type(model), include_extras=True)
    for name in type(model).model_fields:
        yield from _inside(getattr(model, name), hints[name], (*at, name))


def _inside(value: Any, hint: Any, at: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, BaseModel):
        yield from _expressions(value, at)
    elif isinstance(value, tuple):
        for item in value:
            yield from _inside(item, None, at)
    elif isinstance(value, dict):
        of = getattr(hint, "__args__", (None, None))[-1]
        for key, item in value.items():
            yield from _inside(item, of, (*at, key))
    elif isinstance(value, str) and (hint == Expression or Expression in getattr(hint, "__args__", ())):
        yield at, value


def _apart(text: str) -> list[tuple[str, bool]]:
    """Return the parts of a map, a list or a choice, and of each whether it decides which other part counts.

    Whether the whole can be had, and of which kind it is, follows from its parts.
    """
    match parse(text):
        case MapLiteral(entries=entries) if entries:
            nodes = [node for entry in entries for node in entry]
        case ListLiteral(items=items) if items:
            nodes = list(items)
        case Conditional(test=test, then=then, other=other):
            sides = (*_apart(text[then.start : then.end]), *_apart(text[other.start : other.end]))
            return [(text[test.start : test.end], True), *sides]
        case _:
            return [(text, False)]
    return [part for node in nodes for part in _apart(text[node.start : node.end])]


def _reading(step: str, text: str, whole: str, *, steers: bool, steps: set[str]) -> Reading:
    tree = parse(text)
    paths = frozenset(path for path in _paths(tree) if path[0] not in _FIXED)
    truths = [(_chain(tree), value) for value in (True, False)] if steers and _chain(tree) else []
    compared = frozenset(
        (path, value)
        for path, value in (*_compared(tree), *truths)
        if path[0] in steps and isinstance(value, str | int | float)
    )
    said = frozenset(
        value for path, value in _compared(tree) if path == _TODAY and isinstance(value, str) and is_day(value)
    )
    return Reading(step, text, whole, steers, paths, compared, said if steers else frozenset())


def _counting(reading: Reading, steps: set[str]) -> Reading:
    """Return what it reads as if it were compared with the least and the most that are printed."""
    ends = ((path, end) for path in reading.paths if path[0] in steps for end in (1, MOST_COPIES))
    return replace(reading, counts=True, literals=reading.literals | frozenset(ends))


def _paths(node: Node, bound: frozenset[str] = frozenset()) -> Iterator[Path]:
    """Yield what is read; the item of a macro is a part of the list that is yielded whole."""
    chain = _chain(node)
    if chain:
        if chain[0] not in bound:
            yield chain
        return
    if (
        isinstance(node, Call)
        and node.target is not None
        and node.name in MACROS
        and isinstance(node.arguments[0], Name)
    ):
        yield from _paths(node.target, bound)
        inner = bound | {node.arguments[0].name}
        for argument in node.arguments[1:]:
            yield from _paths(argument, inner)
        return
    for child in _children(node):
        yield from _paths(child, bound)


def _compared(node: Node) -> Iterator[tuple[Path, Any]]:
    """Yield each part with each literal it meets in a comparison; a part that is asked for its truth meets both."""
    if isinstance(node, Binary) and node.op in _COMPARING:
        values = [part.value for part in _every(node) if isinstance(part, Literal)]
        yield from ((path, value) for path in _paths(node) for value in values)
    for part in _truths(node):
        yield from ((part, value) for value in (True, False))
    for child in _children(node):
        yield from _compared(child)


def _truths(node: Node) -> Iterator[Path]:
    inside = (
        (node.left, node.right)
        if isinstance(node, Binary) and node.op in {"&&", "||"}
        else (node.of,)
        if isinstance(node, Unary) and node.op == "!"
        else ()
    )
    yield from (chain for part in inside if (chain := _chain(part)))


def _chain(node: Node) -> Path:
    """Return `a.b.c` as a path; nothing when `node` is anything else."""
    if isinstance(node, Name):
        return (node.name,)
    if isinstance(node, Index) and isinstance(node.key, Literal) and isinstance(node.key.value, str):
        return (*of, node.key.value) if (of := _chain(node.of)) else ()
    if isinstance(node, Select):
        return (*of, node.field) if (of := _chain(node.of)) else ()
    return ()


def _children(node: Node) -> Iterator[Node]:
    for field in fields(node):
        yield from _nodes(getattr(node, field.name))


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)


def _every(node: Node) -> Iterator[Node]:
    yield node
    for child in _children(node):
        yield from _every(child)
