"""A stage before the emulated camera as an attempt sees it: drawn, coded, measured and judged, frame by frame.

Time is that of the frames: nothing waits. Whoever stands there obliges, as well as the stage lets them.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from drivers.face_camera.drawing import Play, draw
from drivers.face_camera.portrait import portrait
from drivers.face_camera.scenery import with_noise
from drivers.face_camera.stage import Gesture, Stage
from kiosk.faces.attempt import Attempt, Verdict
from kiosk.faces.measuring import Measurer
from kiosk.protocol.faces import FaceGuide, FaceTask, Gestures

FPS = 12.0
GIVES_UP_S = 40.0
SIZE_PX = (640, 480)
_THRESHOLD = 0.415
_HEARS_S, _AGAIN_S = 0.5, 3.0
GESTURES = {
    FaceTask.TURN_LEFT: Gesture.TURN_LEFT,
    FaceTask.TURN_RIGHT: Gesture.TURN_RIGHT,
    FaceTask.BLINK: Gesture.BLINK,
    FaceTask.OPEN_MOUTH: Gesture.OPEN_MOUTH,
}


@dataclass
class Obliging:
    """Does what is asked half a second later, and once more when it was not seen."""

    play: Play
    asked: tuple[FaceTask, int] | None = None
    since_s: float = 0.0

    def hear(self, guide: FaceGuide, at_s: float) -> None:
        new = (guide.task, guide.done) != self.asked
        if new or at_s - self.since_s > _AGAIN_S:
            self.asked, self.since_s = (guide.task, guide.done), at_s
            if guide.task in GESTURES:
                self.play.actor.do(GESTURES[guide.task], at_s + _HEARS_S)


def judged(
    stage: Stage,
    measurer: Measurer,
    *,
    gestures: Gestures = "turning",
    seed: int = 0,
    fps: float = FPS,
    gives_up_s: float = GIVES_UP_S,
    portrait_of: Stage | None = None,
    told: Callable[[FaceGuide], None] = lambda _guide: None,
) -> tuple[Verdict | None, float]:
    """Return how an attempt ends that compares with the portrait of the stage's person, and after how many seconds.

    None: it did not end in `gives_up_s`.
    """
    measurer.take_portrait(_card(portrait_of or stage))
    attempt = Attempt(threshold=_THRESHOLD, gestures=gestures, chance=random.Random(seed))
    play, noise = Play(began_s=100.0 + 7.3 * seed), np.random.default_rng(seed)
    resident = Obliging(play)
    for number in range(int(gives_up_s * fps)):
        at_s = play.began_s + number / fps
        drawn = with_noise(draw(stage, play, SIZE_PX, at_s), noise)
        coded = cv2.imencode(".jpg", drawn, [cv2.IMWRITE_JPEG_QUALITY, 88])[1]
        frame = np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR))
        said = attempt.see(measurer.measure(frame, at_s))
        if not isinstance(said, FaceGuide):
            return said, at_s - play.began_s
        if attempt.anchor_at_s is None:
            measurer.drop_anchor()
        elif attempt.anchor_at_s == at_s:
            measurer.anchor_last()
        told(said)
        resident.hear(said, at_s)
    return None, gives_up_s


def _card(stage: Stage) -> np.ndarray:
    """Return the portrait as a card carries it: 102 × 126 pixels."""
    of = portrait(stage.person)
    x, y = (round(value) for value in of.middle)
    cut = of.picture[y - 190 : y + 220, x - 166 : x + 166, :3]
    return cv2.resize(cut, (102, 126), interpolation=cv2.INTER_AREA)
