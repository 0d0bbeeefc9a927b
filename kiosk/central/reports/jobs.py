from django.conf import settings
from django.utils import timezone

from kiosk.central.jobs.job import Job
from kiosk.central.reports import due, words


def _count() -> None:
    due.count_due(timezone.now(), within_s=settings.REPORTS_EVERY_S)


JOBS = (
    Job("reports.count", settings.REPORTS_EVERY_S, _count),
    Job("reports.words", settings.REPORTS_EVERY_S, words.learn),
)
