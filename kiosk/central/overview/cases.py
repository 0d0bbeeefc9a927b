"""Today's cases in figures."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Avg, Count, Q

from kiosk.central.intake.models import Transaction
from kiosk.central.overview.viewer import Viewer
from kiosk.central.ratings.models import BAD, Rating
from kiosk.protocol.records import Outcome

_BROKEN = (Outcome.FAILED, Outcome.INTERRUPTED)
_LEFT = (Outcome.LEFT, Outcome.TIMED_OUT)


@dataclass(frozen=True)
class Cases:
    """`left`: a resident went away; `broken`: the terminal could not go on."""

    total: int
    done: int
    left: int
    broken: int


@dataclass(frozen=True)
class Ratings:
    """`mean`: of 1 to 5, None without any; `bad`: 1 and 2."""

    total: int
    bad: int
    mean: float | None


def cases_since(viewer: Viewer, since: datetime) -> Cases:
    ended = viewer.ours(Transaction.objects.filter(ended_at__gte=since))
    return Cases(
        **ended.aggregate(
            total=Count("pk"),
            done=Count("pk", filter=Q(outcome=Outcome.COMPLETED)),
            left=Count("pk", filter=Q(outcome__in=_LEFT)),
            broken=Count("pk", filter=Q(outcome__in=_BROKEN)),
        )
    )


def ratings_since(viewer: Viewer, since: datetime) -> Ratings:
    given = viewer.ours(Rating.objects.filter(rated_at__gte=since).exclude(source=Rating.Source.DEFAULT))
    bad = Count("pk", filter=Q(satisfaction__lte=BAD))
    return Ratings(**given.aggregate(total=Count("pk"), bad=bad, mean=Avg("satisfaction")))
