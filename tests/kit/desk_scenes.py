"""Desks at random, each with what has to come of it; `python -m kit.desk_scenes 300` measures them all.

Run it with `PYTHONPATH=.:tests` from the project's folder; the number is that of desks a kind.
"""

import math
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from drivers.document_camera.judgement import Judged, judge
from drivers.document_camera.scenery import FIELD_MM, Desk, Laid, Mat, corners_px, draw, with_noise
from drivers.document_camera.sheet import Sheet
from drivers.errors import Refused
from drivers.faults import Fault

WIDTH_PX = 1600  # 78 dpi over the whole mat: 2 megapixels
Random = np.random.Generator


@dataclass(frozen=True)
class Kind:
    """A kind of desk; `wanted` is empty when the page must be found and accepted."""

    name: str
    make: Callable[[Random], Desk]
    wanted: frozenset[Fault] = frozenset()
    sheet: Sheet = Sheet.A4


@dataclass
class Tally:
    """How the desks of one kind came out."""

    right: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    errors: list[float] = field(default_factory=list)


def laid(random: Random, sheet: Sheet, most_deg: float = 30.0) -> Laid:
    """Lay a sheet anywhere where it is wholly in view, with a finger's width to spare."""
    angle = random.uniform(-most_deg, most_deg)
    (width, height), turn = sheet.size_mm, math.radians(angle)
    half_x = (abs(width * math.cos(turn)) + abs(height * math.sin(turn))) / 2
    half_y = (abs(width * math.sin(turn)) + abs(height * math.cos(turn))) / 2
    spare_x, spare_y = (max(0.0, field / 2 - half - 10) for field, half in zip(FIELD_MM, (half_x, half_y), strict=True))
    return Laid(sheet, random.uniform(-spare_x, spare_x), random.uniform(-spare_y, spare_y), angle)


def _mat(random: Random) -> Mat:
    return list(Mat)[random.integers(len(Mat))]


def _good(sheet: Sheet, mat: Mat) -> Callable[[Random], Desk]:
    return lambda random: Desk(laid(random, sheet), mat, tilt_deg=random.uniform(-6, 6))


def _partly_out(random: Random) -> Desk:
    """A4 whose lower or upper edge lies at least a centimetre beyond the picture."""
    where = laid(random, Sheet.A4)
    aside = random.choice([-1, 1]) * random.uniform(95, 160)
    return Desk(replace(where, y_mm=aside), _mat(random))


def _spoilt(sheet: Sheet, **trouble: tuple[float, float]) -> Callable[[Random], Desk]:
    def make(random: Random) -> Desk:
        desk = Desk(laid(random, sheet), _mat(random), tilt_deg=random.uniform(-6, 6))
        return replace(desk, **{name: random.uniform(*limits) for name, limits in trouble.items()})

    return make


_UNUSABLE = frozenset({Fault.NO_PAGE, Fault.IMAGE_BLURRED})
"""Edges that are washed out may hide the page altogether."""
_GLARE, _NO_PAGE = frozenset({Fault.IMAGE_GLARE}), frozenset({Fault.NO_PAGE})
KINDS = [
    *(Kind(f"{sheet} on {mat}", _good(sheet, mat), sheet=sheet) for sheet in Sheet for mat in Mat),
    *(Kind(f"{s} hardly out of focus", _spoilt(s, defocus_px=(0.0, 0.5)), sheet=s) for s in Sheet),
    *(Kind(f"{s} with a small shine", _spoilt(s, glare_mm=(1.0, 3.0)), sheet=s) for s in Sheet),
    Kind("empty mat", lambda r: Desk(None, _mat(r)), _NO_PAGE),
    Kind("hand alone", lambda r: Desk(None, _mat(r), hand=True), _NO_PAGE),
    *(Kind(f"{s} held", lambda r, s=s: Desk(laid(r, s), _mat(r), hand=True), _NO_PAGE, s) for s in Sheet),
    Kind("a4 partly out of view", _partly_out, _NO_PAGE),
    Kind("card for a4", lambda r: Desk(laid(r, Sheet.ID_CARD), _mat(r)), _NO_PAGE),
    Kind("a4 for card", lambda r: Desk(laid(r, Sheet.A4), _mat(r)), _NO_PAGE, Sheet.ID_CARD),
    *(Kind(f"{s} out of focus", _spoilt(s, defocus_px=(1.2, 6.0)), _UNUSABLE, s) for s in Sheet),
    *(Kind(f"{s} moved", _spoilt(s, motion_px=(6.0, 14.0), motion_deg=(0.0, 180.0)), _UNUSABLE, s) for s in Sheet),
    Kind("a4 with a lamp", _spoilt(Sheet.A4, glare_mm=(5.0, 50.0)), _GLARE),
    Kind(
        "card with a lamp", _spoilt(Sheet.ID_CARD, glare_mm=(5.0, 20.0)), frozenset({Fault.IMAGE_GLARE}), Sheet.ID_CARD
    ),
]


def as_sent(desk: Desk, random: Random) -> np.ndarray:
    """The picture as it comes out of a camera: with noise, and compressed."""
    _, encoded = cv2.imencode(".jpg", with_noise(draw(desk, WIDTH_PX), random), [cv2.IMWRITE_JPEG_QUALITY, 90])
    return cv2.imdecode(encoded, cv2.IMREAD_COLOR)


def corner_error(judged: Judged, desk: Desk) -> float:
    """The largest of the four errors, as a part of the sheet's diagonal."""
    true = np.array(corners_px(desk, WIDTH_PX))
    return float(np.linalg.norm(judged.corners.points - true, axis=1).max() / np.linalg.norm(true[0] - true[2]))


def tally(kind: Kind, count: int, random: Random) -> Tally:
    """Judge `count` desks of a kind."""
    result = Tally()
    for _ in range(count):
        desk = kind.make(random)
        try:
            judged = judge(as_sent(desk, random), kind.sheet, 150)
        except Refused as refusal:
            if refusal.fault in kind.wanted:
                result.right += 1
            else:
                result.wrong[refusal.detail.split(":")[0]] += 1
            continue
        if kind.wanted:
            result.wrong["accepted"] += 1
        else:
            result.right += 1
            result.errors.append(corner_error(judged, desk))
    return result


def main() -> None:
    """Print a line a kind."""
    count, random = int(sys.argv[1]), np.random.default_rng(2026)
    accepted = refused = good = bad = 0
    for kind in KINDS:
        result = tally(kind, count, random)
        worst = f"worst corner {max(result.errors):.2%} of the diagonal" if result.errors else ""
        print(f"{kind.name:28} right {result.right:4} of {count}  {worst}  {dict(result.wrong) or ''}", flush=True)
        if kind.wanted:
            bad, accepted = bad + count, accepted + result.wrong["accepted"]
        else:
            good, refused = good + count, refused + sum(result.wrong.values())
    print(f"falsely accepted {accepted} of {bad}, falsely refused {refused} of {good}")


if __name__ == "__main__":
    main()
