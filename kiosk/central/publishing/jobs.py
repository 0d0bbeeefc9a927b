from kiosk.central.jobs.job import Job
from kiosk.central.publishing import proposals, submitting, tidying
from kiosk.central.publishing.examining import Examiner

_EXAMINE_EVERY_S = 1.0
_RENEW_EVERY_S = 3600.0
_TIDY_EVERY_S = 6 * 3600.0
_examiner = Examiner()


def _renew() -> None:
    """Sign snapshot and timestamp again when half their life is over; the others' keys are not here."""
    repository = submitting.served()
    if repository.files.exists():
        repository.renew()


JOBS = (
    Job("publishing.examine", _EXAMINE_EVERY_S, _examiner.turn, begin=_examiner.begin),
    Job("publishing.settle", 30.0, proposals.settle),
    Job("publishing.renew", _RENEW_EVERY_S, _renew),
    Job("publishing.tidy", _TIDY_EVERY_S, tidying.tidy),
)
