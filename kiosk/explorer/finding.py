"""What is found at a state when it is left, before it is entered into the walk."""

from collections.abc import Sequence
from typing import NamedTuple

from kiosk.engine.events import Event
from kiosk.explorer.crew import Told
from kiosk.explorer.moment import Moment
from kiosk.explorer.outcomes import Place


class Wrong(NamedTuple):
    """A promise that is not kept, at which step, and why not."""

    promise: str
    step: str
    why: str


class Found(NamedTuple):
    """What came of an event, the one of number `turn` at a state: `after`, at `place`; nothing when `place` is None.

    `event` is None, and `turn` below zero, for what is wrong with the state itself.
    """

    turn: int
    event: Event | None
    place: Place | None = None
    after: Moment | None = None
    writes: int = 0
    wrong: tuple[Wrong, ...] = ()


class Left(NamedTuple):
    """The state of number `number`, which was left, and all that was found; `tried`: how many events there were."""

    number: int
    tried: int
    found: list[Found]


def told_of(own: Sequence[Left]) -> list[Told]:
    """Return what other processes need of it, and nothing personal: a new state is a number below zero."""
    new: dict[int, int] = {}

    def named(place: Place | None) -> int | None:
        if place is None or place.number is not None:
            return None if place is None else place.number
        return new.setdefault(id(place), -1 - len(new))

    return [
        (left.tried, [(one.turn, named(one.place), one.writes, tuple(map(tuple, one.wrong))) for one in left.found])
        for left in own
    ]
