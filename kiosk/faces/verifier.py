"""Compares faces: hands each frame to the process that measures, and what it measured to the attempt. Never waits."""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from drivers.cancel import Cancel
from drivers.children import Children
from drivers.video.frame import Frame
from kiosk.engine.photo import FaceCrop, Portrait
from kiosk.faces.attempt import Attempt, Verdict
from kiosk.faces.framing import Framing
from kiosk.faces.measuring_child import Choice, MeasuringChild
from kiosk.faces.seen import Seen
from kiosk.faces.steady import Steady
from kiosk.faces.thresholds import THRESHOLDS
from kiosk.ports import FaceVerdict, PhotoUnusable, VerifierFailed
from kiosk.protocol.face_crop import crop_from
from kiosk.protocol.faces import FaceGuide, FalseAccept, Gestures
from kiosk.protocol.portraits import UnfitPortraitError


class FaceVerifier:
    """Implements `kiosk.ports.Verifier` with the models in `models`. Used by one thread.

    The process that measures is started by the first attempt and ends by itself when nobody is compared for a while.
    """

    def __init__(self, models: Path, *, usable: Callable[[], bool], failed: Callable[[str], None]) -> None:
        """`usable`: whether faces can be compared, as far as is known; `failed` hears why they could not be."""
        self._models, self._usable, self._failed = models, usable, failed
        self._children = Children()
        self._child: MeasuringChild | None = None

    @property
    def available(self) -> bool:
        return self._usable()

    def begin(self, photo: Portrait | None, *, gestures: Gestures, false_accept: FalseAccept) -> "FaceComparison":
        threshold = None if photo is None else THRESHOLDS[false_accept]
        attempt = Attempt(threshold=threshold, gestures=gestures, chance=random.SystemRandom())
        with self.watched():
            return FaceComparison(self, self._started(), photo, attempt)

    def glance(self, frame: Frame, cancel: Cancel) -> Sequence[float]:
        with self.watched():
            return self._started().glance(frame, cancel)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Tell of a process that failed in here, and end it."""
        try:
            yield
        except VerifierFailed as failure:
            self._failed(str(failure))
            self.rest()
            raise

    def close(self) -> None:
        """End the process."""
        self.rest()
        self._children.close()

    def rest(self) -> None:
        """End the process, and with it all that it may know; the next attempt starts another."""
        child, self._child = self._child, None
        if child is not None:
            child.close()

    def _started(self) -> MeasuringChild:
        if self._child is not None and not self._child.usable:
            self.rest()
        if self._child is None:
            self._child = MeasuringChild(self._children, self._models)
        return self._child


class FaceComparison:
    """Implements `kiosk.ports.Comparison`."""

    def __init__(self, verifier: FaceVerifier, child: MeasuringChild, photo: Portrait | None, attempt: Attempt) -> None:
        self._verifier, self._child, self._attempt = verifier, child, attempt
        self._photo: Portrait | None = photo
        self._steady, self._framing = Steady(), Framing()
        self._anchored_at_s: float | None = None
        """The frame that the process holds later ones against."""
        self._kept_at_s: float | None = None
        """The frame whose face it keeps to be sent."""

    def look(self, frame: Frame) -> FaceVerdict | FaceGuide | None:
        """Take in what was measured of an earlier frame, and hand over this one if the process is free for it."""
        with self._verifier.watched():
            words = self._child.hear()
            said = self._answered(words or {})
        if said == "LIVE":
            self._child.ask_crop(self._best())
            return None
        if self._child.idle and (said is None or isinstance(said, FaceGuide)):
            self._show(frame)
        return said

    @property
    def part(self) -> tuple[int, int, int, int] | None:
        part = self._framing.part
        if part is None:
            return None
        return round(part.x), round(part.y), round(part.x + part.width), round(part.y + part.height)

    def close(self) -> None:
        self._photo = None
        if not self._child.forget():
            self._verifier.rest()

    def _answered(self, words: dict[str, Any]) -> Verdict | FaceCrop | FaceGuide | None:
        match words:
            case {"portrait": False}:
                raise PhotoUnusable("there is no one face in the portrait")
            case {"seen": dict() as seen}:
                return self._take_in(Seen.of(seen))
            case {"crop": crop}:
                return FaceCrop(_crop_of(crop))
            case _:
                return None

    def _show(self, frame: Frame) -> None:
        if self._photo is not None:
            self._child.show_portrait(self._photo)
            self._photo = None
        else:
            self._child.show_frame(frame, anchor=self._anchor(), best=self._best())

    def _anchor(self) -> Choice:
        """Say what later frames are held against; the attempt chooses it when it has seen what was measured."""
        before, self._anchored_at_s = self._anchored_at_s, self._attempt.anchor_at_s
        return _choice(before, self._anchored_at_s)

    def _best(self) -> Choice:
        """Say which face is kept to be sent; chosen likewise."""
        before, self._kept_at_s = self._kept_at_s, self._attempt.best_at_s
        return _choice(before, self._kept_at_s)

    def _take_in(self, seen: Seen) -> Verdict | FaceGuide:
        self._framing.follow(seen)
        said = self._attempt.see(seen)
        return self._steady.tell(said, seen.at_s) if isinstance(said, FaceGuide) else said


def _choice(before: float | None, wanted: float | None) -> Choice:
    """Say how a chosen frame is come by: each is chosen as soon as it was measured, or never."""
    if wanted == before:
        return "keep"
    return "none" if wanted is None else "last"


def _crop_of(written: Any) -> bytes:
    try:
        return crop_from(written)
    except UnfitPortraitError as unfit:
        raise VerifierFailed(f"the process that measures faces gives no face that could be sent: {unfit}") from None
