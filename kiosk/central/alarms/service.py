"""An alarm's way from what was said to its end. Every change leaves an event; what staff do is in the audit, too.

a report → open → (repeated) → over
             ↓ ↖ comes and goes too often: flapping, kept open, nobody is told → quiet → over, or told again
             ↘ nobody acknowledges: the next level is told
"""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils.translation import gettext as _

from kiosk.central.alarms import telling
from kiosk.central.alarms.models import OWN, Alarm, AlarmEvent, LastReport, Notice
from kiosk.central.alarms.rules import Stamp, Verdict, flaps, is_quiet, verdict
from kiosk.central.alarms.table import table
from kiosk.central.alarms.timeline import note
from kiosk.central.audit import service as audit
from kiosk.central.fleet.models import Terminal
from kiosk.protocol.records import AlarmRecord

ABOUT_ONE_THING = frozenset({"ISSUE_DOUBTFUL", "PAYMENT_DOUBTFUL", "REFUND_DUE"})
"""Alarms whose detail names a document or an order: each stands for itself, and none takes the place of another."""
_ABOUT_SIGNS = 100

Kind = AlarmEvent.Kind
Occasion = Notice.Occasion

__all__ = ["NotCleared", "Stamp", "Word", "acknowledge", "assign", "clear", "comment", "settle", "take_in", "take_word"]


class NotCleared(Exception):  # noqa: N818 - reads as what happened
    """A person may not close this alarm so; the text says why."""


@dataclass(frozen=True)
class Word:
    """What was said of one key. Central's own of no terminal names its `district` and what it is `about`.

    `part_of`: the alarm of the area with which it is told.
    """

    source: str
    code: str
    detail: str = ""
    cleared: bool = False
    technician_code: str = ""
    terminal: Terminal | None = None
    district: str | None = None
    about: str = ""
    part_of: Alarm | None = None

    @property
    def key(self) -> str:
        subject = self.terminal.pk if self.terminal else ""
        return f"{subject}|{self.source}|{self.code}|{self.about[:_ABOUT_SIGNS]}"[:200]


def take_in(terminal: Terminal, record: AlarmRecord, said: Stamp, now: datetime) -> None:
    """Take a terminal's report in. A clock that is ahead of central's counts as being right now."""
    word = Word(
        source=record.source,
        code=record.code,
        detail=record.detail,
        cleared=record.cleared,
        technician_code=record.technician_code,
        terminal=terminal,
        about=record.detail if record.code in ABOUT_ONE_THING else "",
    )
    take_word(word, Stamp(min(said.at, now), said.sequence), now)


@transaction.atomic
def take_word(word: Word, said: Stamp, now: datetime) -> Alarm | None:
    """Do to the key's alarm what the word says; return the alarm that it concerned, if any.

    The key's last word is read with a lock, so that two requests about one key follow one another.
    """
    last = LastReport.objects.select_for_update().filter(pk=word.key).first()
    standing = Alarm.objects.filter(key=word.key, cleared_at__isnull=True).first()
    judged = verdict(
        said,
        Stamp(last.at, last.sequence) if last else None,
        cleared=word.cleared,
        is_open=standing is not None,
        flapping=standing is not None and standing.flapping_since is not None,
    )
    if judged is Verdict.LATE:
        return _late(word, said, now)
    if last is None or said > Stamp(last.at, last.sequence):
        newest = {"at": said.at, "sequence": said.sequence, "cleared": word.cleared}
        LastReport.objects.update_or_create(pk=word.key, defaults=newest)
    if judged is Verdict.OPEN:
        return _open(word, said.at, now)
    if standing is None or judged is Verdict.NOTHING:
        return standing
    if judged is Verdict.REPEAT:
        _repeat(standing, word, said.at)
    elif judged is Verdict.PAUSE:
        Alarm.objects.filter(pk=standing.pk).update(over_at=said.at)
    else:
        end(standing, said.at, now, _speaker(word))
    return standing


def _open(word: Word, at: datetime, now: datetime) -> Alarm:
    before = Alarm.objects.filter(key=word.key).order_by("-raised_at").values_list("raised_at", flat=True)
    rule = table().rules.flapping
    flapping = flaps([at, *before[: rule.most_times]], at, rule)
    alarm, new = Alarm.objects.get_or_create(
        key=word.key, cleared_at=None, defaults=_fields(word, at) | {"heard_at": now, "awaited_since": now}
    )
    if not new:  # another process was quicker
        _repeat(alarm, word, at)
        return alarm
    note(alarm, Kind.RAISED, at, _speaker(word), alarm.detail)
    if word.part_of is not None:
        note(alarm, Kind.JOINED, now, audit.SYSTEM)
    if flapping:
        alarm.flapping_since = at
        alarm.save(update_fields=["flapping_since"])
        note(alarm, Kind.FLAPPING, at, audit.SYSTEM)
    telling.tell(alarm, Occasion.FLAPPING if flapping else Occasion.RAISED, now)
    return alarm


def _fields(word: Word, at: datetime) -> dict[str, object]:
    meaning = table().meaning(word.source, word.code)
    place = word.terminal.place if word.terminal else None
    return {
        "terminal": word.terminal,
        "district_id": place.district_id if place else word.district,
        "source": word.source,
        "code": word.code,
        "severity": meaning.severity.value,
        "technician_code": (word.technician_code or meaning.technician)[:60],
        "detail": word.detail[:500],
        "part_of": word.part_of,
        "raised_at": at,
        "last_at": at,
    }


