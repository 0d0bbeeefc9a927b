"""What is told of what is seen: a task at once, a hint only once it has stood, so that words do not flicker."""

from kiosk.protocol.faces import FaceGuide, FaceHint

_STANDS_S = 0.6
_MENDED_S = 0.3


class Steady:
    """Keeps back what comes and goes from frame to frame."""

    def __init__(self) -> None:
        self._told: FaceHint | None = None
        self._seen: FaceHint | None = None
        self._since_s = 0.0

    def tell(self, guide: FaceGuide, at_s: float) -> FaceGuide:
        """Return `guide`, of the frame captured at `at_s`, with the hint that stands."""
        if guide.hint is not self._seen:
            self._seen, self._since_s = guide.hint, at_s
        stood_s = at_s - self._since_s
        if stood_s >= (_MENDED_S if self._seen is None else _STANDS_S):
            self._told = self._seen
        return FaceGuide(guide.task, guide.done, guide.of, self._told)
