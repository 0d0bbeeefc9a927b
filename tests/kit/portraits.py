"""Makes the stand-ins before the emulated face camera out of portraits: `python -m kit.portraits NAME=PICTURE …`.

For each: the portrait cut out and made small (JPEG), what of it is the person and how deep it is
(PNG), the points of the face (JSON); and head and shoulders alone, as a register of portraits has them (JPEG). A NAME
without a picture makes only these anew.
Needs the models; what draws the persons afterwards does not.
"""

import json
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from drivers.face_camera.points import EARS, OVAL
from drivers.face_camera.portrait import DEPTH_FINE, DEPTH_ZERO
from kiosk.faces import models
from kiosk.faces.finding import Detector, Mesher
from kit.portrait_depths import depths

HOUSE = Path(__file__).parents[2]
PERSONS = HOUSE / "drivers/face_camera/persons"
_PX_PER_M = 1400.0
_EARS_M = 0.142  # from ear to ear
_ABOVE_M, _BELOW_M, _ASIDE_M = 0.2, 0.5, 0.36  # kept around the face's middle
_MOST_BYTES = 80_000
_SIDE, _FOOT = 1008, 980  # of a portrait, in px
_REGISTER_PX = 358, 441  # width and height in a register, as of a photograph for an ID card
_REGISTER_ABOVE, _REGISTER_HEIGHT = 0.52, 2.15  # of the face's height: kept above it, and in all
_REGISTER_MOST_BYTES = 40_000
_PAPER = 236  # how light the ground of such a photograph is, of 255
_OUTLINES = {
    "teacher": (
        ((0, 380), (428, 390), (300, 472), (248, 524), (200, 740), (168, 840), (200, 936), (270, _FOOT), (0, _FOOT)),
        ((600, 330), (578, 370), (606, 428), (734, 476), (774, 524), (774, 660), (772, 790), (736, 880), (706, _FOOT),
         (_SIDE, _FOOT), (_SIDE, 300), (640, 300)),
    ),
    "doctor": (
        ((0, 420), (150, 470), (150, 620), (166, 800), (192, _FOOT), (0, _FOOT)),
        ((540, 400), (548, 450), (650, 496), (728, 545), (768, 680), (770, 840), (690, 872), (676, 910), (672, _FOOT),
         (_SIDE, _FOOT), (_SIDE, 300), (580, 330)),
    ),
    "pilot": (
        ((0, 440), (250, 470), (140, 620), (84, 780), (88, _FOOT), (0, _FOOT)),
        ((592, 400), (664, 480), (752, 620), (782, 750), (630, _FOOT), (_SIDE, _FOOT), (_SIDE, 300), (640, 340)),
    ),
}  # fmt: skip
"""What of the background has the clothes' colours, outlined by hand in px of the finished portrait."""


def make(name: str, file: Path) -> None:
    """Write the three files of a person."""
    photograph = cv2.imread(str(file))
    folder = HOUSE / models.FOLDER
    face = Detector(models.read(models.DETECTOR, folder)).find(photograph)[0]
    spots = np.array(Mesher(models.read(models.MESH, folder)).mesh(photograph, face).spots)
    right, left = spots[list(EARS)]
    scale = _PX_PER_M * _EARS_M / float(np.linalg.norm(left - right))
    middle = (right[:2] + left[:2]) / 2 * scale
    origin = middle - np.array([_ASIDE_M, _ABOVE_M]) * _PX_PER_M
    size = (round(2 * _ASIDE_M * _PX_PER_M), round((_ABOVE_M + _BELOW_M) * _PX_PER_M))
    way = np.array([[scale, 0, -origin[0]], [0, scale, -origin[1]]])
    kind = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    small = cv2.resize(photograph, None, fx=scale, fy=scale, interpolation=kind)
    moved = np.array([[1.0, 0, -origin[0]], [0, 1, -origin[1]]])
    portrait = cv2.warpAffine(small, moved, size, borderMode=cv2.BORDER_REPLICATE)
    points = np.column_stack([spots[:, :2] @ way[:, :2].T + way[:, 2], spots[:, 2] * scale])
    inside = cv2.warpAffine(np.full(small.shape[:2], 255, np.uint8), moved, size)
    for outline in _OUTLINES.get(name, ()):
        cv2.fillPoly(inside, [np.array(outline, np.int32)], 0)
    matte = _matte(portrait, points, inside)
    _write(name, portrait, matte, points)


