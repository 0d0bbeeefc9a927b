"""What an expression can see: each answer under its step's id, and the facts of the session."""

from collections.abc import Mapping
from typing import Any

from kiosk.engine.parts import is_given_up
from kiosk.engine.rules import evaluate_each
from kiosk.engine.session import Session
from kiosk.protocol.personal import Personal
from kiosk.protocol.steps.detours import detour_of

CARD_FIELDS = (
    "kind",
    "name",
    "name_en",
    "sex",
    "birth",
    "number",
    "address",
    "issuer",
    "valid_from",
    "valid_to",
    "nationality",
)
"""The answer of an `identify` step by ID card, besides `by`. Days as YYYY-MM-DD; `valid_to` empty for 长期.

What a card lacks is empty; what a way does not have at all is left out, and `has(card.address)` asks for it.
"""
OF_EVERY_WAY = ("kind", "name", "number")
"""The fields that each way gives."""


def scope_of(session: Session) -> dict[str, Any]:
    """Return the variables of the session's expressions.

    A step that may be passed over is there in any case, without fields: `has(step.field)` asks whether it was. So is
    one that a fault led away from; `detours` has the step that it led to, or an empty text. So is each step of a part
    of a joint service: it may be given up.
    """
    facts, detours = session.facts, detours_of(session)
    return {
        **{step_id: {} for step_id in session.flow.passed_over},
        **session.answers,
        **{step_id: {} for step_id, target in detours.items() if target},
        **(_given_up(session) if session.flow.parts else {}),
        "detours": detours,
        "today": facts.today,
        "terminal": {"id": facts.terminal_id, "place": facts.place},
        "flow": {"service": session.flow.service, "version": session.flow.version},
        "fees": {fee.id: fee.amount for fee in session.flow.fees},
    }


def _given_up(session: Session) -> dict[str, Any]:
    return {step_id: {} for step_id, answer in session.answers.items() if is_given_up(answer)}


def detours_of(session: Session) -> dict[str, str]:
    """Return where a fault led from each step that it may lead away from; an empty text where it did not."""
    return {step.id: detour_of(step, _revealed(session, step.id)) for step in session.flow.leading_away}


def _revealed(session: Session, step_id: str) -> Any:
    answer = session.answers.get(step_id)
    return None if answer is None else answer.reveal()


def evaluated(session: Session, fields: Mapping[str, str]) -> Personal[dict[str, Any]]:
    """Evaluate each expression of `fields` in the session's scope."""
    return evaluate_each(fields, scope_of(session))
