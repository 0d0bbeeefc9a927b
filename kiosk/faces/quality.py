"""Whether a face is seen well enough to be compared, and if not, what the resident can do about it.

Limits and what they cost are measured by `kiosk bench face --pairs`; docs/face.md has the figures.
"""

from kiosk.faces.face import Face
from kiosk.faces.seen import Look, Seen
from kiosk.protocol.faces import FaceHint

_DARK, _MOST_CLIPPED = 40.0, 0.25  # of the face
_ALL_CLIPPED = 0.5  # of the whole picture, where no face is found
_LEAST_EYES_PX = 36.0  # from eye to eye; faces half as large are compared with twice the errors
_MOST_HEIGHT = 0.85  # of the picture's
_RIM = 0.03  # of the face's height
_ASIDE = 0.22  # of the picture's width, from its rim to the middle of the face
_ALSO = 0.5  # of the largest face's width: who stands behind is smaller, and nobody's hindrance
_TURNED, _ROLLED_DEG, _UP, _DOWN = 0.2, 20.0, 0.45, 0.70
LEAST_SHARPNESS = 0.40
_EYES_HIDDEN_BELOW, _MOUTH_HIDDEN_BELOW = 0.32, 0.38  # `kiosk.faces.occlusion` tells how many bare faces are below


def placed(seen: Seen) -> FaceHint | None:
    """Return what is wrong with who stands there, and where; None when one face is there, large, lit and in view."""
    if seen.look is None:
        if seen.brightness < _DARK:
            return FaceHint.TOO_DARK
        return FaceHint.TOO_BRIGHT if seen.clipped > _ALL_CLIPPED else FaceHint.NO_FACE
    face = seen.faces[0]
    if any(other.width >= _ALSO * face.width for other in seen.faces[1:]):
        return FaceHint.SEVERAL_FACES
    return _distance(face, seen.look, seen) or _side(face, seen) or _light(seen.look)


def fit_to_compare(seen: Seen) -> FaceHint | None:
    """Return what keeps this frame's face from being compared, the first to be mended first; None when nothing does."""
    if (wrong := placed(seen)) is not None or seen.look is None:
        return wrong
    return _held(seen.faces[0], seen.look) or _clear(seen.look)


def _distance(face: Face, look: Look, seen: Seen) -> FaceHint | None:
    if face.height > _MOST_HEIGHT * seen.height_px or _cut_off(face, seen):
        return FaceHint.TOO_CLOSE
    turned_in = max(0.5, 1 - abs(look.turn))  # the eyes of a turned head lie closer together
    return FaceHint.TOO_FAR if face.eye_distance_px < _LEAST_EYES_PX * turned_in else None


def _cut_off(face: Face, seen: Seen) -> bool:
    """True when forehead or chin are at the picture's rim: what lies beyond it would be guessed."""
    rim = _RIM * face.height
    return face.y < rim or face.y + face.height > seen.height_px - rim


def _side(face: Face, seen: Seen) -> FaceHint | None:
    middle = (face.x + face.width / 2) / seen.width_px
    if middle < _ASIDE:
        return FaceHint.MOVE_LEFT  # the picture's left is the resident's right
    return FaceHint.MOVE_RIGHT if middle > 1 - _ASIDE else None


def _light(look: Look) -> FaceHint | None:
    if look.brightness < _DARK:
        return FaceHint.TOO_DARK
    return FaceHint.TOO_BRIGHT if look.clipped > _MOST_CLIPPED else None


def _held(face: Face, look: Look) -> FaceHint | None:
    if abs(look.turn) > _TURNED:
        return FaceHint.LOOK_AHEAD
    if abs(face.roll_deg) > _ROLLED_DEG:
        return FaceHint.HEAD_UPRIGHT
    if face.nod < _UP:
        return FaceHint.LOOK_DOWN
    return FaceHint.LOOK_UP if face.nod > _DOWN else None


def _clear(look: Look) -> FaceHint | None:
    if look.eyes_light < _EYES_HIDDEN_BELOW:
        return FaceHint.EYES_HIDDEN
    if look.mouth_line < _MOUTH_HIDDEN_BELOW:
        return FaceHint.FACE_COVERED
    return FaceHint.HOLD_STILL if look.sharpness < LEAST_SHARPNESS else None
