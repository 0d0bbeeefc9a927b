"""What the buttons on the pages of alarms do: each form's deed for one alarm, and what staff read afterwards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kiosk.central.alarms import muting, service
from kiosk.central.alarms.forms import AlarmForm, AssignForm, ClearForm, CommentForm, MuteForm
from kiosk.central.alarms.models import Alarm

Deed = Callable[[Alarm, Mapping[str, Any], str, datetime], bool]


@dataclass(frozen=True)
class Act:
    """One thing that may be done. `deed` takes alarm, what was filled in, who, and when; False: nothing to do."""

    title: Promise
    done: Promise
    deed: Deed
    form: type[AlarmForm] | None = None


def _mute(alarm: Alarm, said: Mapping[str, Any], who: str, now: datetime) -> bool:
    if alarm.terminal is None or muting.standing(now).filter(terminal=alarm.terminal, begun_at=now).exists():
        return False  # of several alarms of one terminal the first has done it
    muting.mute(alarm.terminal, now + timedelta(hours=said["hours"]), said["reason"], who, now)
    return True


ACTS: dict[str, Act] = {
    "acknowledge": Act(
        _("确认"), _("已确认 %(done)d 条"), lambda alarm, _said, who, now: service.acknowledge(alarm, who, now)
    ),
    "assign": Act(
        _("指派"),
        _("已指派 %(done)d 条"),
        lambda alarm, said, who, now: service.assign(alarm, said["owner"], who, now),
        AssignForm,
    ),
    "comment": Act(
        _("备注"),
        _("已备注 %(done)d 条"),
        lambda alarm, said, who, now: service.comment(alarm, said["text"], who, now),
        CommentForm,
    ),
    "mute": Act(_("维修静音"), _("已静音 %(done)d 台终端"), _mute, MuteForm),
    "clear": Act(
        _("人工解除"),
        _("已解除 %(done)d 条"),
        lambda alarm, said, who, now: service.clear(alarm, who, said["reason"], now),
        ClearForm,
    ),
}
