"""A fragment's steps under other names, wherever they are spoken of: ids, references, expressions."""

import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any

from kiosk.protocol.document import Location
from kiosk.protocol.flow_places import strings, written_steps
from kiosk.protocol.notation import Expression, StepId

_NAMES = re.compile(
    r"""(?P<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?<![\w.])(?P<before>detours\s*\.\s*)?(?P<name>[a-z_]\w*)"""
)
"""A text, which stays as it is, or a name that is no field of another, except of `detours`."""


def prefixed(steps: list[Any], prefix: str) -> list[Any]:
    """Return the raw `steps` with `prefix` before each of their own ids; names of others stay."""
    given = (step.get("id") for _, step in written_steps({"steps": steps}))
    names = {name: f"{prefix}_{name}" for name in given if isinstance(name, str)}
    value = {"steps": copy.deepcopy(steps)}
    for at, text in _changed(value, names):
        put(value, at, text)
    return value["steps"]


def _changed(value: dict[str, Any], names: Mapping[str, str]) -> Iterator[tuple[Location, str]]:
    for at, name in list(strings(value, StepId)):
        yield at, names.get(name, name)
    for at, text in list(strings(value, Expression)):
        yield at, renamed(text, names)


def renamed(expression: str, names: Mapping[str, str]) -> str:
    """Return the CEL with names of steps replaced: `card.name != 'card'` is `my_card.name != 'card'`."""

    def one(found: re.Match[str]) -> str:
        return found["text"] or f"{found['before'] or ''}{names.get(found['name'], found['name'])}"

    return _NAMES.sub(one, expression)


def put(value: Any, at: Location, text: str) -> None:
    """Put `text` in at that place of `value`."""
    *way, last = at
    for part in way:
        value = value[part]
    value[last] = text
