from django.utils import timezone

from kiosk.central.jobs.job import Job
from kiosk.central.retention import moving, service

JOBS = (Job("retention", 600.0, lambda: service.work(timezone.now()), begin=moving.settle),)
