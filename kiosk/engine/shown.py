"""Values for a screen. What is to be masked is masked here: no screen, picture or voice gets the whole value."""

from collections.abc import Mapping
from typing import Any

from kiosk.engine.functions import masked
from kiosk.engine.rules import evaluate
from kiosk.engine.scope import scope_of
from kiosk.engine.session import Session
from kiosk.protocol.personal import Personal
from kiosk.protocol.steps import AnyStep
from kiosk.protocol.steps.value import Format


def shown(value: Any, form: Format) -> Any:
    """Return what may be shown of `value`; None where there is nothing."""
    if value is None or value == "":
        return None
    return masked(str(value)) if form == "masked" else value


def evaluated_to_show(expression: str, form: Format, scope: Mapping[str, Any]) -> Any:
    """Return what may be shown of what `expression` gives.

    Raises:
        RuleError: it cannot be evaluated.
    """
    return shown(evaluate(expression, scope).reveal(), form)


def values_of(session: Session, step: AnyStep) -> Personal[dict[str, Any]]:
    """Return the values that the words of `step` have in braces, by name.

    Raises:
        RuleError: an expression that cannot be evaluated.
    """
    scope = scope_of(session) if step.values else {}
    return Personal({name: evaluated_to_show(one.value, one.format, scope) for name, one in step.values.items()})
