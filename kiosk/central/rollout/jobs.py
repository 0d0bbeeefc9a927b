from django.conf import settings

from kiosk.central.jobs.job import Job
from kiosk.central.rollout import service, signed_now


def work() -> None:
    """Take note of what was signed, then judge the rollout that is open."""
    signed_now.record_news()
    service.evaluate()


JOBS = (Job("rollout", settings.ROLLOUT_EVERY_S, work),)
