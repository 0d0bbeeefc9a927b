"""What the buttons on the page of a redress do: each form's deed, when it is offered, what staff read afterwards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kiosk.central.ratings import redressing
from kiosk.central.ratings.forms import (
    AssignForm,
    CallBackForm,
    CloseForm,
    CommentForm,
    RedressForm,
    ReplyForm,
    ReRateForm,
    SendBackForm,
)
from kiosk.central.ratings.models import Redress
from kiosk.central.ratings.responsible import REPLY, STEER

State = Redress.State
Deed = Callable[[Redress, Mapping[str, Any], str, datetime], None]


@dataclass(frozen=True)
class Act:
    """One thing that may be done, in some `states`.

    `deed` takes redress, what was filled in, who, and when. `owners`: whoever it is assigned to may do it as well as an
    officer.
    """

    title: Promise
    done: Promise
    states: frozenset[str]
    deed: Deed
    form: type[RedressForm]
    owners: bool = False

    def offered(self, redress: Redress, user: User) -> bool:
        return redress.state in self.states and may(user, redress, owners=self.owners)


def may(user: User, redress: Redress, *, owners: bool) -> bool:
    """Say whether `user` is an officer, or, where `owners` may, the owner with the right to reply."""
    own = owners and redress.owner_id == user.pk and user.has_perm(REPLY)
    return own or user.has_perm(STEER)


ACTS: dict[str, Act] = {
    "assign": Act(
        _("指派"),
        _("已指派"),
        frozenset(redressing.NOT_CLOSED),
        lambda redress, said, who, now: redressing.assign(redress, said["owner"], who=who, now=now),
        AssignForm,
    ),
    "reply": Act(
        _("提交答复"),
        _("已答复"),
        frozenset({State.ASSIGNED}),
        lambda redress, said, who, now: redressing.reply(redress, said["text"], who=who, now=now),
        ReplyForm,
        owners=True,
    ),
    "call_back": Act(
        _("登记回访"),
        _("已登记回访"),
        frozenset({State.REPLIED}),
        lambda redress, said, who, now: redressing.call_back(
            redress, Redress.Way(said["way"]), Redress.Result(said["result"]), said["text"], who=who, now=now
        ),
        CallBackForm,
    ),
    "re_rate": Act(
        _("登记再次评价并办结"),
        _("已登记再次评价"),
        frozenset({State.CALLED_BACK}),
        lambda redress, said, who, now: redressing.re_rate(
            redress, said["satisfaction"], said["reasons"], who=who, now=now
        ),
        ReRateForm,
    ),
    "close": Act(
        _("办结，不再评价"),
        _("已办结"),
        frozenset({State.CALLED_BACK}),
        lambda redress, said, who, now: redressing.close(redress, said["text"], who=who, now=now),
        CloseForm,
    ),
    "send_back": Act(
        _("退回重办"),
        _("已退回负责人"),
        frozenset({State.REPLIED, State.CALLED_BACK}),
        lambda redress, said, who, now: redressing.send_back(redress, said["text"], who=who, now=now),
        SendBackForm,
    ),
    "comment": Act(
        _("写备注"),
        _("已备注"),
        frozenset(State),
        lambda redress, said, who, now: redressing.comment(redress, said["text"], who=who, now=now),
        CommentForm,
        owners=True,
    ),
}
