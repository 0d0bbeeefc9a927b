"""The API of those who write, examine and sign flows. Whose request it is, a personal token says."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from kiosk.central.publishing import proposals, stock, submitting
from kiosk.central.publishing.errors import PublishingError
from kiosk.central.publishing.models import Proposal, Submission
from kiosk.central.publishing.proposing import OutdatedError
from kiosk.central.publishing.submitting import UnfitError
from kiosk.central.publishing.tokens import NotAllowedError, owner_of
from kiosk.central.replies import BadRequest, parsed, reply
from kiosk.protocol.package import MAX_PACKAGE_BYTES, PackageError, unpack_files
from kiosk.protocol.publishing import (
    PACKAGE_TYPE,
    ProposalAsked,
    ProposalView,
    Refusal,
    SignaturesMade,
    SubmissionList,
    SubmissionView,
)

_MOST_LISTED = 200
Answer = Callable[..., HttpResponse]


def _for(**permissions: str) -> Callable[[Answer], Answer]:
    """Let a view be asked by the owners of tokens who have the permission of its method; it gets the owner."""

    def decorate(view: Answer) -> Answer:
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            permission = permissions.get(request.method or "")
            if permission is None:
                return _refused(HTTPStatus.METHOD_NOT_ALLOWED, f"only {', '.join(sorted(permissions))}")
            try:
                return view(request, owner_of(request, f"publishing.{permission}"), *args, **kwargs)
            except NotAllowedError as error:
                return _refused(error.status, str(error))
            except BadRequest as error:
                return error.reply()
            except UnfitError as error:
                return reply(Refusal(error=str(error), findings=error.findings), HTTPStatus.UNPROCESSABLE_ENTITY)
            except OutdatedError as error:
                return _refused(HTTPStatus.CONFLICT, str(error))
            except (PublishingError, PackageError) as error:
                return _refused(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))

        return guarded

    return decorate


@_for(GET="view_submission", POST="add_submission")
def submissions(request: HttpRequest, who: User) -> HttpResponse:
    """GET ?state=…: SubmissionList, the newest first. POST a package: SubmissionView."""
    if request.method == "POST":
        package = request.read(MAX_PACKAGE_BYTES + 1)  # more than that is refused by its length
        return reply(view_of(submitting.hand_in([unpack_files(package)], who)[0]), HTTPStatus.CREATED)
    chosen = Submission.objects.select_related("author")
    if state := request.GET.get("state"):
        chosen = chosen.filter(state=state)
    return reply(SubmissionList(submissions=tuple(view_of(one) for one in chosen[:_MOST_LISTED])))


@_for(GET="view_submission")
def submission(_request: HttpRequest, _who: User, number: int) -> HttpResponse:
    """One submission with its report."""
    return reply(view_of(_submission(number)))


@_for(GET="view_submission")
def package(_request: HttpRequest, _who: User, number: int) -> HttpResponse:
    """The bytes that terminals will get."""
    return HttpResponse(stock.kept(_submission(number).sha256), content_type=PACKAGE_TYPE)


@_for(POST="sign_submission")
def proposal_asked(request: HttpRequest, who: User) -> HttpResponse:
    """ProposalAsked → ProposalView."""
    asked = parsed(request, ProposalAsked)
    return reply(proposal_view(proposals.draw_up(asked.submissions, who, asked.again)))


@_for(POST="sign_submission")
def signatures(request: HttpRequest, who: User, number: int) -> HttpResponse:
    """SignaturesMade → ProposalView; published when none is missing any more."""
    return reply(proposal_view(proposals.sign(number, parsed(request, SignaturesMade).signatures, who)))


def view_of(one: Submission) -> SubmissionView:
    """Return a submission as it crosses the wire."""
    return SubmissionView.model_validate(
        {
            "number": one.pk,
            "author": one.author.get_username(),
            "report": one.report,
            **{
                name: getattr(one, name)
                for name in ("service", "version", "written_version", "sha256", "size", "state", "stage", "reason")
            },
        }
    )


def proposal_view(one: Proposal) -> ProposalView:
    """Return a proposal as it crosses the wire."""
    missing = {standing.role: standing.missing for standing in proposals.paper_of(one).standings() if standing.missing}
    return ProposalView.model_validate(
        {
            "number": one.pk,
            "state": one.state,
            "submissions": [view_of(each) for each in one.submissions.select_related("author")],
            "document": one.document,
            "onto": one.onto,
            "before": one.before,
            "keep": one.keep,
            "again": one.again,
            "missing": missing,
            "release_seq": one.release_seq,
        }
    )


def _submission(number: int) -> Submission:
    found = Submission.objects.select_related("author").filter(pk=number).first()
    if found is None:
        raise NotAllowedError(HTTPStatus.NOT_FOUND, f"there is no submission {number}")
    return found


def _refused(status: HTTPStatus, words: str) -> HttpResponse:
    return reply(Refusal(error=words), status)
