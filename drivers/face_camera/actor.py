"""Somebody who stands before the camera, sways, blinks, and does what they are asked to: a pose for each moment."""

import math
from dataclasses import dataclass, replace

from drivers.face_camera.head import Pose
from drivers.face_camera.stage import Gesture

_TURN_DEG, _TURN_S, _HELD_S = 44.0, 0.55, 0.6  # with an even start and end that is up to 120° a second
_BLINK_S, _MOUTH_S = 0.28, 0.35
_BLINKS_EVERY_S = 4.7


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
    Gesture.BLINK: Course(Pose(eyes_open=0.0), _BLINK_S / 3, _HELD_S),
    Gesture.OPEN_MOUTH: Course(Pose(mouth_open=1.0), _MOUTH_S, _HELD_S),
}

_UNASKED = Course(Pose(eyes_open=0.0), _BLINK_S / 3, _BLINK_S / 3)
"""A blink that nobody asked for; whoever is asked to shut their eyes and open them again takes longer."""


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
            pose = _with(pose, _UNASKED, since_s)
        for began, gesture in self._asked:
            pose = _with(pose, COURSES[gesture], moment_s - began)
        return pose


def _swaying(moment_s: float) -> Pose:
    """Nobody holds their head quite still."""
    return Pose(
        turn_deg=1.6 * math.sin(moment_s * 0.9) + 0.5 * math.sin(moment_s * 2.3),
        nod_deg=0.9 * math.sin(moment_s * 1.1 + 1),
        roll_deg=0.7 * math.sin(moment_s * 0.7 + 2),
    )


def _with(pose: Pose, course: Course, since_s: float) -> Pose:
    most, share = course.most, course.share(since_s)
    return replace(
        pose,
        turn_deg=pose.turn_deg + most.turn_deg * share,
        eyes_open=min(pose.eyes_open, 1 - (1 - most.eyes_open) * share),
        mouth_open=max(pose.mouth_open, most.mouth_open * share),
    )
