"""The process that measures faces, seen from the terminal's, which never loads OpenCV (ADR 0014)."""

import os
from pathlib import Path
from typing import Any, Literal

from drivers.cancel import Cancel, Deadline
from drivers.children import Children
from drivers.errors import Unavailable
from drivers.video.child import Child
from drivers.video.frame import Frame
from drivers.video.picture_question import PictureQuestion
from kiosk.engine.photo import CardPhoto, Portrait
from kiosk.ports import VerifierFailed

_STARTS_S, _HANGS_S = 20.0, 5.0  # a slow disk has 40 MB to read; a frame takes some 40 ms
_FORGETS_S = 1.0

Choice = Literal["keep", "last", "none"]
"""The frame that was chosen before, the one that was measured last, or none."""


class MeasuringChild:
    """Asked one thing at a time; only `forget` waits for the answer. Used by one thread.

    Raises:
        VerifierFailed: the process cannot be started.
    """

    def __init__(self, children: Children, models: Path) -> None:
        self._memory, self._bell = PictureQuestion(), os.eventfd(0)
        fds = (self._memory.fd, self._bell)
        arguments = [str(models.resolve()), *map(str, fds)]
        self._waits, self._asked, self._closed = True, Deadline(_STARTS_S), False
        try:
            self._child = Child(children, "kiosk.faces.process", arguments, pass_fds=fds)
        except Unavailable as error:
            self._release()
            raise VerifierFailed(error.detail) from error

    @property
    def idle(self) -> bool:
        """True when it has answered, so that it may be asked."""
        return not self._waits

    @property
    def usable(self) -> bool:
        """False when the process has ended: after some seconds without a question it does so by itself."""
        try:
            self.hear()
        except VerifierFailed:
            return False
        return True

    def hear(self) -> dict[str, Any] | None:
        """Return its answer; None when there is none yet, or it only says that it is ready. Never waits.

        Raises:
            VerifierFailed: it ended, hangs, or a model cannot be used; the words are for technicians.
        """
        for words in self._child.hear():
            self._waits = False
            match words:
                case {"ready": True}:
                    continue
                case {"models": str() as flaw}:
                    raise VerifierFailed(flaw)
                case {"fault": _, "detail": str() as detail}:
                    raise VerifierFailed(detail)
                case _:
                    return words
        if self._child.ended:
            raise VerifierFailed(f"the process that measures faces ended ({self._child.exit_code})")
        if self._waits and self._asked.passed:
            raise VerifierFailed("the process that measures faces hangs")
        return None

    def show_portrait(self, photo: Portrait) -> None:
        """Ask it to hold frames against this; it answers {"portrait": true}, or false when there is no one face."""
        if isinstance(photo, CardPhoto):
            self._ask({"portrait": {"width_px": photo.width_px, "height_px": photo.height_px}}, photo.bgr)
        else:
            self._ask({"portrait": {"jpeg_bytes": len(photo.jpeg)}}, photo.jpeg)

    def show_frame(self, frame: Frame, *, anchor: Choice, best: Choice) -> None:
        """Ask it to measure this; it answers {"seen": …}. `anchor` and `best`: see `kiosk.faces.process`."""
        told = {"width_px": frame.width_px, "height_px": frame.height_px, "at_s": frame.captured_at_s}
        self._ask({"frame": told, "anchor": anchor, "best": best}, frame.bgr)

    def ask_crop(self, best: Choice) -> None:
        """Ask it for the picture of the face that is to be sent; it answers {"crop": …}."""
        self._ask({"crop": best}, b"")

    def glance(self, frame: Frame, cancel: Cancel) -> list[float]:
        """Return how wide each face is, see `kiosk.faces.process`; waits for it, a few milliseconds when it is ready.

        Raises:
            VerifierFailed: as `hear`, or it did not answer.
            Cancelled: `cancel` was set.
        """
        self._await(Deadline(_STARTS_S), cancel)
        self._ask({"glance": {"width_px": frame.width_px, "height_px": frame.height_px}}, frame.bgr)
        words = self._await(Deadline(_HANGS_S), cancel)
        self._memory.wipe()
        match words:
            case {"widths": list() as widths}:
                return widths
        raise VerifierFailed("the process that measures faces talks nonsense, or hangs")

    def forget(self) -> bool:
        """Wipe portrait, frames and all that was made of them; False: it did not answer, so that it must be closed."""
        if self._closed:
            return True
        deadline, cancel = Deadline(_FORGETS_S), Cancel()
        try:
            self._await(deadline, cancel)
            self._ask({"forget": True}, b"")
            self._await(deadline, cancel)
        except VerifierFailed:
            return False
        return self.idle

    def close(self) -> None:
        """End it at once; with it goes all that it knows."""
        self._child.close()
        self._release()
        self._closed = True

    def _await(self, deadline: Deadline, cancel: Cancel) -> dict[str, Any] | None:
        """Wait until it is idle; return what it answered, None for nothing or when time is up."""
        words = None
        while self._waits and not deadline.passed:
            words = self.hear()
            if self._waits:
                self._child.wait(deadline.left_s, cancel, "wait for what was measured")
        return words

    def _ask(self, question: dict[str, Any], picture: bytes) -> None:
        self._memory.ask(question, picture)
        self._waits, self._asked = True, Deadline(_HANGS_S)
        os.eventfd_write(self._bell, 1)

    def _release(self) -> None:
        self._memory.wipe()
        self._memory.close()
        os.close(self._bell)
