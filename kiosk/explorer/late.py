"""Answers that come twice, or after nobody waits for them any more."""

from collections.abc import Iterator

from kiosk.engine.advance import advance
from kiosk.engine.effects import ForLedger
from kiosk.engine.events import Event, Ticket
from kiosk.explorer.arrivals import answers_of
from kiosk.explorer.moment import Moment
from kiosk.explorer.replies import Replies
from kiosk.explorer.world import Work


def a_late_answer_changes_nothing(before: Moment, event: Event, after: Moment, replies: Replies) -> str:
    """Hand `event` in once more, and what is still out from before; return what is wrong with what comes of it.

    Whether an answer is late hangs on its ticket alone, so the first and the last answer stand for the others.
    """
    session = after.session
    for late in _late(before, event, session.ticket, replies):
        again, effects = advance(session, late)
        stale = getattr(late, "ticket", "") != session.ticket
        if stale and (again is not session or effects):
            return f"{type(late).__name__} comes late and is taken for an answer to {session.step_id}"
        if any(isinstance(effect, ForLedger | Work) for effect in effects):
            return f"{type(late).__name__} comes twice and is carried out twice"
    return ""


def _late(before: Moment, event: Event, ticket: Ticket, replies: Replies) -> Iterator[Event]:
    if getattr(event, "ticket", ""):
        yield event
    for work in (work for work in before.world.work if work.ticket != ticket):
        possible = list(answers_of(work, before.session, replies))
        yield from (possible[0], possible[-1])
