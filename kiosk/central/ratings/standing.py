"""How a redress stands, for lists and pages: its state, and whether its time is over."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kiosk.central.ratings.models import Redress

NEXT: dict[str, Promise] = {
    Redress.State.OPEN: gettext_lazy("指派给负责人"),
    Redress.State.ASSIGNED: gettext_lazy("负责人核实并答复"),
    Redress.State.REPLIED: gettext_lazy("回访居民"),
    Redress.State.CALLED_BACK: gettext_lazy("登记再次评价，或办结"),
}
"""What is to be done next, by state; nothing once it is closed."""


@dataclass(frozen=True)
class Standing:
    """`overdue`: its time was over before it was closed. `left`: how long it still has, or is over, in words."""

    overdue: bool
    left: str


def is_overdue(now: datetime) -> Q:
    """Return the condition that a redress is not closed and its time is over."""
    return ~Q(state=Redress.State.CLOSED) & Q(due_at__lt=now)


def standing_of(redress: Redress, now: datetime) -> Standing:
    if redress.closed_at is not None:
        late = redress.closed_at > redress.due_at
        return Standing(late, _("超期办结") if late else _("按期办结"))
    if redress.due_at < now:
        return Standing(True, _("已超期 %(span)s") % {"span": timesince(redress.due_at, now, depth=1)})
    return Standing(False, _("还剩 %(span)s") % {"span": timeuntil(redress.due_at, now, depth=1)})


def due_words(redress: Redress) -> str:
    return f"{timezone.localtime(redress.due_at):%m-%d %H:%M}"
