"""What silence counts as: a rating by default for cases that were finished and not rated in time."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from kiosk.central.audit import service as audit
from kiosk.central.intake.models import Transaction
from kiosk.central.ratings.models import FIRST, Channel, Rating
from kiosk.central.ratings.rules import rules
from kiosk.protocol.records import Outcome

_AT_ONCE, _MOST = 1000, 20_000


def give_defaults(now: datetime) -> int:
    """Rate what is due, the oldest first, some thousand at the most; return how many. A resident's stays untouched."""
    cases = list(silent(now)[:_MOST])
    for begin in range(0, len(cases), _AT_ONCE):
        _rate(cases[begin : begin + _AT_ONCE], now)
    return len(cases)


def silent(now: datetime) -> QuerySet[Transaction]:
    """Return the finished cases that nobody rated within the time that the rules give."""
    rule = rules().default_rating
    before = now - timedelta(days=rule.after_days)
    since = before - timedelta(days=rule.within_days)
    finished = Transaction.objects.filter(outcome=Outcome.COMPLETED, ended_at__lte=before, ended_at__gt=since)
    rated = Rating.objects.filter(transaction_id=OuterRef("pk"), assess_number=FIRST)
    return finished.filter(~Exists(rated)).order_by("ended_at")


@transaction.atomic
def _rate(cases: list[Transaction], now: datetime) -> None:
    rule = rules().default_rating
    Rating.objects.bulk_create(
        (
            Rating(
                transaction_id=case.pk,
                assess_number=FIRST,
                terminal_id=case.terminal_id,
                service=case.service,
                item_code=case.item_code,
                satisfaction=rule.satisfaction,
                pf=Channel.DEFAULT,
                source=Rating.Source.DEFAULT,
                counts=rule.counts,
                rated_at=now,
                received_at=now,
            )
            for case in cases
        ),
        ignore_conflicts=True,  # one that arrives meanwhile stands
    )
    audit.record(audit.SYSTEM, "rating.default", cases[0], f"{len(cases)}")
