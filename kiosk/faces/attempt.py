"""One attempt: from the first frame to the verdict. Pure: time is that of the frames, chance is handed in.

    look ahead → the portrait is theirs → each task in turn → look ahead once more → still theirs → VERIFIED
                 or there is none                                                    → still the same → LIVE

- Compared are only frames that are fit for it, several before the tasks and several after them; either lot must be like
  enough, so that nobody can do the tasks for somebody else's face.
- Without a portrait, who it is will be told by somebody else, from one frame: the best of those that show, each by
  itself and beyond doubt, who did the tasks. The first frame that was fit takes the portrait's place.
- It is one face throughout: one that is another, that jumps, or is gone for a moment begins the tasks anew, other ones.
- A task that is not done in its time, a head that turns unasked, or to the wrong side twice, is no sign of life.
"""

import random
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from kiosk.faces.best import worth
from kiosk.faces.challenge import Held, Watch, draw
from kiosk.faces.face import Face
from kiosk.faces.quality import fit_to_compare, placed
from kiosk.faces.seen import Look, Seen
from kiosk.protocol.faces import FaceGuide, FaceHint, FaceTask, Gestures
from kiosk.protocol.faults import FaceReason

Verdict = Literal["VERIFIED", "LIVE"] | FaceReason

_FRONTS = 5  # frames that are compared, before the tasks and after them
_STRANGE_S = 4.0  # so long it may take until the face is like the portrait: glasses glint, a mouth speaks
_TASK_S = 8.0  # to hear it, understand it and do it
_GONE_S = 0.7  # a face that is not seen for longer is another one, as far as anybody can tell
_LEAST_OVERLAP = 0.25  # of two frames' boxes; a fast head moves by a third of itself at 15 frames a second
_LEAST_SAME, _LEAST_SAME_TURNED, _TURNED = 0.35, 0.1, 0.25
_LEAST_SAME_SENT = 0.5  # one in 100,000 strangers is above 0.467; who stands there for a minute is at 0.7 and more
_OTHERS = 2  # frames in a row that show another face: one may be blurred by its movement
_MOST_WRONG = _MOST_CHANGES = 1  # either is forgiven once: people mix up left and right, and pass through the picture


@dataclass
class _Fronts:
    """How like the last frames that were fit to be compared are."""

    likenesses: list[float]
    since_s: float | None = None

    def add(self, seen: Seen, likeness: float) -> None:
        self.since_s = seen.at_s if self.since_s is None else self.since_s
        self.likenesses = [*self.likenesses[1 - _FRONTS :], likeness]

    @property
    def enough(self) -> bool:
        return len(self.likenesses) == _FRONTS


