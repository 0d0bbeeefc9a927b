"""identify: each way, a number that is right and one of each mistake, a code that may be right and one that is none.

Whether a code is the right one, central says: see `kiosk.explorer.arrivals`.
"""

from typing import Any

from kiosk.engine.fields import citizen_number
from kiosk.engine.session import Asking, Session
from kiosk.engine.steps.identify import CODE_DIGITS, NUMBER
from kiosk.protocol.steps import IdentifyStep


def answers(session: Session, step: IdentifyStep) -> tuple[Any, ...]:
    """Return what may be handed in on the present page."""
    field = session.state.field if isinstance(session.state, Asking) else ""
    match field:
        case "number":
            samples = citizen_number.boundaries(NUMBER, {"today": session.facts.today})
            one_each = {sample.problem: sample.typed for sample in reversed(samples)}
            return tuple({"number": typed} for typed in one_each.values())
        case "code":
            return ({"code": "1" * CODE_DIGITS}, {"code": "1"}, {"again": True})
        case _:
            return tapped(step)


def tapped(step: IdentifyStep) -> tuple[Any, ...]:
    """Return the ways."""
    return tuple({"way": way.value} for way in step.ways)
