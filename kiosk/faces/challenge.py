"""What a resident is asked to do so that a picture of them is not enough: drawn anew each time, each within its time.

A photograph turned before the camera moves the nose along the line of the eyes by 0.2 at the most, a head by 0.34 and
more; so what counts is by how much the head turned from how it was held before (`Look.turn`). Of eyes and mouth it is
the change, too: one person's open eyes are as narrow as another's closed ones (docs/face.md).
"""

import random
from collections import deque
from collections.abc import Sequence
from statistics import median
from typing import Literal

from kiosk.faces.seen import Look
from kiosk.protocol.faces import FaceTask, Gestures

Step = Literal["open", "done", "wrong", "unasked"]

TASKS = 3
_OF: dict[Gestures, Sequence[FaceTask]] = {
    "turning": (FaceTask.TURN_LEFT, FaceTask.TURN_RIGHT, FaceTask.BLINK),
    "still": (FaceTask.BLINK, FaceTask.OPEN_MOUTH),
}
_STILL_TASKS = 4  # there are only two kinds
_TURNED = _TURNED_BY = 0.29  # heads at 36° are at 0.34 and more; photographs change by 0.2 at the most
_BACK = 0.16  # the head is ahead again
_AHEAD = 0.1  # what is seen of eyes and mouth counts
_SHUT, _REOPENED = 0.45, 0.7  # of how far open the eyes are
_MOUTH_OPENED_BY, _MOUTH_SHUT_BY = 0.1, 0.05
_REMEMBERED = 24  # frames: at 15 a second, what was usual for the last second and a half


def draw(gestures: Gestures, chance: random.Random) -> tuple[FaceTask, ...]:
    """Return tasks in an order that cannot be foreseen; of more than two kinds none comes twice in a row."""
    if gestures == "still":
        return _draw_still(chance)
    tasks: list[FaceTask] = []
    while len(tasks) < TASKS:
        tasks.append(chance.choice([task for task in _OF[gestures] if task not in tasks[-1:]]))
    return tuple(tasks)


def _draw_still(chance: random.Random) -> tuple[FaceTask, ...]:
    """Return four, not all of one kind."""
    while True:
        tasks = tuple(chance.choice(_OF["still"]) for _ in range(_STILL_TASKS))
        if len(set(tasks)) > 1:
            return tasks


class Held:
    """How this person holds head, eyes and mouth when nothing is asked of them."""

    def __init__(self) -> None:
        self._turns: deque[float] = deque(maxlen=_REMEMBERED)
        self._eyes: deque[float] = deque(maxlen=_REMEMBERED)
        self._mouths: deque[float] = deque(maxlen=_REMEMBERED)

    def learn(self, look: Look) -> None:
        """Take in a frame in which the resident looks ahead."""
        self._turns.append(look.turn)
        self._eyes.append(look.eyes_open)
        self._mouths.append(look.mouth_open)

    def turned_by(self, look: Look) -> float:
        """Below 0 to the resident's right."""
        return look.turn - median(self._turns)

    def eyes_of(self, look: Look) -> float:
        """Return how far the eyes are open, of how far they are when they are open: 1."""
        return look.eyes_open / max(*self._eyes, 0.01)

    def mouth_by(self, look: Look) -> float:
        """Return by how much more the mouth is open than usual."""
        return look.mouth_open - median(self._mouths)


class Watch:
    """Watches for one task: it is done once the gesture was made and is over."""

    def __init__(self, task: FaceTask, held: Held) -> None:
        self.task = task
        self._held = held
        self._made = False

    def see(self, look: Look) -> Step:
        """Take in the next frame. `wrong`: the head was turned to the other side; `unasked`: at all."""
        by = self._held.turned_by(look)
        side = _SIDES.get(self.task, 0)
        turned = abs(by) > _TURNED_BY and abs(look.turn) > _TURNED
        if turned and by * side <= 0:
            return "wrong" if side else "unasked"
        if side:
            self._made = self._made or turned
            return "done" if self._made and abs(by) < _BACK else "open"
        if abs(by) > _AHEAD:
            self._made = False  # eyes and mouth of a head that turns say little, those of a photograph nothing
            return "open"
        return self._blinking(look) if self.task is FaceTask.BLINK else self._opening(look)

    def _blinking(self, look: Look) -> Step:
        open_ = self._held.eyes_of(look)
        self._made = self._made or open_ < _SHUT
        return "done" if self._made and open_ > _REOPENED else "open"

    def _opening(self, look: Look) -> Step:
        by = self._held.mouth_by(look)
        self._made = self._made or by > _MOUTH_OPENED_BY
        return "done" if self._made and by < _MOUTH_SHUT_BY else "open"


_SIDES = {FaceTask.TURN_LEFT: 1, FaceTask.TURN_RIGHT: -1}
