"""A signature as it was drawn: strokes of points with times, and what is made of them. Pure.

A point is (x, y, t): x from 0 to 1000 from the left, y from 0 to 400 from the top, t in milliseconds since the first.
"""

from collections.abc import Sequence
from itertools import chain, pairwise
from math import hypot
from typing import Any

BOARD_WIDTH, BOARD_HEIGHT = 1000, 400
LEAST_LENGTH = 300
"""A line shorter than that is a dot or a slip of the finger, and nobody's name."""
MOST_POINTS = 6000
"""A minute of a panel that tells of a finger 100 times a second."""
_LINE_WIDTH = 7

Point = tuple[int, int, int]
Stroke = tuple[Point, ...]
Strokes = tuple[Stroke, ...]


def read(given: Any) -> Strokes | None:
    """Return the strokes in `given`, lists of points; None when they are none that could have been drawn."""
    if not isinstance(given, list) or not all(isinstance(stroke, list) and stroke for stroke in given):
        return None
    if sum(map(len, given)) > MOST_POINTS or not all(map(_is_point, chain(*given))):
        return None
    strokes = tuple(tuple((x, y, t) for x, y, t in stroke) for stroke in given)
    times = [t for _, _, t in chain(*strokes)]
    return strokes if all(before <= after for before, after in pairwise(times)) else None


def length(strokes: Sequence[Sequence[Point]]) -> float:
    """Return how far the finger went on the board."""
    return sum(hypot(x2 - x1, y2 - y1) for stroke in strokes for (x1, y1, _), (x2, y2, _) in pairwise(stroke))


def path(strokes: Sequence[Sequence[Point]]) -> str:
    """Return the line as the data of an SVG path: curves between the middles of the points, without corners."""
    return " ".join(map(_curve, strokes))


def answer(strokes: Strokes) -> dict[str, Any]:
    """Return what the step answers.

    `svg`: a whole picture, `path`: its line; `trace`: each point as `x,y,t`, strokes apart by `;`.
    """
    return {
        "svg": _picture(strokes),
        "path": path(strokes),
        "trace": ";".join(" ".join(f"{x},{y},{t}" for x, y, t in stroke) for stroke in strokes),
        "strokes": len(strokes),
        "duration_ms": strokes[-1][-1][2] - strokes[0][0][2],
    }


def _is_point(point: Any) -> bool:
    if not isinstance(point, list) or len(point) != 3 or not all(type(number) is int for number in point):
        return False
    x, y, t = point
    return bool(0 <= x <= BOARD_WIDTH and 0 <= y <= BOARD_HEIGHT and t >= 0)


def _curve(stroke: Sequence[Point]) -> str:
    (x, y, _), *rest = stroke
    parts = [f"M{x} {y}"]
    for (x1, y1, _), (x2, y2, _) in pairwise(rest):
        parts.append(f"Q{x1} {y1} {(x1 + x2) / 2:g} {(y1 + y2) / 2:g}")
    x, y, _ = stroke[-1]
    return " ".join((*parts, f"L{x} {y}"))


def _picture(strokes: Strokes) -> str:
    line = f'fill="none" stroke="#000" stroke-width="{_LINE_WIDTH}" stroke-linecap="round" stroke-linejoin="round"'
    box = f"0 0 {BOARD_WIDTH} {BOARD_HEIGHT}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}"><path d="{path(strokes)}" {line}/></svg>'
