"""What staff decide about an operation. Every change leaves its trace in the audit."""

import logging

from django.db import DatabaseError, transaction
from django.utils import timezone

from kiosk.central.audit import service as audit
from kiosk.central.gateway.breaker import State
from kiosk.central.gateway.models import OperationState

_log = logging.getLogger(__name__)


@transaction.atomic
def disable(operation: str, reason: str, who: str) -> bool:
    """Stop an operation by hand; residents are told that the department is not available. False: it was already."""
    state, _new = OperationState.objects.select_for_update().get_or_create(operation=operation)
    if state.disabled:
        return False
    state.disabled, state.reason = True, reason
    _changed(state, who)
    audit.record(who, "operation.disable", state, reason)
    return True


@transaction.atomic
def enable(operation: str, who: str) -> bool:
    """Let it be asked again. False: it was not stopped."""
    state = OperationState.objects.select_for_update().filter(pk=operation, disabled=True).first()
    if state is None:
        return False
    state.disabled, state.reason = False, ""
    _changed(state, who)
    audit.record(who, "operation.enable", state)
    return True


@transaction.atomic
def reset_breaker(operation: str, who: str) -> None:
    """Close the breakers of that operation in all processes: each hears of it with its next call."""
    state, _new = OperationState.objects.select_for_update().get_or_create(operation=operation)
    state.reset_at = timezone.now()
    state.breaker, state.breaker_since = State.CLOSED, state.reset_at
    state.save()
    audit.record(who, "operation.reset_breaker", state)


def breaker_changed(operation: str, breaker: State) -> None:
    """Note how a breaker stands; a call never fails because that cannot be written."""
    now = timezone.now()
    try:
        with transaction.atomic():
            OperationState.objects.update_or_create(
                operation=operation, defaults={"breaker": breaker, "breaker_since": now}
            )
    except DatabaseError as error:
        _log.error("%s: its breaker's state was not written: %s", operation, type(error).__name__)


def _changed(state: OperationState, who: str) -> None:
    state.changed_by, state.changed_at = who, timezone.now()
    state.save()
