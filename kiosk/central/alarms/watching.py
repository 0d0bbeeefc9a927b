"""What central finds out by itself: who is silent, whose screen stands, what staff have settled."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.utils import timezone

from kiosk.central.alarms import muting, service, telling
from kiosk.central.alarms.models import OWN, Alarm, AlarmEvent
from kiosk.central.alarms.rules import Silent, Stamp, areas, is_stuck
from kiosk.central.alarms.table import table
from kiosk.central.alarms.timeline import note
from kiosk.central.audit.service import SYSTEM
from kiosk.central.fleet.condition import not_in_time
from kiosk.central.fleet.models import LastState, Terminal
from kiosk.central.fleet.reachability import Reachability, reachability
from kiosk.central.intake.models import Issue, Transaction
from kiosk.central.payments.models import Order
from kiosk.protocol.records import IssueState

TERMINAL_OFFLINE, AREA_OFFLINE, SCREEN_STUCK = "TERMINAL_OFFLINE", "AREA_OFFLINE", "SCREEN_STUCK"
_MOST_NAMED = 40


def say(
    code: str,
    terminal_id: str,
    now: datetime,
    detail: str = "",
    *,
    cleared: bool = False,
    part_of: Alarm | None = None,
) -> Alarm | None:
    """Say something of a terminal in central's own name."""
    terminal = Terminal.objects.select_related("place").get(pk=terminal_id)
    word = service.Word(OWN, code, detail, cleared=cleared, terminal=terminal, part_of=part_of)
    return service.take_word(word, Stamp(now), now)


def open_at(code: str) -> dict[str, Alarm]:
    """Return central's open alarms of a code by terminal."""
    found = Alarm.objects.filter(source=OWN, code=code, cleared_at__isnull=True, terminal__isnull=False)
    return {str(alarm.terminal_id): alarm for alarm in found}


def _approved() -> "QuerySet[LastState]":
    return LastState.objects.filter(terminal__state=Terminal.State.APPROVED)


def watch_reachability(now: datetime, listening_since: datetime | None = None) -> None:
    """Raise what has fallen silent, with its area where that has; clear what is back, or of the fleet no more.

    Before `listening_since` this platform was not there to be called: silence counts from then.
    """
    placed = _approved().annotate(district=F("terminal__place__district"), street=F("terminal__place__street"))
    states = list(not_in_time(placed, now).only("seen_at", "interval_s"))
    offline = {state.pk for state in states if state.reachability(now) is Reachability.OFFLINE}
    raised = open_at(TERMINAL_OFFLINE)
    for terminal_id in raised.keys() - offline:
        say(TERMINAL_OFFLINE, terminal_id, now, cleared=True)
    silent = [one for state in states if (one := _silent(state, now, listening_since)) is not None]
    together = _together(silent, now)
    for one in silent:
        if one.offline and one.terminal_id not in raised:
            seen = f"{timezone.localtime(one.since):%Y-%m-%d %H:%M}"
            say(TERMINAL_OFFLINE, one.terminal_id, now, seen, part_of=together.get(one.terminal_id))
    for terminal_id in together.keys() & raised.keys():
        _join(raised[terminal_id], together[terminal_id], now)
    _look_after_areas(now)


def _silent(state: Any, now: datetime, listening_since: datetime | None) -> Silent | None:
    """Return the silence of an annotated `LastState`; None of one that is heard in time."""
    since = max(state.seen_at, listening_since or state.seen_at)
    reach = reachability((now - since).total_seconds(), state.interval_s)
    if reach is Reachability.ONLINE:
        return None
    street = f"{state.district or ''}/{state.street}" if state.street else ""
    return Silent(state.pk, street, state.seen_at, offline=reach is Reachability.OFFLINE)


def _together(silent: Iterable[Silent], now: datetime) -> dict[str, Alarm]:
    """Return the alarm of its area by terminal. Where somebody repairs, silence is no sign of a larger trouble."""
    muted = set(muting.standing(now).values_list("terminal_id", flat=True))
    together: dict[str, Alarm] = {}
    for area in areas((one for one in silent if one.terminal_id not in muted), table().rules.area):
        alarm = _area(area, now)
        together |= {one.terminal_id: alarm for one in area if one.offline}
    return together


