"""Which replies of a department stand for all others: parts absent, empty, full, and at each literal of the flow.

Replies are made from the shape that the flow declares; where it declares none, from what its expressions read.
"""

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from kiosk.engine.money import yuan
from kiosk.explorer.readings import Path, Reading, literals
from kiosk.protocol.files import MEDIA_TYPE
from kiosk.protocol.personal import Personal
from kiosk.protocol.steps import CallStep
from kiosk.protocol.steps.shape import Fields, Shape

_MOST_COMBINED = 256
"""Parts that steer the session are combined each with each up to here; beyond, one varies at a time."""
_SAMPLES: dict[str, tuple[Any, ...]] = {
    "text": ("示例", ""),
    "truth": (True, False),
    "int": (1, 0, -1),
    "number": (1.5, 0.0, -1.5),
    "day": ("2020-02-29", "1900-01-01", "2999-12-31"),
    "month": ("2020-02", "1900-01", "2999-12"),
    "money": ("1234.50", "0.00", "-1.00"),
    "portrait": (True,),
    "pdf": tuple(
        {"name": "示例.pdf", "media_type": MEDIA_TYPE, "size": 1000 * pages, "sha256": f"{pages:064x}", "pages": pages}
        for pages in (1, 2)
    ),
}
_ABSENT = object()


class Replies:
    """The replies to each call of a flow, and what its answers are compared with, each made once: a walk asks often."""

    def __init__(self, read: tuple[Reading, ...]) -> None:
        self._read = read
        self._compared: dict[str, Mapping[Path, tuple[Any, ...]]] = {}
        self._made: dict[str, tuple[Personal[dict[str, Any]], ...]] = {}

    def compared(self, root: str) -> Mapping[Path, tuple[Any, ...]]:
        """Return what the flow compares the parts of the answer of step `root` with."""
        if root not in self._compared:
            self._compared[root] = literals(self._read, root)
        return self._compared[root]

    def of(self, step: CallStep) -> tuple[Personal[dict[str, Any]], ...]:
        """Return the replies to `step`."""
        if step.id not in self._made:
            self._made[step.id] = tuple(map(Personal, replies(step, self._read)))
        return self._made[step.id]


def replies(step: CallStep, read: tuple[Reading, ...]) -> tuple[dict[str, Any], ...]:
    """Return the replies, without repetition, the plainest first; the last is one that lacks everything."""
    compared = literals(read, step.id)
    steering = {path[1:] for reading in read if reading.steers for path in reading.paths if path[0] == step.id}
    leaves = dict(_declared(step.result, ()) if step.result is not None else _guessed(compared))
    choices = {path: _choices(kind, compared.get((step.id, *path), ())) for path, kind in leaves.items()}
    made = [_made(one) for one in _combined(choices, steering)]
    return tuple({repr(reply): reply for reply in (*made, {})}.values())


def _combined(choices: Mapping[Path, tuple[Any, ...]], steering: set[Path]) -> Iterator[dict[Path, Any]]:
    base = {path: values[0] for path, values in choices.items()}
    yield base
    for path, values in choices.items():
        yield from ({**base, path: value} for value in values[1:])
    yield {path: values[-1] for path, values in choices.items()}
    varied = [path for path in choices if any(path[: len(one)] == one for one in steering)]
    size = 1
    for path in varied:
        size *= len(choices[path])
    if size <= _MOST_COMBINED:
        for values in itertools.product(*(choices[path] for path in varied)):
            yield {**base, **dict(zip(varied, values, strict=True))}


def _declared(shape: Shape | Fields, at: Path) -> Iterator[tuple[Path, Shape]]:
    """Yield each part that varies by itself: a word, or a whole list."""
    if isinstance(shape, dict):
        for name, inner in shape.items():
            yield from _declared(inner, (*at, name))
    else:
        yield at, shape


def _guessed(compared: Mapping[Path, tuple[Any, ...]]) -> Iterator[tuple[Path, Shape]]:
    paths = [path[1:] for path in compared if len(path) > 1]
    for path in paths:
        if not any(other != path and other[: len(path)] == path for other in paths):
            yield path, _kind(compared[next(one for one in compared if one[1:] == path)])


def _kind(values: tuple[Any, ...]) -> Shape:
    """Guess from what a part is compared with what it holds."""
    if any(isinstance(value, bool) for value in values):
        return "truth"
    return "int" if values and all(isinstance(value, int) for value in values) else "text"


def _choices(shape: Shape, compared: tuple[Any, ...]) -> tuple[Any, ...]:
    if isinstance(shape, list):
        row = _row(shape[0])
        sizes = {1, 0, 2} | {
            number + more for number in compared if type(number) is int for more in (0, 1) if number < 9
        }
        return tuple([row] * size for size in sorted(sizes, key=lambda size: (size != 1, size)))
    word = str(shape)
    values = [*_SAMPLES[word.removesuffix("?")], *_beside(word.removesuffix("?"), compared)]
    told = {repr(value): value for value in values}  # a file is no key
    return (*told.values(), *((_ABSENT,) if word.endswith("?") else ()))


def _row(shape: Shape) -> Any:
    if isinstance(shape, dict):
        return {name: _row(inner) for name, inner in shape.items()}
    if isinstance(shape, list):
        return [_row(shape[0])]
    return _SAMPLES[str(shape).removesuffix("?")][0]


def _beside(word: str, compared: tuple[Any, ...]) -> Iterator[Any]:
    """Yield each literal that the flow compares the part with, as that part may hold it, and its neighbours."""
    for value in compared:
        if type(value) is int and word in {"int", "number", "money"}:
            near = (value - 1, value, value + 1)
            yield from (yuan(one) if word == "money" else float(one) if word == "number" else one for one in near)
        elif isinstance(value, str) and word not in {"int", "number", "truth", "pdf", "portrait"}:
            yield value


def _made(values: Mapping[Path, Any]) -> dict[str, Any]:
    reply: dict[str, Any] = {}
    for path, value in values.items():
        place = reply
        for name in path[:-1]:
            place = place.setdefault(name, {})
        if value is not _ABSENT:
            place[path[-1]] = value
    return reply
