"""The terminals' side of intake: hand records in, ask what has arrived."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kiosk.central.fleet.models import Terminal, TerminalKey
from kiosk.central.fleet.signed import signed, signed_for_records
from kiosk.central.intake.late import take_in_late
from kiosk.central.intake.models import Issue, Transaction
from kiosk.central.intake.service import take_in_all
from kiosk.central.ratings.models import Rating
from kiosk.central.replies import parsed, reply
from kiosk.protocol.api import IntakeReply, IntakeRequest, IssueView, RatingView, TransactionView


@require_POST
@signed_for_records
def intake(request: HttpRequest, key: TerminalKey) -> HttpResponse:
    """IntakeRequest → IntakeReply: one result for each item, in order."""
    batch = parsed(request, IntakeRequest)
    if key.counts(timezone.now()):
        results = take_in_all(key.terminal, batch.items, batch.clock_offset_s)
    else:
        results = take_in_late(key, batch.items, batch.clock_offset_s)
    return reply(IntakeReply(results=results))


@require_GET
@signed()
def transaction(_request: HttpRequest, terminal: Terminal, transaction_id: str) -> HttpResponse:
    """Tell what central holds of one transaction of the asking terminal; 404 when nothing has arrived."""
    view = transaction_view(terminal, transaction_id)
    return reply(view) if view else JsonResponse({"error": "nothing of this transaction has arrived"}, status=404)


def transaction_view(terminal: Terminal, transaction_id: str) -> TransactionView | None:
    """Put together the parts that have arrived; an issue may be here before its transaction has ended."""
    mine = {"terminal": terminal, "transaction_id": transaction_id}
    done = Transaction.objects.filter(**mine).first()
    issue = Issue.objects.filter(**mine).order_by("-serial").first()  # of several, the last
    given = Rating.objects.filter(**mine).exclude(source=Rating.Source.DEFAULT)
    rating = given.order_by("assess_number").first()
    known = done or issue
    if known is None and rating is None:
        return None
    return TransactionView(
        service=known.service if known else rating.service if rating else "",
        flow_version=known.flow_version if known else 0,
        transaction_id=transaction_id,
        outcome=done.outcome if done else "",
        issue=_issue_view(issue) if issue else None,
        rating=RatingView(satisfaction=rating.satisfaction) if rating else None,
    )


def _issue_view(issue: Issue) -> IssueView:
    return IssueView(
        serial=issue.serial,
        verification_code=issue.verification_code,
        state=issue.effective_state,
        pages=issue.pages,
        copies=issue.copies,
    )
