"""What a change comes to is looked at once: whatever fault holds a printer up, the next one leads to the same state.

Of three events, two do what was done before, from another state or by another event. Nothing is taken for granted:
sessions, effects and worlds are compared whole, and what hangs on the state before is held against each event.
"""

from dataclasses import dataclass
from typing import NamedTuple

from kiosk.engine.events import Event
from kiosk.engine.session import Change
from kiosk.explorer.alike import Alike
from kiosk.explorer.moment import Moment
from kiosk.explorer.world import World


@dataclass(eq=False, slots=True)
class Place:
    """A state of the walk; its number once somebody has arrived there."""

    number: int | None = None


class Outcome(NamedTuple):
    """What `change` came to when `event` had happened at `told`: the world then, and the state that it is.

    `writes`: how often the ledger wrote.
    """

    told: Moment
    event: Event
    change: Change
    world: World
    writes: int
    place: Place

    def repeats(self, event: Event) -> bool:
        """True when what may come late after `event` came late here, too: it hangs on tickets, and on what is out."""
        tickets = (getattr(one, "ticket", "") for one in (self.event, event))
        return not any(tickets) or self.event == event


class Outcomes:
    """All outcomes so far."""

    def __init__(self, alike: Alike) -> None:
        self._alike = alike
        self._by_name: dict[tuple[object, ...], list[Outcome]] = {}

    def found(self, told: Moment, change: Change) -> Outcome | None:
        """Return what the very same change came to before, with the same answers behind it."""
        return next((one for one in self._by_name.get(self._name(told, change), ()) if _same(one, told, change)), None)

    def keep(self, outcome: Outcome) -> None:
        """Keep it, to be found again."""
        self._by_name.setdefault(self._name(outcome.told, outcome.change), []).append(outcome)

    def _name(self, told: Moment, change: Change) -> tuple[object, ...]:
        """Return what is the same of the same changes, and quickly had; tickets before and after are among it."""
        before, (after, effects) = told.session, change
        return (
            self._alike.answers(before.answers),
            before.step_id,
            before.visit,
            before.attempt,
            self._alike.answers(after.answers),
            after.step_id,
            after.visit,
            after.attempt,
            after.state,
            after.cards,
            after.warned,
            told.world.timers,
            told.world.asked,
            tuple(map(type, effects)),
        )


def _same(one: Outcome, told: Moment, change: Change) -> bool:
    (after, effects), (other, others) = one.change, change
    before, there = told.session.answers, one.told.session.answers
    return (
        effects == others
        and (after is other or vars(after) == vars(other))
        and (one.told.world is told.world or vars(one.told.world) == vars(told.world))
        and (before is there or before == there)
    )
