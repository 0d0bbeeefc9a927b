from django.utils import timezone

from kiosk.central.commands import service
from kiosk.central.jobs.job import Job

JOBS = (Job("commands.end_overdue", 30.0, lambda: service.end_overdue(timezone.now())),)
