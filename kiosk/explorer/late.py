"""Answers that come twice, or after nobody waits for them any more."""

from collections.abc import Iterator

from kiosk.engine.advance import advance
from kiosk.engine.effects import ForLedger
from kiosk.engine.events import Event, Ticket
from kiosk.engine.session import Session
from kiosk.explorer.arrivals import answers_of
from kiosk.explorer.moment import Moment
from kiosk.explorer.replies import Replies
from kiosk.explorer.world import Work, is_work


class Late:
    """What may still come of work that is out: made once, for all that happens meanwhile."""

    def __init__(self, replies: Replies) -> None:
        self._replies = replies
        self._ends: dict[int, tuple[Work, Event, Event]] = {}

    def events(self, before: Moment, event: Event, ticket: Ticket) -> Iterator[Event]:
        """Yield `event` once more, and what is still out from `before` now that the session's ticket is `ticket`.

        Whether an answer is late hangs on its ticket alone, so the first and the last answer stand for the others.
        """
        if getattr(event, "ticket", ""):
            yield event
        for work in before.world.work:
            if work.ticket != ticket:
                yield from self._first_and_last(work, before.session)

    def _first_and_last(self, work: Work, session: Session) -> tuple[Event, Event]:
        if id(work) not in self._ends:
            possible = list(answers_of(work, session, self._replies))
            self._ends[id(work)] = (work, possible[0], possible[-1])
        return self._ends[id(work)][1:]


def a_late_answer_changes_nothing(before: Moment, event: Event, after: Moment, late: Late) -> str:
    """Return what is wrong with what comes of an answer that is late, or comes twice."""
    session = after.session
    if not before.world.work and not getattr(event, "ticket", ""):
        return ""
    ticket = session.ticket
    for answer in late.events(before, event, ticket):
        again, effects = advance(session, answer)
        stale = getattr(answer, "ticket", "") != ticket
        if stale and (again is not session or effects):
            return f"{type(answer).__name__} comes late and is taken for an answer to {session.step_id}"
        if any(isinstance(effect, ForLedger) or is_work(effect) for effect in effects):
            return f"{type(answer).__name__} comes twice and is carried out twice"
    return ""