def _area(area: tuple[Silent, ...], now: datetime) -> Alarm:
    """Return the alarm of the street that the area lies in; a new one when none is open."""
    where = area[0].street
    district = where.partition("/")[0] or None
    word = service.Word(OWN, AREA_OFFLINE, _named(one.terminal_id for one in area), district=district, about=where)
    standing = Alarm.objects.filter(key=word.key, cleared_at__isnull=True).first()
    alarm = standing or service.take_word(word, Stamp(now), now)
    if alarm is None:
        raise LookupError(f"{word.key} was said and is not open")
    return alarm


def _join(alarm: Alarm, area: Alarm, now: datetime) -> None:
    """Tell it with its area from now on."""
    if Alarm.objects.filter(pk=alarm.pk).exclude(part_of=area).update(part_of=area):
        telling.withdraw(alarm.notices.all())
        note(alarm, AlarmEvent.Kind.JOINED, now, SYSTEM)


def _look_after_areas(now: datetime) -> None:
    """Name in each area who still is silent; it is over with the last of them."""
    for area in Alarm.objects.filter(source=OWN, code=AREA_OFFLINE, cleared_at__isnull=True):
        left = sorted(area.parts.filter(cleared_at__isnull=True).values_list("terminal_id", flat=True))
        if left:
            Alarm.objects.filter(pk=area.pk).exclude(detail=_named(left)).update(detail=_named(left))
        elif area.parts.exists():
            about = area.key.rpartition("|")[2]
            word = service.Word(OWN, AREA_OFFLINE, cleared=True, district=area.district_id, about=about)
            service.take_word(word, Stamp(now), now)


def _named(terminals: Iterable[str | None]) -> str:
    names = sorted(filter(None, terminals))
    more = f" +{len(names) - _MOST_NAMED}" if len(names) > _MOST_NAMED else ""
    return f"{len(names)}: {' '.join(names[:_MOST_NAMED])}{more}"


def watch_screens(now: datetime) -> None:
    """Raise what shows one screen for too long, and clear what moves again. Of the silent ones nobody knows."""
    rule = table().rules.stuck_min
    raised = open_at(SCREEN_STUCK)
    since = now - timedelta(minutes=min(rule.usual, rule.long))
    states = _approved().exclude(screen="").filter(screen_since__lte=since)
    heard = {s.pk: s for s in states if s.reachability(now) is not Reachability.OFFLINE}
    began = _begun(heard)
    stuck = {name for name, state in heard.items() if is_stuck(state.screen, began[name], now, rule)}
    for terminal_id in stuck - raised.keys():
        at = f"{timezone.localtime(began[terminal_id]):%H:%M}"
        say(SCREEN_STUCK, terminal_id, now, f"{heard[terminal_id].screen} {at}")
    silent = set(open_at(TERMINAL_OFFLINE))
    for terminal_id in raised.keys() - stuck - silent:
        say(SCREEN_STUCK, terminal_id, now, cleared=True)


def _begun(states: Mapping[str, LastState]) -> dict[str, datetime]:
    """Return since when each screen stands: where a session has ended meanwhile, it is that of the next resident."""
    ended = dict(
        Transaction.objects.filter(terminal__in=states)
        .values("terminal")
        .annotate(at=Max("ended_at"))
        .values_list("terminal", "at")
    )
    return {name: max(state.screen_since, ended.get(name, state.screen_since)) for name, state in states.items()}


def watch_settled(now: datetime) -> None:
    """Clear what asked staff for an answer that has been given: a document looked for, money given back or found."""
    asking = Alarm.objects.filter(cleared_at__isnull=True)
    doubts = Issue.objects.exclude(settled="") | Issue.objects.exclude(state=IssueState.DOUBTFUL)
    known = Order.objects.exclude(state=Order.State.OPEN)
    back = Order.objects.filter(state=Order.State.REFUNDED)
    for code, answered, name in (
        ("ISSUE_DOUBTFUL", doubts, "serial"),
        ("PAYMENT_DOUBTFUL", known, "order_number"),
        ("REFUND_DUE", back, "order_number"),
    ):
        about = asking.filter(code=code)
        for alarm in about.filter(detail__in=answered.filter(**{f"{name}__in": about.values("detail")}).values(name)):
            with transaction.atomic():
                service.end(alarm, now, now, SYSTEM)


def follow_places(_now: datetime) -> None:
    """Let open alarms lie where their terminal now stands."""
    moved = Alarm.objects.filter(cleared_at__isnull=True, terminal__place__district__isnull=False)
    for alarm in moved.exclude(district=F("terminal__place__district")).select_related("terminal__place"):
        place = alarm.terminal.place if alarm.terminal else None
        Alarm.objects.filter(pk=alarm.pk).update(district=place.district_id if place else None)
