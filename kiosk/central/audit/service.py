"""The one way to write an audit event."""

from django.db.models import Model
from django.http import HttpRequest

from kiosk.central.audit.models import AuditEvent

SYSTEM = "system"


def record(who: str, action: str, target: Model, detail: str = "") -> AuditEvent:
    """Add one event, in the caller's database transaction: the act and its trace stand or fall together.

    Args:
        who: user name, `terminal:<id>` or `SYSTEM`.
        action: dotted verb such as `terminal.approve`.
        target: the object acted on; its model label and primary key are kept.
        detail: what a reader needs besides; never personal data.
    """
    label = target._meta.label_lower  # noqa: SLF001 - Django's documented model API
    return AuditEvent.objects.create(who=who, action=action, object_type=label, object_id=str(target.pk), detail=detail)


def user_of(request: HttpRequest) -> str:
    """Return the name under which the acting member of staff is recorded."""
    return request.user.get_username()
