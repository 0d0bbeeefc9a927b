"""Take ratings in: one of each case and number. A bad one opens its redress."""

from datetime import datetime

from django.db import transaction

from kiosk.central.audit import service as audit
from kiosk.central.fleet.models import Terminal
from kiosk.central.ratings.history import note
from kiosk.central.ratings.models import BAD, FIRST, SECOND, Channel, Rating, Redress, RedressEvent
from kiosk.central.ratings.rules import rules
from kiosk.central.reports.due import rated_anew
from kiosk.protocol.records import RatingRecord

_GIVEN_BY_PEOPLE = frozenset(Channel) - {Channel.DEFAULT}
_AT_ONCE = 500
Kind = RedressEvent.Kind


class RatingRefused(Exception):  # noqa: N818 - reads as what happened
    """The rating contradicts what central holds, or is none; the text says why."""


def take_in(terminal: Terminal, record: RatingRecord, at: datetime, now: datetime) -> None:
    """Take a terminal's rating in, in intake's transaction; a copy changes nothing.

    What was given by default gives way to a resident's word.

    Raises:
        RatingRefused: the case has this rating already, and it was another one.
    """
    if record.assess_number not in (FIRST, SECOND):
        raise RatingRefused(f"a case is rated once and once again: {record.assess_number} is no number of a rating")
    if record.pf not in _GIVEN_BY_PEOPLE:
        raise RatingRefused(f"pf {record.pf} is no channel by which a resident rates")
    fields = record.model_dump(exclude={"kind", "transaction_id", "assess_number"})
    fields |= {"reasons": list(record.reasons), "rated_at": min(at, now), "received_at": now, "terminal": terminal}
    key = {"transaction_id": record.transaction_id, "assess_number": record.assess_number}
    rating = Rating.objects.filter(**key).first()
    if rating is None:
        rating = Rating.objects.create(**key, **fields)
    else:
        if rating.source != Rating.Source.DEFAULT:
            _same(rating, terminal, record)
            return
        fields |= {"source": Rating.Source.RESIDENT, "counts": True}
        rated_anew(rating.rated_at)
        Rating.objects.filter(pk=rating.pk).update(**fields)
        rating.refresh_from_db()
    _follow(rating, now)


def open_missing(now: datetime) -> int:
    """Open the redress of bad ratings that have none, such as those from before there was any; return how many."""
    opened = 0
    bad = Rating.objects.filter(satisfaction__lte=BAD, assess_number=FIRST, redress__isnull=True).order_by("pk")
    for rating in bad.select_related("terminal")[:_AT_ONCE]:
        opened += open_redress(rating, now)
    return opened


@transaction.atomic
def open_redress(rating: Rating, now: datetime) -> bool:
    """Open it, once; False when it is open already. Its time runs from now: nobody knew of the rating before."""
    fields = {"terminal": rating.terminal, "service": rating.service, "opened_at": now}
    fields["due_at"] = rules().due_at(rating.service, rating.satisfaction, now)
    redress, new = Redress.objects.get_or_create(rating=rating, defaults=fields)
    if new:
        note(redress, Kind.OPENED, now, audit.SYSTEM)
        audit.record(audit.SYSTEM, "redress.open", redress)
    return new


def _same(rating: Rating, terminal: Terminal, record: RatingRecord) -> None:
    said = (terminal.pk, record.service, record.satisfaction, sorted(record.reasons), record.pf)
    if said != (rating.terminal_id, rating.service, rating.satisfaction, sorted(rating.reasons), rating.pf):
        raise RatingRefused("this transaction is already rated")


def _follow(rating: Rating, now: datetime) -> None:
    """Do what a new rating asks for."""
    if rating.assess_number == SECOND:
        redress = Redress.objects.filter(rating__transaction_id=rating.transaction_id).first()
        if redress is not None:
            note(redress, Kind.RE_RATED, now, f"terminal:{rating.terminal_id}", value=str(rating.satisfaction))
    elif rating.is_bad:
        open_redress(rating, now)
