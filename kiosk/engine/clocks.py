"""The clocks of a session: one for a resident who is gone, one for work that never ends.

A spinner that never stops is the worst that a terminal can show. Devices and departments bound their own work; these
limits stand above theirs, and only a defect reaches them.
"""

from functools import lru_cache

from kiosk.engine.effects import STOPPED, Effect, StartTimer
from kiosk.engine.events import Timer
from kiosk.engine.session import Doing, Session, Working
from kiosk.protocol.steps import CallStep, CaptureStep, IdentifyStep, IssueStep, PayStep, VerifyFaceStep

_OWN_CLOCK = ("rate", "end")
_NO_IDLE: tuple[Effect, ...] = (STOPPED[Timer.IDLE], STOPPED[Timer.IDLE_END])
_SLACK_S = 30.0
_COMPOSE_S = 30.0
_RECEIPT_S = 60.0


def idle_clock(session: Session) -> tuple[Effect, ...]:
    """Run the clock that fits: none while the terminal works or the step has its own, else warn, then end."""
    flow = session.flow
    if isinstance(session.state, Working) or flow.step(session.step_id).kind in _OWN_CLOCK:
        return _NO_IDLE
    idle = flow.idle
    return _until_end(idle.end_after_s) if session.warned else _until_warning(idle.warn_after_s)


def asks_after(session: Session) -> bool:
    """True while the clock runs after which the resident is asked whether they are still there."""
    return not session.ended and not session.warned and idle_clock(session) is not _NO_IDLE


def work_clock(before: Session | None, after: Session) -> tuple[Effect, ...]:
    """Start the clock with each new piece of work, and stop it when there is none."""
    worked = before.state if before is not None and isinstance(before.state, Working) else None
    if not isinstance(after.state, Working):
        return (STOPPED[Timer.WORK],) if worked else ()
    same = worked is not None and before is not None and before.ticket == after.ticket
    if same and worked is not None and worked.doing is after.state.doing:
        return ()
    return (StartTimer(Timer.WORK, _limit_s(after, after.state.doing)),)


@lru_cache  # nearly every event starts the same clock anew
def _until_warning(after_s: float) -> tuple[Effect, ...]:
    return STOPPED[Timer.IDLE_END], StartTimer(Timer.IDLE, after_s)


@lru_cache
def _until_end(after_s: float) -> tuple[Effect, ...]:
    return STOPPED[Timer.IDLE], StartTimer(Timer.IDLE_END, after_s)


def _limit_s(session: Session, doing: Doing) -> float:
    match doing, session.flow.step(session.step_id):
        case Doing.PRINTING_RECEIPT, _:
            return _RECEIPT_S
        case Doing.VERIFYING_FACE, VerifyFaceStep(timeout_s=limit_s):
            return limit_s + _SLACK_S
        case Doing.COMPARING_FACE, VerifyFaceStep(call_timeout_s=limit_s):
            return limit_s + _SLACK_S
        case Doing.TAKING_PAGE | Doing.HOLDING_STILL, CaptureStep(timeout_s=limit_s):
            return limit_s + _SLACK_S
        case Doing.AWAITING_PAYMENT, PayStep(expires_s=limit_s):
            return limit_s + 2 * _SLACK_S
        case Doing.ORDERING | Doing.CLOSING_ORDER, _:
            return 2 * _SLACK_S
        case _, IdentifyStep(timeout_s=limit_s) | CallStep(timeout_s=limit_s) | IssueStep(timeout_s=limit_s):
            return limit_s + _SLACK_S
        case _:
            return _COMPOSE_S
