"""The one way to write down what was done about a bad rating."""

from datetime import datetime

from kiosk.central.ratings.models import Redress, RedressEvent


def note(
    redress: Redress, kind: RedressEvent.Kind, at: datetime, who: str, *, value: str = "", text: str = ""
) -> RedressEvent:
    """Add one event, in the caller's database transaction.

    Args:
        redress: what it was done for.
        kind: what it was.
        at: when.
        who: user name, `terminal:<id>` or `system`.
        value: what came of it: a level, a way and a result, or a user's name, as `RedressEvent.told` reads it.
        text: what somebody wrote; nothing that names a resident.
    """
    return RedressEvent.objects.create(
        redress=redress, at=at, kind=kind, who=who[:150], value=value[:150], text=text[:1000]
    )
