from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from kiosk.central.alarms import escalating, flapping, muting, paper, sending, watching
from kiosk.central.jobs.job import Job


class Listening:
    """Since when this process watches: what was silent before may only have had nobody to call."""

    def __init__(self) -> None:
        self.since = timezone.now()

    def begin(self) -> None:
        self.since = timezone.now()

    def watch(self, now: datetime) -> None:
        watching.watch_reachability(now, self.since)


_LISTENING = Listening()


def _now(*parts: Callable[[datetime], object]) -> Callable[[], None]:
    """Return a work that does the parts one after the other, at one moment."""

    def work() -> None:
        now = timezone.now()
        for part in parts:
            part(now)

    return work


JOBS = (
    Job(
        "alarms.watch",
        settings.WATCH_EVERY_S,
        _now(
            _LISTENING.watch,
            watching.watch_screens,
            watching.watch_settled,
            watching.follow_places,
            flapping.settle_due,
            muting.end_due,
            escalating.escalate_due,
        ),
        begin=_LISTENING.begin,
    ),
    Job("alarms.paper", settings.PAPER_EVERY_S, _now(paper.watch_paper)),
    Job("alarms.send", settings.MAIL_EVERY_S, _now(sending.send_due)),
)
