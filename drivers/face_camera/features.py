"""What moves in a face, done to its portrait before the head is turned: eyelids, the mouth; and what is worn on it."""

from enum import StrEnum

import cv2
import numpy as np

from drivers.face_camera import points
from drivers.face_camera.portrait import Array, Portrait

_LID = 0.85  # of the way from the brow to the eye: as far as the upper lid's skin reaches that comes down
_MEET = 0.92  # of the way down: where closed lids meet
_DROP = 0.55  # of the mouth's width: by so much the lower lip comes down when the mouth is wide open
_EYES = (
    (points.RIGHT_EYE_ABOVE, points.RIGHT_EYE_BELOW, points.RIGHT_BROW),
    (points.LEFT_EYE_ABOVE, points.LEFT_EYE_BELOW, points.LEFT_BROW),
)
_LASHES, _THROAT, _TONGUE = (30, 36, 52, 255), (26, 22, 44), (74, 66, 150)
_GLASS, _FRAME = (30, 26, 26, 255), (12, 12, 14, 255)
_CLOTH, _FOLD, _BAND = (226, 204, 168, 255), (204, 180, 142, 255), (236, 232, 228, 255)
_SUB = 16  # cv2 draws at sixteenths of a pixel: shift of 4 bits


class Wear(StrEnum):
    """What somebody wears before their face."""

    NOTHING = "nothing"
    DARK_GLASSES = "dark_glasses"
    MASK = "mask"


def moved(portrait: Portrait, texture: Array, eyes_open: float, mouth_open: float) -> Array:
    """Return `texture`, a portrait's picture, with eyes and mouth so far open; it is copied where anything moves."""
    if eyes_open > 0.98 and mouth_open < 0.02:
        return texture
    changed = texture.copy()
    if mouth_open >= 0.02:
        _open_mouth(portrait, texture, changed, min(1.0, mouth_open))
    if eyes_open <= 0.98:
        for above, below, brow in _EYES:
            lines = [portrait.spots[list(line), :2] for line in (above, below, brow)]
            _close_eye(texture, changed, lines, 1 - max(0.0, eyes_open))
    return changed


