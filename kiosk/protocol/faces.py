"""What a resident is asked to do before the camera, and what they are told meanwhile: words of terminal and flow."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from kiosk.protocol.faults import FaceReason


class FaceTask(StrEnum):
    """What the resident is to do now; left and right are their own."""

    LOOK_AHEAD = "LOOK_AHEAD"
    TURN_LEFT = "TURN_LEFT"
    TURN_RIGHT = "TURN_RIGHT"
    BLINK = "BLINK"  # close both eyes, and open them again
    OPEN_MOUTH = "OPEN_MOUTH"


class FaceHint(StrEnum):
    """What keeps the face from being seen well enough, told while it lasts."""

    NO_FACE = "NO_FACE"
    SEVERAL_FACES = "SEVERAL_FACES"
    TOO_DARK = "TOO_DARK"
    TOO_BRIGHT = "TOO_BRIGHT"
    TOO_FAR = "TOO_FAR"
    TOO_CLOSE = "TOO_CLOSE"  # or cut off by the picture's upper or lower rim
    MOVE_LEFT = "MOVE_LEFT"  # the resident is too far to their own right
    MOVE_RIGHT = "MOVE_RIGHT"
    LOOK_AHEAD = "LOOK_AHEAD"  # the head is turned aside
    LOOK_UP = "LOOK_UP"
    LOOK_DOWN = "LOOK_DOWN"
    HEAD_UPRIGHT = "HEAD_UPRIGHT"  # it is laid on one side
    HOLD_STILL = "HOLD_STILL"  # the picture is blurred
    EYES_HIDDEN = "EYES_HIDDEN"  # dark glasses, hair, a hand
    FACE_COVERED = "FACE_COVERED"  # a mask, a scarf, a veil


Gestures = Literal["turning", "still"]
"""Which tasks are given: turning the head and blinking, or, for whoever cannot turn it, eyes and mouth alone."""

FalseAccept = Literal["1e-3", "1e-4", "1e-5"]
"""How often, of all strangers, one is taken for the person on the photo; docs/face.md says what that is worth."""


FACE_FIELD = "face"
"""Of what an authority is asked that compares faces itself: the picture of the face, see `kiosk.protocol.face_crop`."""


@dataclass(frozen=True)
class FaceGuide:
    """`task` is to be done now, the `done`-th of `of` counted from 0; `hint` must be mended before it can be seen."""

    task: FaceTask
    done: int
    of: int
    hint: FaceHint | None = None


_ENDS_AS = {
    FaceHint.NO_FACE: FaceReason.NO_FACE,
    FaceHint.SEVERAL_FACES: FaceReason.SEVERAL_FACES,
    FaceHint.TOO_DARK: FaceReason.TOO_DARK,
    FaceHint.TOO_FAR: FaceReason.TOO_FAR,
    FaceHint.EYES_HIDDEN: FaceReason.COVERED,
    FaceHint.FACE_COVERED: FaceReason.COVERED,
}


def reason_at_timeout(guide: FaceGuide | None) -> FaceReason:
    """Return how an attempt ends whose time is up; `guide`: what was told last, None when nothing was.

    A hint that stood to the end can be mended. Without one the face was seen well, and did not do what was asked: that
    is as a picture of a face would.
    """
    if guide is None:
        return FaceReason.NO_FACE
    if guide.hint is not None:
        return _ENDS_AS.get(guide.hint, FaceReason.UNCLEAR)
    return FaceReason.NO_FACE if guide.task is FaceTask.LOOK_AHEAD and guide.done == 0 else FaceReason.NOT_LIVE
