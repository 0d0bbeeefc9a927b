"""choose: each of the first items, the last, and a place behind it, where there is none."""

from typing import Any

from kiosk.engine.session import Session
from kiosk.engine.steps import choose
from kiosk.protocol.steps import ChooseStep

_FIRST = 3


def answers(session: Session, step: ChooseStep) -> tuple[Any, ...]:
    """Return what may be handed in.

    Raises:
        RuleError: the items cannot be evaluated.
    """
    return (*tapped(session, step), _count(session, step))


def tapped(session: Session, step: ChooseStep) -> tuple[Any, ...]:
    """Return the places of the items to tap."""
    count = _count(session, step)
    return tuple(sorted({*range(min(count, _FIRST)), count - 1}))


def _count(session: Session, step: ChooseStep) -> int:
    return len(choose.items(session, step).reveal())
