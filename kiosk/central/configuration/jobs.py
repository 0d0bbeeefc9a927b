"""Terminals that came to another district with their place are told so within minutes."""

from kiosk.central.configuration import service
from kiosk.central.fleet.models import Terminal
from kiosk.central.jobs.job import Job

JOBS = (Job("configuration.tell", 300.0, lambda: service.tell(Terminal.objects.all())),)
