"""Who looks after a bad rating is told by mail: a row now, in the caller's transaction; a job sends it (`sending`)."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Exists, F, OuterRef, QuerySet

from kiosk.central.ratings.models import Redress, RedressNotice
from kiosk.central.ratings.rules import rules

Occasion, State = RedressNotice.Occasion, RedressNotice.State
_AT_ONCE = 500


def of_assignment(redress: Redress, owner: User, who: str, now: datetime) -> None:
    """Tell a new owner; who takes one over by themselves knows it."""
    if rules().notices.assigned and who != owner.get_username():
        RedressNotice.objects.create(
            redress=redress, owner=owner, occasion=Occasion.ASSIGNED, created_at=now, due_at=now
        )


def of_deadlines(now: datetime) -> int:
    """Tell owners whose deadline is near or over, each once; return how many are to be told."""
    near = rules().notices.near
    if near is None:
        return 0
    work = rules().calendar.working_time
    told = 0
    for redress in _near(near.after(now, work)).select_related("owner")[:_AT_ONCE]:
        assert redress.owner is not None, "chosen so"
        assigned = redress.notices.filter(owner=redress.owner, occasion=Occasion.ASSIGNED).last()
        known = assigned is not None and near.after(assigned.created_at, work) >= redress.due_at
        redress.notices.create(
            owner=redress.owner,
            occasion=Occasion.NEAR,
            created_at=now,
            due_at=now,
            state=State.WITHDRAWN if known else State.WAITING,
        )
        told += not known
    return told


def _near(until: datetime) -> "QuerySet[Redress]":
    """Return those that are due until then and whose owner was not told so."""
    told = RedressNotice.objects.filter(redress=OuterRef("pk"), owner=OuterRef("owner"), occasion=Occasion.NEAR)
    owned = Redress.objects.exclude(state=Redress.State.CLOSED).filter(owner__isnull=False, due_at__lte=until)
    return owned.filter(~Exists(told)).order_by(F("due_at"))