def _repeat(alarm: Alarm, word: Word, at: datetime) -> None:
    said = {"detail": word.detail[:500]}
    if word.technician_code:
        said["technician_code"] = word.technician_code[:60]
    later = Case(When(last_at__lt=at, then=Value(at)), default=F("last_at"))
    Alarm.objects.filter(pk=alarm.pk).update(times=F("times") + 1, last_at=later, over_at=None, **said)
    note(alarm, Kind.REPEATED, at, _speaker(word), word.detail)


def _late(word: Word, said: Stamp, now: datetime) -> Alarm:
    """Count what was said before something newer that is known: it opens nothing and wakes nobody."""
    around = Alarm.objects.filter(key=word.key).exclude(cleared_at__lt=said.at).order_by("raised_at").first()
    if around is None:
        last = LastReport.objects.get(pk=word.key)
        around = Alarm.objects.create(
            key=word.key, cleared_at=last.at, heard_at=now, cleared_by=_speaker(word), **_fields(word, said.at)
        )
        note(around, Kind.RAISED, said.at, _speaker(word), around.detail)
        note(around, Kind.CLEARED, last.at, _speaker(word))
        return around
    Alarm.objects.filter(pk=around.pk).update(
        times=F("times") + 1, raised_at=min(around.raised_at, said.at), last_at=max(around.last_at, said.at)
    )
    note(around, Kind.REPEATED, said.at, _speaker(word), word.detail)
    return around


def end(alarm: Alarm, at: datetime, now: datetime, who: str, text: str = "") -> None:
    """Close it, once, and tell those who were told of it."""
    opened = Alarm.objects.filter(pk=alarm.pk, cleared_at__isnull=True)
    if opened.update(cleared_at=at, cleared_by=who[:150]):
        note(alarm, Kind.CLEARED, at, who, text)
        telling.tell_of_end(alarm, now)


@transaction.atomic
def settle(alarm: Alarm, now: datetime) -> bool:
    """End the flapping of what was quiet for long enough: it is over, or stands and is told again."""
    last_change = max(filter(None, (alarm.last_at, alarm.over_at)))
    if alarm.flapping_since is None or not is_quiet(last_change, now, table().rules.flapping):
        return False
    alarm.flapping_since = None
    alarm.awaited_since = now
    alarm.save(update_fields=["flapping_since", "awaited_since"])
    note(alarm, Kind.SETTLED, now, audit.SYSTEM)
    if alarm.over_at is not None:
        end(alarm, alarm.over_at, now, _origin(alarm))
    else:
        telling.tell(alarm, Occasion.STILL_OPEN, now)
    return True


@transaction.atomic
def acknowledge(alarm: Alarm, who: str, now: datetime) -> bool:
    """Say that somebody has seen it; False when it is over, or somebody has said so before."""
    waiting = Alarm.objects.filter(pk=alarm.pk, cleared_at__isnull=True, acknowledged_at__isnull=True)
    if not waiting.update(acknowledged_at=now, acknowledged_by=who):
        return False
    note(alarm, Kind.ACKNOWLEDGED, now, who)
    audit.record(who, "alarm.acknowledge", alarm)
    return True


@transaction.atomic
def assign(alarm: Alarm, owner: User, who: str, now: datetime) -> bool:
    """Give it to somebody, who is told by mail; False when it is over or already theirs."""
    mine, before = Alarm.objects.filter(pk=alarm.pk, cleared_at__isnull=True).exclude(owner=owner), alarm.owner
    if not mine.update(owner=owner):
        return False
    note(alarm, Kind.ASSIGNED, now, who, owner.get_username())
    audit.record(who, "alarm.assign", alarm, f"{before or '–'} → {owner}")
    if owner.email and owner.get_username() != who:
        telling.tell_owner(alarm, owner.email, now)
    return True


@transaction.atomic
def comment(alarm: Alarm, text: str, who: str, now: datetime) -> bool:
    """Add a remark; an empty one is none. What is over may still be remarked on."""
    if not text.strip():
        return False
    note(alarm, Kind.COMMENTED, now, who, text.strip())
    audit.record(who, "alarm.comment", alarm)
    return True


@transaction.atomic
def clear(alarm: Alarm, who: str, reason: str, now: datetime) -> bool:
    """Close it by hand; False when it is over. What still is so opens it anew with its next report.

    Raises:
        NotCleared: it is a terminal's word, and no reason is given to overrule it.
    """
    if not alarm.own and not reason.strip():
        raise NotCleared(_("终端上报的告警须写明原因才能人工解除"))
    if alarm.cleared_at is not None:
        return False
    end(alarm, now, now, who, reason.strip())
    audit.record(who, "alarm.clear", alarm, reason.strip())
    return True


def _speaker(word: Word) -> str:
    return f"terminal:{word.terminal.pk}" if word.terminal and word.source != OWN else audit.SYSTEM


def _origin(alarm: Alarm) -> str:
    return audit.SYSTEM if alarm.own else f"terminal:{alarm.terminal_id}"
