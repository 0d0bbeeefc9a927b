"""What is kept of ratings, and for how long (`kiosk.central.retention` asks): facts stay, words end."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, Subquery

from kiosk.central.intake.models import Transaction
from kiosk.central.ratings.models import BAD, FIRST, Rating, Redress, RedressEvent
from kiosk.protocol.records import Outcome

_CASE = Transaction.objects.filter(pk=OuterRef("transaction_id"))
_REDRESS = Redress.objects.filter(rating__transaction_id=OuterRef("transaction_id"))
OVER = ~Q(assess_number=FIRST, satisfaction__lte=BAD) & ~Q(Exists(_REDRESS)) & ~Q(Exists(_CASE))
"""Ratings that may leave: nothing is or was done about one of the case, and the case itself has left.

A case that is there without its rating would count as unrated, and get one by default.
"""


def remember(cases: Sequence[Transaction]) -> None:
    """Keep in ratings what figures and export need of cases that leave the database, in that transaction."""
    Rating.objects.filter(transaction_id__in=[case.pk for case in cases]).update(
        started_at=Subquery(_CASE.values("started_at")[:1]),
        ended_at=Subquery(_CASE.values("ended_at")[:1]),
        finished=Exists(_CASE.filter(outcome=Outcome.COMPLETED)),
    )


def erase_before(before: datetime) -> int:
    """Erase what people wrote before that moment in redresses that were closed before it; return in how many steps.

    Steps are never changed otherwise: who did what, and when, stays.
    """
    every = RedressEvent._base_manager  # noqa: SLF001 - the one place that goes round `AddedOnly`
    return every.filter(redress__closed_at__lt=before, at__lt=before).exclude(text="").update(text="")
