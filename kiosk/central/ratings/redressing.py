"""What is done about a bad rating, step by step. Each step is possible in some states, leaves an event and an audit.

open → assigned → replied → called back → closed
          ↑__________|___________|  sent back: the reply was none, or the resident is still not content
Called back, the resident may rate the case a second time; that closes it, too.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kiosk.central.audit import service as audit
from kiosk.central.audit.differences import NOTHING
from kiosk.central.ratings.history import note
from kiosk.central.ratings.models import SECOND, Rating, Redress, RedressEvent
from kiosk.central.ratings.responsible import may_look_after
from kiosk.central.ratings.rules import rules
from kiosk.central.ratings.telling import of_assignment
from kiosk.protocol.rating import REASON_REQUIRED_BELOW, REASONS, Satisfaction

State, Result, Kind = Redress.State, Redress.Result, RedressEvent.Kind
NOT_CLOSED = tuple(state for state in State if state is not State.CLOSED)
RATES_AGAIN = (Result.SATISFIED, Result.UNSATISFIED)
"""After these results there was somebody to ask for a second rating."""


class NotNow(Exception):  # noqa: N818 - reads as what happened
    """This step is not possible as the redress stands; the text says why, in the reader's language."""


def assign(redress: Redress, owner: User, *, who: str, now: datetime) -> None:
    """Give it to somebody, who answers it.

    Raises:
        NotNow: closed, theirs already, or not theirs to look after.
    """
    if redress.owner_id == owner.pk:
        raise NotNow(_("已经由此人负责"))
    if not may_look_after(owner, redress):
        raise NotNow(_("此人的角色或职责范围不含这条差评"))
    with transaction.atomic():
        state = State.ASSIGNED if redress.state == State.OPEN else redress.state
        changed = _step(redress, NOT_CLOSED, owner=owner, state=state)
        _written(redress, Kind.ASSIGNED, "redress.assign", who, now, changed=changed, value=owner.get_username())
        of_assignment(redress, owner, who, now)


@transaction.atomic
def comment(redress: Redress, text: str, *, who: str, now: datetime) -> None:
    """Add a remark; what is closed may still be remarked on."""
    _written(redress, Kind.COMMENTED, "redress.comment", who, now, text=text)


@transaction.atomic
def reply(redress: Redress, text: str, *, who: str, now: datetime) -> None:
    """Say what was found and done.

    Raises:
        NotNow: nobody was asked to, or it was said.
    """
    changed = _step(redress, (State.ASSIGNED,), state=State.REPLIED, replied_at=now)
    _written(redress, Kind.REPLIED, "redress.reply", who, now, changed=changed, text=text)


@transaction.atomic
def call_back(
    redress: Redress, way: Redress.Way, result: Redress.Result, text: str, *, who: str, now: datetime
) -> None:
    """Write down what came of asking the resident again. Who is not reached is asked so often as the rules say.

    Raises:
        NotNow: there is no reply to tell the resident of.
    """
    again = result == Result.NOT_REACHED and redress.tries + 1 < rules().call_back.most_tries
    state = State.REPLIED if again else State.CALLED_BACK
    came_of_it = {"way": way, "result": result, "tries": redress.tries + 1, "called_back_at": now}
    changed = _step(redress, (State.REPLIED,), state=state, **came_of_it)
    _written(
        redress, Kind.CALLED_BACK, "redress.call_back", who, now, changed=changed, value=f"{way}:{result}", text=text
    )


@transaction.atomic
def send_back(redress: Redress, text: str, *, who: str, now: datetime) -> None:
    """Let the owner look into it once more.

    Raises:
        NotNow: there is no reply yet, or it is closed.
    """
    changed = _step(redress, (State.REPLIED, State.CALLED_BACK), state=State.ASSIGNED, result="", tries=0)
    _written(redress, Kind.SENT_BACK, "redress.send_back", who, now, changed=changed, text=text)


def re_rate(redress: Redress, satisfaction: Satisfaction, reasons: Iterable[int], *, who: str, now: datetime) -> None:
    """Write down the second rating that the resident gave when asked, and close. Its channel is that of the call-back.

    Args:
        redress: which.
        satisfaction: the resident's level.
        reasons: of that level; some are wanted below `REASON_REQUIRED_BELOW`.
        who: the officer.
        now: when.

    Raises:
        NotNow: the resident was not reached, has rated a second time already, or the reasons do not fit.
    """
    chosen = list(reasons)
    if redress.result not in RATES_AGAIN:
        raise NotNow(_("回访联系到居民后才能再次评价"))
    if unfit := [code for code in chosen if code not in REASONS[satisfaction]]:
        raise NotNow(_("选项与满意度不符：%(codes)s") % {"codes": "、".join(map(str, unfit))})
    if satisfaction < REASON_REQUIRED_BELOW and not chosen:
        raise NotNow(_("不满意时须选择至少一个选项"))
    first = redress.rating
    try:
        with transaction.atomic():
            Rating.objects.create(
                transaction_id=first.transaction_id,
                assess_number=SECOND,
                terminal=first.terminal,
                service=first.service,
                item_code=first.item_code,
                satisfaction=satisfaction,
                reasons=chosen,
                pf=rules().call_back.pf[redress.way],
                source=Rating.Source.CALL_BACK,
                rated_at=now,
                received_at=now,
            )
            changed = _step(redress, (State.CALLED_BACK,), state=State.CLOSED, closed_at=now)
            again = f"satisfaction: {first.satisfaction} → {int(satisfaction)}"
            _written(redress, Kind.RE_RATED, "redress.re_rate", who, now, changed=again, value=str(satisfaction))
            _written(redress, Kind.CLOSED, "redress.close", who, now, changed=changed)
    except IntegrityError:
        raise NotNow(_("这个办件已有再次评价")) from None


def close(redress: Redress, text: str, *, who: str, now: datetime) -> None:
    """Close it without a second rating.

    Raises:
        NotNow: nobody was called, or the resident is not content and no reason is given.
    """
    if redress.result != Result.SATISFIED and not text:
        raise NotNow(_("居民没有表示满意：办结须写明原因"))
    with transaction.atomic():
        changed = _step(redress, (State.CALLED_BACK,), state=State.CLOSED, closed_at=now)
        _written(redress, Kind.CLOSED, "redress.close", who, now, changed=changed, text=text)


def _step(redress: Redress, from_states: Iterable[Redress.State], **changes: Any) -> str:
    """Change it if it still stands as one of `from_states`: two who press at once do not both succeed.

    Return for the audit what stood there before, and what stands there now: `state: open → assigned; …`.
    """
    told = [
        f"{name}: {_told(getattr(redress, name))} → {_told(value)}"
        for name, value in changes.items()
        if getattr(redress, name) != value
    ]
    standing = Redress.objects.filter(pk=redress.pk, state__in=[*from_states], state=redress.state)
    if standing.update(**changes) != 1:
        raise NotNow(_("目前的状态下不能这样做：可能已有他人处理，请刷新页面"))
    redress.refresh_from_db()
    return "; ".join(told)


def _told(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return NOTHING if value in (None, "") else str(value)


def _written(
    redress: Redress,
    kind: RedressEvent.Kind,
    action: str,
    who: str,
    now: datetime,
    *,
    changed: str = "",
    value: str = "",
    text: str = "",
) -> None:
    note(redress, kind, now, who, value=value, text=text)
    audit.record(who, action, redress, changed)
