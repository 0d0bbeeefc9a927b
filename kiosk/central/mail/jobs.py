from django.conf import settings
from django.utils import timezone

from kiosk.central.jobs.job import Job
from kiosk.central.mail import sending, service

JOBS = (Job("mail.send", settings.MAIL_EVERY_S, lambda: sending.send_due(timezone.now()), begin=service.settle),)
