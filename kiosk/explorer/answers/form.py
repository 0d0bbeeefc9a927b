"""form: each preset, and by hand at, inside and outside each limit."""

from typing import Any

from kiosk.engine.months import from_ordinal, is_month, ordinal
from kiosk.engine.session import Session
from kiosk.engine.steps.form import CUSTOM, limits
from kiosk.protocol.steps import FormStep


def tapped(step: FormStep) -> tuple[Any, ...]:
    """Return the periods that one tap chooses."""
    return tuple({"preset": preset.id} for preset in step.presets)


def answers(session: Session, step: FormStep) -> tuple[Any, ...]:
    """Return what may be chosen on the screen."""
    presets = tapped(step)
    earliest, latest = limits(session, step)
    if not (is_month(earliest) and is_month(latest)):
        return presets
    before, after = from_ordinal(ordinal(earliest) - 1), from_ordinal(ordinal(latest) + 1)
    return (
        *presets,
        _by_hand(earliest, latest),
        _by_hand(earliest, earliest),
        _by_hand(latest, latest),
        _by_hand(latest, earliest),
        _by_hand(before, latest),
        _by_hand(earliest, after),
        _by_hand("", latest),
    )


def _by_hand(first: str, last: str) -> dict[str, str]:
    return {"preset": CUSTOM, "first": first, "last": last}
