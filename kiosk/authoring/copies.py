"""How many copies an `issue` may come to print: told before anybody stands there, where the flow's own limits show it.

Only what certainly happens is told: a field that can be typed up to 9 and that no condition of the flow asks about
reaches 9. Where one does, or a department gives the number, the explorer finds what comes of it.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import product

from kiosk.authoring.scopes import Walk
from kiosk.authoring.source import pinned
from kiosk.engine.cel import Flaw, FlawError, parse
from kiosk.engine.cel.syntax import Binary, Literal, Node, Select, Unary
from kiosk.engine.cel.syntax import Name as NameNode
from kiosk.protocol.document import Problem
from kiosk.protocol.fields import NumberField
from kiosk.protocol.steps import FormStep, IssueStep
from kiosk.protocol.steps.issue import MOST_COPIES

Bounds = tuple[int, int]
"""The least and the most that a part of an expression gives; both are reached."""


def copies_problems(walked: Walk) -> Iterator[Problem]:
    """Yield each `copies` that may be less than 1 or more than 5."""
    fields = dict(_numbers(walked))
    for seen in walked.seen:
        if not isinstance(seen.step, IssueStep) or not isinstance(text := seen.step.copies, str):
            continue
        try:
            bounds = bounds_of(parse(text), fields)
        except FlawError:
            continue
        if bounds is None or (bounds[0] >= 1 and bounds[1] <= MOST_COPIES):
            continue
        told = str(bounds[0]) if bounds[0] == bounds[1] else f"{bounds[0]} to {bounds[1]}"
        flaw = Flaw(0, len(text), f"gives {told}, and 1 to {MOST_COPIES} copies can be printed", code="copies")
        hint = f"set min and max of the field so that it stays within 1 and {MOST_COPIES}"
        yield pinned(walked.document.problem((*seen.at, "copies"), flaw.message, hint), walked.files, text, flaw)


def bounds_of(node: Node, fields: Mapping[str, Bounds]) -> Bounds | None:
    """Return the bounds of a whole number; None where they are not known. `fields`: of `step.field`."""
    match node:
        case Literal(kind="int", value=int(value)):
            return value, value
        case Select(of=NameNode(name=step), field=field):
            return fields.get(f"{step}.{field}")
        case Unary(op="-", of=inner):
            bounds = bounds_of(inner, fields)
            return None if bounds is None else (-bounds[1], -bounds[0])
        case Binary(op="+" | "-" | "*", left=left, right=right):
            return _combined(node.op, bounds_of(left, fields), bounds_of(right, fields))
        case _:
            return None


def _combined(op: str, left: Bounds | None, right: Bounds | None) -> Bounds | None:
    if left is None or right is None:
        return None
    steps = {"+": int.__add__, "-": int.__sub__, "*": int.__mul__}
    ends = [steps[op](one, other) for one, other in product(left, right)]
    return min(ends), max(ends)


def _numbers(walked: Walk) -> Iterator[tuple[str, Bounds]]:
    """Yield the whole numbers that residents type, but those that a condition of the flow asks about."""
    asked = " ".join(_conditions(walked.document.value))
    for seen in walked.seen:
        for field in seen.step.fields if isinstance(seen.step, FormStep) else ():
            name = f"{seen.step.id}.{field.id}"
            if isinstance(field, NumberField) and not field.decimals and not re.search(rf"\b{field.id}\b", asked):
                yield name, (int(field.min), int(field.max))


def _conditions(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "when" and isinstance(inner, str):
                yield re.sub(r"\bhas\([^()]*\)", "", inner)  # whether it is there says nothing of how much it is
            yield from _conditions(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _conditions(inner)