def _close_eye(texture: Array, changed: Array, lines: list[Array], closed: float) -> None:
    """Draw the upper lid's skin down over the eye, which itself stays where it is."""
    above, below, brow = lines
    left, right = int(above[:, 0].min()) + 1, int(above[:, 0].max())
    columns = np.arange(left, right, dtype=np.float32)
    upper = np.interp(columns, above[:, 0], above[:, 1]).astype(np.float32)
    lower = np.maximum(upper, np.interp(columns, below[:, 0], below[:, 1]).astype(np.float32))
    fold = upper + (np.float32(brow[:, 1].mean()) - upper) * _LID
    lid = upper + (lower - upper) * np.float32(_MEET * closed)
    top, bottom = int(fold.min()), int(lower.max()) + 2
    rows = np.arange(top, bottom, dtype=np.float32)[:, None]
    skin = fold + (rows - fold) * (upper - fold) / np.maximum(lid - fold, 1)
    from_y = np.where((rows > fold) & (rows < lid), skin, rows).astype(np.float32)
    from_x = np.ascontiguousarray(np.broadcast_to(columns, from_y.shape))
    changed[top:bottom, left:right] = cv2.remap(texture, from_x, from_y, cv2.INTER_LINEAR)
    lashes = np.column_stack([columns, lid])[:: max(1, len(columns) // 12)]
    width = max(1, round((right - left) * 0.045 * (0.4 + closed)))
    cv2.polylines(changed, [_exact(lashes)], isClosed=False, color=_LASHES, thickness=width, lineType=cv2.LINE_AA, shift=4)


def _open_mouth(portrait: Portrait, texture: Array, changed: Array, share: float) -> None:
    """Let the lower lip and the chin come down, pressed together towards the neck; what opens between is dark."""
    upper, lower = (portrait.spots[list(line), :2] for line in (points.LIPS_ABOVE, points.LIPS_BELOW))
    left, right = int(lower[:, 0].min()) + 1, int(lower[:, 0].max())
    columns = np.arange(left, right, dtype=np.float32)
    middle, half = (left + right) / 2, (right - left) / 2
    round_ = np.sqrt(np.clip(1 - ((columns - middle) / half) ** 2, 0, 1))
    drop = (share * _DROP * 2 * half * round_).astype(np.float32)
    lip = np.interp(columns, lower[:, 0], lower[:, 1]).astype(np.float32)
    end = np.float32(portrait.chin_y + 0.9 * (portrait.chin_y - lower[:, 1].max()))
    top, bottom = int(min(lip.min(), upper[:, 1].min())), int(end)
    rows = np.arange(top, bottom, dtype=np.float32)[:, None]
    flesh = lip + (rows - lip - drop) * (end - lip) / (end - lip - drop)
    from_y = np.where(rows < lip, rows, np.maximum(flesh, lip)).astype(np.float32)
    from_x = np.ascontiguousarray(np.broadcast_to(columns, from_y.shape))
    part = cv2.remap(texture, from_x, from_y, cv2.INTER_LINEAR)
    depth = (rows - lip) / np.maximum(drop, 1)
    open_ = np.clip(np.minimum(rows - lip + 0.5, lip + drop - rows + 0.5), 0, 1)[:, :, None]
    inside = np.array(_THROAT) + np.clip((depth - 0.6) / 0.4, 0, 1)[:, :, None] * (np.array(_TONGUE) - _THROAT)
    part[:, :, :3] = part[:, :, :3] * (1 - open_) + inside * open_
    changed[top:bottom, left:right] = part


def worn(portrait: Portrait, wear: Wear) -> Array:
    """Return the portrait's picture with `wear` on the face."""
    if wear is Wear.NOTHING:
        return portrait.picture
    texture = portrait.picture.copy()
    if wear is Wear.DARK_GLASSES:
        _put_on_glasses(portrait, texture)
    else:
        _put_on_mask(portrait, texture)
    return texture


def _put_on_glasses(portrait: Portrait, texture: Array) -> None:
    spots, size = portrait.spots[:, :2], portrait.head_width
    eyes = [spots[list(corners)].mean(axis=0) for corners in (points.RIGHT_EYE_CORNERS, points.LEFT_EYE_CORNERS)]
    width = max(2, round(0.03 * size))
    ears = spots[list(points.EARS)]
    for eye, ear in zip(eyes, ears, strict=True):
        cv2.line(texture, *_pair(eye, (ear[0], eye[1] + 0.02 * size)), _FRAME, width, cv2.LINE_AA)
    cv2.line(texture, *_pair(*eyes), _FRAME, width, cv2.LINE_AA)
    for eye in eyes:
        glass = cv2.ellipse2Poly((round(eye[0]), round(eye[1] + 0.03 * size)), (round(0.18 * size), round(0.13 * size)), 0, 0, 360, 6)
        cv2.fillPoly(texture, [glass], _GLASS, cv2.LINE_AA)
        cv2.polylines(texture, [glass], isClosed=True, color=_FRAME, thickness=width, lineType=cv2.LINE_AA)


def _put_on_mask(portrait: Portrait, texture: Array) -> None:
    spots = portrait.spots[:, :2]
    outline = spots[list(points.MASKED)]
    for side, ear in zip((93, 323), spots[list(points.EARS)], strict=True):
        cv2.line(texture, *_pair(spots[side], ear), _BAND, 4, cv2.LINE_AA)
    cv2.fillPoly(texture, [_exact(outline)], _CLOTH, cv2.LINE_AA, shift=4)
    left, right = outline[:, 0].min(), outline[:, 0].max()
    for share in (0.35, 0.5, 0.65):
        y = outline[:, 1].min() + share * (outline[:, 1].max() - outline[:, 1].min())
        cv2.line(texture, *_pair((left + 0.16 * (right - left), y), (right - 0.16 * (right - left), y)), _FOLD, 3, cv2.LINE_AA)


def _pair(one: Array | tuple[float, float], other: Array | tuple[float, float]) -> tuple[tuple[int, int], tuple[int, int]]:
    return (round(float(one[0])), round(float(one[1]))), (round(float(other[0])), round(float(other[1])))


def _exact(line: Array) -> Array:
    return np.asarray(np.rint(line * _SUB), np.int32)
