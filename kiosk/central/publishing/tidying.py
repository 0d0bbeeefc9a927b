"""What nobody looks at any more is dropped: previews take megabytes, and packages nobody signed lead nowhere."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kiosk.central.audit import service as audit
from kiosk.central.publishing import stock
from kiosk.central.publishing.models import Submission
from kiosk.central.publishing.submitting import WAITING

State = Submission.State
_ENDED = tuple(state for state in State if state not in WAITING)


def tidy(now: datetime | None = None) -> int:
    """Drop what ended long ago, its report stays; returns of how many submissions.

    The package of a signed one stays, too: terminals run it, and an auditor may ask for it.
    """
    before = (now or timezone.now()) - timedelta(days=settings.PREVIEWS_DAYS)
    ended = Submission.objects.filter(state__in=_ENDED, changed_at__lt=before, tidied=False)
    found = list(ended)
    for submission in found:
        _tidy(submission)
    return len(found)


def _tidy(submission: Submission) -> None:
    report = submission.report
    droppable = {one.sha256 for one in report.pictures} if report else set()
    if submission.state != State.SIGNED:
        droppable.add(submission.sha256)
    with transaction.atomic():
        if report is not None:
            submission.report_document = report.model_copy(update={"pictures": ()}).model_dump(mode="json")
        submission.tidied = True
        submission.save(update_fields=["report_document", "tidied"])
        audit.record(audit.SYSTEM, "submission.tidied", submission, str(submission))
    for sha256 in droppable - _in_use():
        stock.drop(sha256)


def _in_use() -> set[str]:
    """Return the hashes that other submissions need still: the same bytes are kept once."""
    left = Submission.objects.filter(tidied=False)
    pictures = {one.sha256 for submission in left if (report := submission.report) for one in report.pictures}
    signed = Submission.objects.filter(state=State.SIGNED).values_list("sha256", flat=True)
    return pictures | set(signed) | set(left.values_list("sha256", flat=True))