class Attempt:
    """`threshold`: how like the portrait a face must be, a cosine; None where there is no portrait."""

    def __init__(self, *, threshold: float | None, gestures: Gestures, chance: random.Random) -> None:
        self._threshold, self._gestures, self._chance = threshold, gestures, chance
        self._wrong = self._changes = 0
        self._last: Seen | None = None
        self._last_face_s: float | None = None
        self._begin()

    def see(self, seen: Seen) -> FaceGuide | Verdict:
        """Take in the next frame; return what to tell, or how it ended."""
        if not self._one_face(seen):
            self._begin()
        elif self._others >= _OTHERS:
            self._changes += 1
            if self._changes > _MOST_CHANGES:
                return FaceReason.NOT_LIVE
            self._begin()
        self._last = seen
        wrong = placed(seen)
        if wrong is not None or seen.look is None:
            return self._late(seen) or self._guide(wrong)
        self._last_face_s = seen.at_s
        if self._watch is not None:
            return self._task(seen, self._watch)
        return self._ahead(seen)

    def _begin(self) -> None:
        self.anchor_at_s: float | None = None
        """Which frame all later ones are held against: the first that was fit to be compared."""
        self.best_at_s: float | None = None
        """Which frame shows best who it is, so far."""
        self._best = -1.0
        self._others = 0
        self._held = Held()
        self._tasks = draw(self._gestures, self._chance)
        self._done = 0
        self._watch: Watch | None = None
        self._asked_s = 0.0
        self._fronts = _Fronts([])

    # The face ahead, before and after the tasks

    def _ahead(self, seen: Seen) -> FaceGuide | Verdict:
        wrong = fit_to_compare(seen)
        if wrong is not None or seen.look is None:
            return self._guide(wrong)
        if self.anchor_at_s is None:
            self.anchor_at_s = seen.at_s
        self._held.learn(seen.look)
        self._fronts.add(seen, self._likeness(seen, seen.look))
        if not self._fronts.enough:
            return self._guide()
        if fmean(self._fronts.likenesses) < (_LEAST_SAME_SENT if self._threshold is None else self._threshold):
            return self._strange(seen) or self._guide()
        if self._done == len(self._tasks):
            return "LIVE" if self._threshold is None else "VERIFIED"
        self._ask(seen)
        return self._guide()

    def _likeness(self, seen: Seen, look: Look) -> float:
        """Return how like the portrait it is; without one, how like the first frame."""
        if self._threshold is not None:
            return look.likeness
        same = 1.0 if seen.at_s == self.anchor_at_s else look.sameness or 0.0
        worthy = worth(seen.faces[0], look)
        if same >= _LEAST_SAME_SENT and worthy > self._best:
            self.best_at_s, self._best = seen.at_s, worthy
        return same

    def _strange(self, seen: Seen) -> Verdict | None:
        """Return how it ends when a face has been another one for too long."""
        since_s = self._fronts.since_s
        if since_s is None or seen.at_s - since_s <= _STRANGE_S:
            return None
        return FaceReason.NOT_LIVE if self._threshold is None else FaceReason.NOT_SAME

    # The tasks

    def _ask(self, seen: Seen) -> None:
        self._watch = Watch(self._tasks[self._done], self._held)
        self._asked_s = seen.at_s

    def _task(self, seen: Seen, watch: Watch) -> FaceGuide | Verdict:
        look = seen.look
        assert look is not None
        match watch.see(look):
            case "done":
                self._next(seen)
            case "unasked":
                return FaceReason.NOT_LIVE
            case "wrong":
                self._wrong += 1
                if self._wrong > _MOST_WRONG:
                    return FaceReason.NOT_LIVE
                self._begin()
        return self._late(seen) or self._guide()

    def _next(self, seen: Seen) -> None:
        self._done += 1
        if self._done < len(self._tasks):
            self._ask(seen)
        else:
            self._watch, self._fronts = None, _Fronts([])

    def _late(self, seen: Seen) -> Verdict | None:
        return FaceReason.NOT_LIVE if self._watch is not None and seen.at_s - self._asked_s > _TASK_S else None

    # One face throughout

    def _one_face(self, seen: Seen) -> bool:
        """False when this may be another face than before."""
        if self.anchor_at_s is None:
            return True
        if seen.look is None:
            return self._last_face_s is None or seen.at_s - self._last_face_s <= _GONE_S
        self._compare_with_anchor(seen)
        return self._in_place(seen)

    def _in_place(self, seen: Seen) -> bool:
        last = self._last
        if last is not None and (last.width_px, last.height_px) != (seen.width_px, seen.height_px):
            return False  # no camera does that: something else feeds us
        if last is None or last.look is None:
            return self._last_face_s is None or seen.at_s - self._last_face_s <= _GONE_S
        return seen.at_s - last.at_s > _GONE_S or overlap(last.faces[0], seen.faces[0]) >= _LEAST_OVERLAP

    def _compare_with_anchor(self, seen: Seen) -> None:
        look = seen.look
        if look is not None and look.sameness is not None:
            least = _LEAST_SAME if abs(look.turn) < _TURNED else _LEAST_SAME_TURNED
            self._others = self._others + 1 if look.sameness < least else 0

    def _guide(self, hint: FaceHint | None = None) -> FaceGuide:
        task = FaceTask.LOOK_AHEAD if self._watch is None else self._watch.task
        return FaceGuide(task, self._done, len(self._tasks), hint)


def overlap(one: Face, other: Face) -> float:
    """Return how much of both boxes' area both have, 0 to 1."""
    width = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    height = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    if width <= 0 or height <= 0:
        return 0.0
    common = width * height
    return common / (one.width * one.height + other.width * other.height - common)