def _matte(portrait: Any, points: Any, inside: Any) -> Any:
    """Return how much of each pixel is the person: found by colours, from face and chest outwards."""
    height, width = portrait.shape[:2]
    x, top, _ = points[list(OVAL)].min(axis=0)
    right, chin, _ = points[list(OVAL)].max(axis=0)
    face_width = right - x
    marks = np.full((height, width), cv2.GC_BGD, np.uint8)
    _ellipse(marks, ((x + right) / 2, (top + chin) / 2 - 0.1 * face_width), (0.78 * face_width, 1.12 * face_width), 3)
    cv2.rectangle(marks, (0, int(chin + 0.12 * face_width)), (width, height), 3, -1)
    _ellipse(marks, ((x + right) / 2, height), (0.5 * width, height - chin - 0.1 * face_width), 1)
    cv2.fillPoly(marks, [points[list(OVAL), :2].astype(np.int32)], 1)
    cv2.rectangle(marks, (int(x + 0.25 * face_width), int(chin)), (int(right - 0.25 * face_width), height), 1, -1)
    _ellipse(marks, ((x + right) / 2, top + 0.1 * face_width), (0.46 * face_width, 0.42 * face_width), 1)
    marks[inside == 0] = cv2.GC_BGD
    cv2.grabCut(portrait, marks, None, np.zeros((1, 65)), np.zeros((1, 65)), 6, cv2.GC_INIT_WITH_MASK)
    found = np.isin(marks, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    count, parts, sizes, _ = cv2.connectedComponentsWithStats(found)
    found = (parts == 1 + int(sizes[1:count, cv2.CC_STAT_AREA].argmax())).astype(np.uint8) * 255
    closed = cv2.morphologyEx(found, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9)))
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (13, 13)))
    thinner = cv2.erode(opened, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5)))
    return cv2.GaussianBlur(thinner, (0, 0), 2.0)


def _ellipse(marks: Any, centre: tuple[float, float], axes: tuple[float, float], value: int) -> None:
    cv2.ellipse(marks, (int(centre[0]), int(centre[1])), (int(axes[0]), int(axes[1])), 0, 0, 360, value, -1)


def _write(name: str, portrait: Any, matte: Any, points: Any) -> None:
    """What is not the person is grey: it is never seen, and costs nothing."""
    near = cv2.dilate(matte, np.ones((15, 15), np.uint8)) > 0
    kept = np.where(near[:, :, None], portrait, 128).astype(np.uint8)
    PERSONS.mkdir(exist_ok=True)
    (PERSONS / f"{name}.jpg").write_bytes(_encoded(kept, _MOST_BYTES))
    cv2.imwrite(str(PERSONS / f"{name}.matte.png"), matte)
    deep = np.clip(np.rint(depths(points, matte) * DEPTH_FINE) + DEPTH_ZERO, 0, 65535).astype(np.uint16)
    cv2.imwrite(str(PERSONS / f"{name}.depth.png"), deep)
    told = {"px_per_m": _PX_PER_M, "points": [[round(float(value), 1) for value in point] for point in points]}
    (PERSONS / f"{name}.json").write_text(json.dumps(told, separators=(",", ":")) + "\n", "utf-8")


def make_for_register(name: str) -> None:
    """Write head and shoulders of a person who is made, on paper, upright and ahead as the portrait is."""
    person = cv2.imread(str(PERSONS / f"{name}.jpg")).astype(np.float32)
    share = cv2.imread(str(PERSONS / f"{name}.matte.png"), cv2.IMREAD_GRAYSCALE).astype(np.float32)[:, :, None] / 255
    points = np.array(json.loads((PERSONS / f"{name}.json").read_text("utf-8"))["points"])[list(OVAL), :2]
    (x, top), (right, chin) = points.min(axis=0), points.max(axis=0)
    scale = _REGISTER_PX[1] / (_REGISTER_HEIGHT * (chin - top))
    left, above = (x + right) / 2 - _REGISTER_PX[0] / 2 / scale, top - _REGISTER_ABOVE * (chin - top)
    way = np.array([[scale, 0, -left * scale], [0, scale, -above * scale]])
    whole = person * share + _PAPER * (1 - share)
    cut = cv2.warpAffine(whole, way, _REGISTER_PX, flags=cv2.INTER_AREA, borderValue=(_PAPER,) * 3)
    (PERSONS / f"{name}.portrait.jpg").write_bytes(_encoded(cut.astype(np.uint8), _REGISTER_MOST_BYTES))


def _encoded(picture: Any, most_bytes: int) -> bytes:
    """Return it as the best JPEG that is small enough."""
    tries = (cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, of])[1].tobytes() for of in range(90, 40, -4))
    return next(each for each in tries if len(each) <= most_bytes)


if __name__ == "__main__":
    for given in sys.argv[1:]:
        name, _, file = given.partition("=")
        if file:
            make(name, Path(file))
        make_for_register(name)
