"""What a bad picture costs, and what of that the quality gate spares: one side of each pair is made worse."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from kiosk.bench.degradations import DEGRADATIONS, Degradation
from kiosk.bench.error_rates import refused
from kiosk.bench.face_ours import Parts, picture
from kiosk.bench.face_pairs import People
from kiosk.bench.ratio import median
from kiosk.bench.table import Table
from kiosk.faces.face import Face
from kiosk.faces.finding import Embedding, Picture, likeness
from kiosk.protocol.faces import FaceHint

Gate = Callable[[Picture], FaceHint | None]
"""What is wrong with a picture; None lets it through."""


_WORTH = (
    "sharpness is the median; refused of those found, and with the gate on, of those let through (95 %)",
    "press photographs have heads turned and others behind, as nobody does who was asked to look into a camera",
)


@dataclass(frozen=True)
class _Known:
    """A picture as it is, and the face that is meant in it."""

    seen: Picture
    face: Face
    numbers: Embedding


@dataclass
class _Came:
    """Of the worse sides: sharpness of those found, scores of their pairs, of those let through, and hints."""

    tried: int = 0
    sharpness: list[float] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    let_through: list[float] = field(default_factory=list)
    hints: Counter[FaceHint] = field(default_factory=Counter)


def degraded(
    ours: Parts,
    gate: Gate,
    pictures: People,
    threshold: float,
    kinds: Mapping[str, Degradation] = DEGRADATIONS,
) -> Table:
    """Return how often the right ones are refused at `threshold`, for each kind, with the gate off and on.

    Each picture is made worse in turn and held against each other picture of the same person as it is.

    Raises:
        ValueError: a picture is none.
    """
    known = [[one for file in files if (one := _known(ours, picture(file)))] for files in pictures.values()]
    rows = tuple(_row(name, _came(ours, gate, known, kind), threshold) for name, kind in kinds.items())
    columns = (
        "one side",
        "found",
        "sharpness",
        "refused, gate off",
        "turned away",
        "refused, gate on",
        "why turned away",
    )
    return Table(
        "The right ones refused when one side is worse", columns, rows, (f"at threshold {threshold:.3f}", *_WORTH)
    )


def _known(ours: Parts, seen: Picture) -> _Known | None:
    found = ours.embedded(seen)
    return None if found is None else _Known(seen, *found)


def _came(ours: Parts, gate: Gate, known: list[list[_Known]], kind: Degradation) -> _Came:
    came = _Came()
    for one, others in _held_against(known):
        worse = kind(one.seen, one.face)
        came.tried += 1
        found, hint = ours.embedded(worse), gate(worse)
        if hint is not None:
            came.hints[hint] += 1
        if found is not None:
            came.sharpness.append(ours.sharpness(worse, found[0]))
            scores = [likeness(found[1], other.numbers) for other in others]
            came.scores += scores
            came.let_through += scores if hint is None else []
    return came


def _held_against(known: list[list[_Known]]) -> Iterator[tuple[_Known, list[_Known]]]:
    for person in known:
        for one in person:
            if others := [other for other in person if other is not one]:
                yield one, others


def _row(name: str, came: _Came, threshold: float) -> tuple[str, ...]:
    why = ", ".join(f"{hint} {times}" for hint, times in came.hints.most_common(3))
    tried = max(1, came.tried)
    sharp = f"{median(came.sharpness):.2f}" if came.sharpness else "–"
    off, on = _refused(came.scores, threshold), _refused(came.let_through, threshold)
    return (name, f"{len(came.sharpness) / tried:.0%}", sharp, off, f"{came.hints.total() / tried:.0%}", on, why)


def _refused(scores: list[float], threshold: float) -> str:
    return str(refused(np.array(scores), threshold)) if scores else "–"
