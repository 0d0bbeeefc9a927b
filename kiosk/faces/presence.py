"""Whether the resident still stands there, and whether somebody looks over their shoulder. Pure; nobody is recognised.

Of a face nothing is known but its width, as a share of the picture's. Whoever was never seen (too low, veiled) is never
taken to have left, and who touches the screen is there.
"""

from collections.abc import Sequence
from dataclasses import dataclass

_NEAR = 0.085  # of the picture's width: a face some 1.2 m from a lens of 60°
_ALSO_NEAR = 0.45  # of the first face's width: an arm's length behind the resident
_STANDS_S = 1.5  # so long somebody must stand there before a word is said
_AWAY_S = 2.0  # and be gone before it is taken back


@dataclass(frozen=True)
class Company:
    """`left`: the resident is gone; `onlooker`: somebody stands close behind them."""

    left: bool = False
    onlooker: bool = False


class Presence:
    """Of one session. `leave_after_s`: so long nobody may be seen."""

    def __init__(self, *, leave_after_s: float) -> None:
        self._leave_after_s = leave_after_s
        self._last_seen_s: float | None = None
        self._onlooker = False
        self._other_since_s: float | None = None

    def touch(self, at_s: float) -> None:
        """Take it that the resident was there at `at_s` (`time.monotonic`): they touched the screen."""
        if self._last_seen_s is not None:
            self._last_seen_s = max(at_s, self._last_seen_s)

    def see(self, widths: Sequence[float], at_s: float) -> Company:
        """Take in the faces of the picture captured at `at_s`, the widest first."""
        if widths and widths[0] >= _NEAR:
            self._last_seen_s = at_s
        self._watch_onlooker(len(widths) > 1 and widths[1] >= max(_NEAR / 2, _ALSO_NEAR * widths[0]), at_s)
        left = self._last_seen_s is not None and at_s - self._last_seen_s >= self._leave_after_s
        return Company(left, self._onlooker)

    def _watch_onlooker(self, there: bool, at_s: float) -> None:  # noqa: FBT001 - what was seen
        """Believe what has been otherwise for a while."""
        if there is self._onlooker:
            self._other_since_s = None
            return
        since_s = self._other_since_s = at_s if self._other_since_s is None else self._other_since_s
        if at_s - since_s >= (_STANDS_S if there else _AWAY_S):
            self._onlooker, self._other_since_s = there, None
