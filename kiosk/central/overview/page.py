"""The first page: alarms first, then what waits for whoever looks, the fleet, today's cases and today's changes.

Each part only for whoever may see the list behind it, and of that only what their duty covers. All figures are counted
by the database: the page costs as many queries for a province as for a street.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from kiosk.central.accounts.scope import Somebody
from kiosk.central.overview.alarms import NONE, Alarms, alarms_of
from kiosk.central.overview.cases import Cases, Ratings, cases_since, ratings_since
from kiosk.central.overview.changes import Change, changes_since
from kiosk.central.overview.fleet_map import FleetMap, fleet_map
from kiosk.central.overview.tasks import Task, tasks_of
from kiosk.central.overview.viewer import viewer


@dataclass(frozen=True)
class Page:
    """A part is None for whoever may not see what it tells of."""

    at: datetime
    alarms: Alarms | None
    tasks: tuple[Task, ...]
    fleet: FleetMap | None
    cases: Cases | None
    ratings: Ratings | None
    changes: tuple[Change, ...]


def page_of(user: Somebody, now: datetime | None = None) -> Page:
    """Return the first page as `user` may see it. Today begins at midnight here."""
    now = now or timezone.now()
    looking, midnight = viewer(user), timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    alarms = alarms_of(looking) if looking.may("alarms.view_alarm") else None
    return Page(
        at=now,
        alarms=alarms,
        tasks=tasks_of(looking),
        fleet=fleet_map(looking, (alarms or NONE).by_district, now) if looking.may("fleet.view_terminal") else None,
        cases=cases_since(looking, midnight) if looking.may("intake.view_transaction") else None,
        ratings=ratings_since(looking, midnight) if looking.may("ratings.view_rating") else None,
        changes=changes_since(looking, midnight),
    )
