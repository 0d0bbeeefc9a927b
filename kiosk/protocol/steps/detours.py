"""A fault that leads to a later step: what lies between is passed over, and that is again conditions and no jump.

    card on_fault go_to typed:   card, face, typed   →   card · face when detours.card != 'typed' · typed

The step itself is answered with where the session went, so the path is derived from answers as ever.
"""

from collections.abc import Mapping
from typing import Any

from kiosk.protocol.steps.branch import under
from kiosk.protocol.steps.kinds import AnyStep
from kiosk.protocol.steps.on_fault import targets

_KEY = "$detour"  # no field of a card or of a reply can be called so


def with_detours(steps: tuple[AnyStep, ...]) -> tuple[AnyStep, ...]:
    """Return `steps`, each with the condition that no fault leads past it."""
    places = {step.id: number for number, step in enumerate(steps)}
    conditions: dict[int, list[str]] = {}
    for number, step in enumerate(steps):
        for target in sorted(targets(step.on_fault)):
            for between in range(number + 1, places[target]):
                conditions.setdefault(between, []).append(f"detours.{step.id} != '{target}'")
    return tuple(under(step, tuple(conditions.get(number, ()))) for number, step in enumerate(steps))


def detour(target: str) -> dict[str, str]:
    """Return the answer of a step that a fault led away from."""
    return {_KEY: target}


def detour_of(step: AnyStep, answer: Any) -> str:
    """Return the step that `answer` of `step` led to, or an empty text: the step was answered as such."""
    target = answer.get(_KEY) if isinstance(answer, Mapping) else None
    return str(target) if target is not None and target in targets(step.on_fault) else ""
