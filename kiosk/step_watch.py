"""How long a session is at each of its steps: measured here, so that the engine knows no clock."""

from collections.abc import Callable
from time import monotonic

from kiosk.engine.session import Session
from kiosk.protocol.records import LONGEST_STEP, MOST_STEP_MS, MOST_STEPS, StepTime


class StepWatch:
    """Sees each session of a conductor, one at a time. Keeps names of steps and times, nothing that was answered.

    Going back to a step is another visit. What a step waits for counts as its own time: a resident waits there.
    """

    def __init__(self, now_s: Callable[[], float] = monotonic) -> None:
        self._now_s = now_s
        self._visits: dict[str, int] = {}
        self._ms: dict[str, float] = {}
        self._step = ""
        self._since_s = 0.0

    def saw(self, before: Session | None, after: Session) -> None:
        """Note where the session now stands; `before` is None at its beginning."""
        now_s = self._now_s()
        if before is None:
            self._visits, self._ms, self._step = {}, {}, ""
        if after.step_id == self._step:
            return
        self._count(now_s)
        self._step, self._since_s = after.step_id, now_s
        self._visits[self._step] = self._visits.get(self._step, 0) + 1

    def told(self) -> tuple[StepTime, ...]:
        """Return each step, in the order in which the session first came to it, up to this moment."""
        now_s = self._now_s()
        self._count(now_s)
        self._since_s = now_s
        steps = [(step, visits) for step, visits in self._visits.items() if len(step) <= LONGEST_STEP]
        return tuple(
            StepTime(step=step, visits=visits, ms=min(round(self._ms.get(step, 0.0)), MOST_STEP_MS))
            for step, visits in steps[:MOST_STEPS]
        )

    def _count(self, now_s: float) -> None:
        if self._step:
            self._ms[self._step] = self._ms.get(self._step, 0.0) + max(0.0, now_s - self._since_s) * 1000
