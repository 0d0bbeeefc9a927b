from django.conf import settings

from kiosk.central.jobs.job import Job
from kiosk.central.payments.settling import settle_now

JOBS = (Job("payments.settle", settings.SETTLE_EVERY_S, settle_now),)
