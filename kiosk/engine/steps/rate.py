"""rate: 好差评. Five levels, reasons below 3, may be skipped; skipped by itself after a while."""

from typing import Any

from pydantic import ValidationError

from kiosk.engine.effects import Rate, StartTimer
from kiosk.engine.events import Event, Submitted, Timer, TimerFired, Touched
from kiosk.engine.session import Asking, Change, Session, replace
from kiosk.protocol.personal import Personal
from kiosk.protocol.records import RatingRecord
from kiosk.protocol.steps import RateStep

SKIPPED: Personal[None] = Personal(None)


def enter(session: Session, step: RateStep) -> Change:
    return session, (StartTimer(Timer.STEP, step.timeout_s),)


def handle(session: Session, step: RateStep, event: Event) -> Change:
    match event:
        case Submitted(value=value) if value.reveal() is None:
            return session.answered(step.id, SKIPPED), ()
        case Submitted(value=value):
            return _rated(session, step, value.reveal())
        case Touched():
            return session, (StartTimer(Timer.STEP, step.timeout_s),)
        case TimerFired(timer=Timer.STEP):
            return session.answered(step.id, SKIPPED), ()
        case _:
            return session, ()


def _rated(session: Session, step: RateStep, value: Any) -> Change:
    """Take `{satisfaction: 1-5, reasons: [codes]}`; the record's own rules say what is wrong with it."""
    given = value if isinstance(value, dict) else {}
    try:
        record = RatingRecord(
            transaction_id=session.id,
            service=session.flow.service,
            item_code=session.flow.item_code,
            satisfaction=given.get("satisfaction"),
            reasons=tuple(given.get("reasons", ())),
        )
    except ValidationError:
        return replace(session, state=Asking("rate.reason_needed")), ()
    return session.answered(step.id, Personal(value)), (Rate(record.satisfaction, record.reasons),)
