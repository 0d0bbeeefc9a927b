from django.conf import settings
from django.utils import timezone

from kiosk.central.jobs.job import Job
from kiosk.central.ratings.defaulting import give_defaults
from kiosk.central.ratings.sending import send_due
from kiosk.central.ratings.service import open_missing
from kiosk.central.ratings.telling import of_deadlines

JOBS = (
    Job("ratings.default", settings.RATINGS_EVERY_S, lambda: give_defaults(timezone.now())),
    Job("ratings.redress", settings.RATINGS_EVERY_S, lambda: open_missing(timezone.now())),
    Job("ratings.deadlines", settings.RATINGS_EVERY_S, lambda: of_deadlines(timezone.now())),
    Job("ratings.send", settings.MAIL_EVERY_S, lambda: send_due(timezone.now())),
)
