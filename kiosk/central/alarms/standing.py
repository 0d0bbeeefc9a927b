"""In one word, how an alarm stands: what the list and its page show besides the severity."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kiosk.central.alarms.models import Alarm


@dataclass(frozen=True)
class Standing:
    """`css`: the class by which pages colour it."""

    css: str
    words: Promise


CLEARED = Standing("cleared", _("已解除"))
MUTED = Standing("muted", _("静音中"))
FLAPPING = Standing("flapping", _("反复"))
ACKNOWLEDGED = Standing("acknowledged", _("已确认"))
WAITING = Standing("waiting", _("待确认"))


def standing_of(alarm: Alarm, *, muted: bool) -> Standing:
    """Return the one word that tells staff most."""
    if alarm.cleared_at is not None:
        return CLEARED
    if muted:
        return MUTED
    if alarm.flapping_since is not None:
        return FLAPPING
    return ACKNOWLEDGED if alarm.acknowledged_at is not None else WAITING
