"""Somebody who stands before the camera, sways, blinks, and does what they are asked to: a pose for each moment."""

import math
from dataclasses import dataclass, replace
from enum import StrEnum

from drivers.face_camera.head import Pose

_TURN_DEG, _TURN_S, _HELD_S = 42.0, 0.4, 0.6  # with an even start and end that is up to 160° a second
_BLINK_S, _MOUTH_S = 0.28, 0.35
_BLINKS_EVERY_S = 4.7


class Gesture(StrEnum):
    """What somebody may be asked to do; left and right are their own."""

    TURN_LEFT = "turn_left"
    TURN_RIGHT = "turn_right"
    BLINK = "blink"
    OPEN_MOUTH = "open_mouth"


@dataclass(frozen=True)
class Course:
    """How a gesture goes: it comes in `out_s`, is held for `held_s`, and goes as it came."""

    most: Pose
    out_s: float
    held_s: float

    @property
    def whole_s(self) -> float:
        return 2 * self.out_s + self.held_s

    def share(self, since_s: float) -> float:
        """Return how much of it is done, 0 to 1, `since_s` after it began."""
        linear = min(since_s, self.whole_s - since_s) / self.out_s
        return smooth(linear)


COURSES = {
    Gesture.TURN_LEFT: Course(Pose(turn_deg=_TURN_DEG), _TURN_S, _HELD_S),
    Gesture.TURN_RIGHT: Course(Pose(turn_deg=-_TURN_DEG), _TURN_S, _HELD_S),
    Gesture.BLINK: Course(Pose(eyes_open=0.0), _BLINK_S / 3, _BLINK_S / 3),
    Gesture.OPEN_MOUTH: Course(Pose(mouth_open=1.0), _MOUTH_S, _HELD_S),
}


def smooth(share: float) -> float:
    """Return `share`, cut to 0…1, with an even start and end."""
    share = max(0.0, min(1.0, share))
    return share * share * (3 - 2 * share)


class Actor:
    """Poses of one person. Moments are seconds on any one clock; a later gesture follows what is under way."""

    def __init__(self, *, blinks: bool = True) -> None:
        """`blinks`: unasked as well, now and then."""
        self._blinks = blinks
        self._asked: list[tuple[float, Gesture]] = []

    def do(self, gesture: Gesture, moment_s: float) -> None:
        """Do it from `moment_s` on, or as soon as what was asked before is done."""
        self._asked = [(began, one) for began, one in self._asked if began + COURSES[one].whole_s > moment_s]
        ends = [began + COURSES[one].whole_s for began, one in self._asked]
        self._asked.append((max([moment_s, *ends]), gesture))

    def pose(self, moment_s: float) -> Pose:
        """Return how the head is held at that moment."""
        pose = _swaying(moment_s)
        if self._blinks:
            since_s = moment_s % _BLINKS_EVERY_S - 1.0
            pose = _with(pose, Gesture.BLINK, COURSES[Gesture.BLINK].share(since_s))
        for began, gesture in self._asked:
            pose = _with(pose, gesture, COURSES[gesture].share(moment_s - began))
        return pose


def _swaying(moment_s: float) -> Pose:
    """Nobody holds their head quite still."""
    return Pose(
        turn_deg=1.6 * math.sin(moment_s * 0.9) + 0.5 * math.sin(moment_s * 2.3),
        nod_deg=0.9 * math.sin(moment_s * 1.1 + 1),
        roll_deg=0.7 * math.sin(moment_s * 0.7 + 2),
    )


def _with(pose: Pose, gesture: Gesture, share: float) -> Pose:
    most = COURSES[gesture].most
    return replace(
        pose,
        turn_deg=pose.turn_deg + most.turn_deg * share,
        eyes_open=min(pose.eyes_open, 1 - (1 - most.eyes_open) * share),
        mouth_open=max(pose.mouth_open, most.mouth_open * share),
    )
