"""choose: the resident picks one item of a list. Answer: the item as a whole; `{}` where a flow goes on without any.

The items are derived from the answers each time and kept nowhere: only the one that was picked becomes an answer.
"""

from dataclasses import dataclass
from typing import Any

from kiosk.engine.events import Event, Submitted, WentOn
from kiosk.engine.reply import MisfitError
from kiosk.engine.rules import RuleError, evaluate
from kiosk.engine.scope import scope_of
from kiosk.engine.session import Change, Session, Troubled, replace
from kiosk.engine.trouble import NOTHING_THERE, PlatformFault, Trouble, of_platform
from kiosk.protocol.personal import Personal
from kiosk.protocol.steps import ChooseStep

NO_ITEM: Personal[dict[str, Any]] = Personal({})


@dataclass(frozen=True)
class Offer:
    """An item in words. `facts` in the order of the step, empty where there is none; `found_by` is for searching."""

    title: str
    subtitle: str
    facts: tuple[str, ...]
    found_by: str


def enter(session: Session, step: ChooseStep) -> Change:
    """Find out before anything is shown whether it can be: what does not fit is the fault of whoever sent it."""
    try:
        found = items(session, step).reveal()
        offers(session, step)
    except MisfitError:
        return replace(session, state=Troubled(of_platform(PlatformFault.DEPARTMENT_DOWN), back=True)), ()
    if not found:
        nothing = Trouble(step.id, NOTHING_THERE, text=step.empty.text)
        return replace(session, state=Troubled(nothing, back=True, go_on=step.empty.then == "skip")), ()
    if step.single == "take" and len(found) == 1:
        return session.answered(step.id, Personal(found[0])), ()
    return session, ()


def handle(session: Session, step: ChooseStep, event: Event) -> Change:
    """Take the place of an item in the list, from 0."""
    match event:
        case Submitted(value=value):
            return _picked(session, step, value.reveal())
        case WentOn():
            return session.answered(step.id, NO_ITEM), ()
        case _:
            return session, ()


def items(session: Session, step: ChooseStep) -> Personal[list[dict[str, Any]]]:
    """Return what there is to choose from.

    Raises:
        RuleError: an expression that cannot be evaluated.
        MisfitError: no list of records.
    """
    found = evaluate(step.items, scope_of(session)).reveal()
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise MisfitError("items: a list of records is expected")
    return Personal(found)


def offers(session: Session, step: ChooseStep) -> Personal[tuple[Offer, ...]]:
    """Return the items in words, in their order.

    Raises:
        RuleError: an expression that cannot be evaluated.
        MisfitError: an item without a title.
    """
    words = step.item
    parts = [words.title, words.subtitle or "''", words.find_by or "''", *(fact.value for fact in words.facts)]
    written = ", ".join(f"({part})" for part in parts)
    rows = evaluate(f"({step.items}).map(item, [{written}])", scope_of(session)).reveal()  # at once: as fast as one
    return Personal(tuple(_offer(row) for row in rows))


def title(session: Session, step: ChooseStep) -> Personal[str]:
    """Return how the item that was chosen is written.

    Raises:
        RuleError: it cannot be evaluated.
    """
    scope = {**scope_of(session), "item": session.answers[step.id].reveal()}
    return evaluate(step.item.title, scope).map(str)


def asks_nothing(session: Session, step: ChooseStep) -> bool:
    """True when the step answers itself, so that nobody ever saw it."""
    try:
        return step.single == "take" and len(items(session, step).reveal()) == 1
    except (RuleError, MisfitError):
        return False


def _picked(session: Session, step: ChooseStep, place: Any) -> Change:
    found = items(session, step).reveal()
    if not isinstance(place, int) or isinstance(place, bool) or not 0 <= place < len(found):
        return session, ()
    return session.answered(step.id, Personal(found[place])), ()


def _offer(row: list[Any]) -> Offer:
    title, subtitle, found_by, *facts = ("" if value is None else str(value) for value in row)
    if not title.strip():
        raise MisfitError("title: words are expected")
    return Offer(title, subtitle, tuple(facts), found_by)
