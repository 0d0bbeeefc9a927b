"""Staff pages of publishing: what was handed in and what became of it, what is being signed, and one's own tokens."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kiosk.central.accounts.scope import Paths, Scope, within
from kiosk.central.admin_read_only import ReadOnlyAdmin
from kiosk.central.admin_terms import AdminTerms
from kiosk.central.publishing import pages, stock, submitting, token_admin
from kiosk.central.publishing.bundle import flows_in
from kiosk.central.publishing.errors import PublishingError
from kiosk.central.publishing.finding_words import meaning
from kiosk.central.publishing.models import Proposal, Signed, Submission, package_name
from kiosk.central.publishing.submitting import UnfitError
from kiosk.protocol.publishing import PACKAGE_TYPE, Finding

__all__ = ["token_admin"]  # Django looks for pages in modules of this name only

_FRAME = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'"
"""A preview was drawn from what an author wrote: it may show pictures, and do nothing."""
State = Submission.State
_NO_STAFF: Promise = _("需要登录")


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin[Submission]):
    service_path = "service"
    list_display = ("number", "named", "service", "version", "shown_state", "author", "handed_in_at", "release_seq")
    list_display_links = ("number", "named")
    list_filter = ("state", "handed_in_at", "service")
    search_fields = ("service", "title", "author__username", "sha256")
    list_select_related = ("author",)
    change_list_template = "admin/publishing/submission/change_list.html"

    @admin.display(description=_("编号"), ordering="pk")
    def number(self, submission: Submission) -> int:
        return submission.pk

    @admin.display(description=_("名称"), ordering="title")
    def named(self, submission: Submission) -> str:
        return submission.title

    @admin.display(description=_("状态"), ordering="state")
    def shown_state(self, submission: Submission) -> SafeString:
        return format_html(
            '<span class="submission-state {}">{}</span>', submission.state, submission.get_state_display()
        )

    def get_urls(self) -> list[URLPattern]:
        def page(route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
            guarded = self.admin_site.admin_view(view)
            return path(route, guarded, name=f"publishing_submission_{name}")

        return [
            page("upload/", self.upload, "upload"),
            page("<int:number>/preview/<str:language>/", self.preview, "preview"),
            page("<int:number>/package/", self.package, "package"),
            page("<int:number>/withdraw/", self.withdraw, "withdraw"),
            page("<int:number>/reject/", self.reject, "reject"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        del form_url, extra_context
        submission = self._seen(request, unquote(object_id))
        context = {
            **self.admin_site.each_context(request),
            "title": f"{submission.title} · {submission}",
            "opts": self.opts,
            **pages.about(submission, _user(request), request.build_absolute_uri("/").rstrip("/")),
        }
        return TemplateResponse(request, "admin/publishing/submission/detail.html", context)

    def upload(self, request: HttpRequest) -> HttpResponse:
        """Take flows in as zips or packages; say what is wrong with them, all at once."""
        if not request.user.has_perm("publishing.add_submission"):
            raise PermissionDenied
        findings: tuple[Finding, ...] = ()
        if request.method == "POST":
            try:
                taken = submitting.hand_in(
                    [files for file in request.FILES.getlist("flows") for files in flows_in(file.read())],
                    _user(request),
                )
            except UnfitError as error:
                findings = error.findings
            except PublishingError as error:
                messages.error(request, str(error))
            else:
                return self._after_upload(request, taken)
        context = {
            **self.admin_site.each_context(request),
            "title": _("上传事项"),
            "opts": self.opts,
            "findings": [(meaning(one.code), one) for one in findings],
            "server": request.build_absolute_uri("/").rstrip("/"),
        }
        return TemplateResponse(request, "admin/publishing/submission/upload.html", context)

    def _after_upload(self, request: HttpRequest, taken: list[Submission]) -> HttpResponseRedirect:
        if not taken:
            messages.error(request, gettext("请选择文件"))
            return HttpResponseRedirect(request.path)
        messages.success(request, gettext("已接收 %(count)d 个事项，正在排队检查") % {"count": len(taken)})
        if len(taken) == 1:
            return _to(taken[0].pk)
        return HttpResponseRedirect(reverse("admin:publishing_submission_changelist"))

    def preview(self, request: HttpRequest, number: int, language: str) -> HttpResponse:
        """Serve a stored preview, shut off from everything."""
        report = self._seen(request, str(number)).report
        found = [one for one in report.pictures if one.language == language] if report else []
        if not found:
            raise Http404
        response = HttpResponse(_stocked(found[0].sha256), content_type="text/html; charset=utf-8")
        response.headers["Content-Security-Policy"] = _FRAME
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        response.headers["Cache-Control"] = "private, max-age=3600"
        return response

    def package(self, request: HttpRequest, number: int) -> HttpResponse:
        """Give the package that terminals would get."""
        submission = self._seen(request, str(number))
        response = HttpResponse(_stocked(submission.sha256), content_type=PACKAGE_TYPE)
        response.headers["Content-Disposition"] = f'attachment; filename="{package_name(submission)}"'
        return response

    def withdraw(self, request: HttpRequest, number: int) -> HttpResponse:
        """Take one's own submission back."""
        self._seen(request, str(number))
        return self._done(request, number, lambda: submitting.withdraw(number, _user(request)))

    def reject(self, request: HttpRequest, number: int) -> HttpResponse:
        """Send somebody's submission back with a reason."""
        self._seen(request, str(number))
        if not request.user.has_perm("publishing.sign_submission"):
            raise PermissionDenied
        reason = request.POST.get("reason", "")
        return self._done(request, number, lambda: submitting.reject(number, _user(request), reason))

    def _done(self, request: HttpRequest, number: int, act: Callable[[], object]) -> HttpResponse:
        if request.method != "POST":
            return HttpResponse(status=405)
        try:
            act()
        except PublishingError as error:
            messages.error(request, str(error))
        return _to(number)

    def _seen(self, request: HttpRequest, number: str) -> Submission:
        submission = self.get_object(request, number)
        if submission is None:
            raise Http404
        if not self.has_view_permission(request, submission):
            raise PermissionDenied
        return submission


class SignedInline(admin.TabularInline[Signed, Proposal]):
    model = Signed
    fields = ("role", "who", "keyid", "at")
    readonly_fields = fields
    can_delete = False
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Proposal | None = None) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Proposal | None = None) -> bool:  # noqa: ARG002
        return False

    def has_view_permission(self, request: HttpRequest, obj: Proposal | None = None) -> bool:  # noqa: ARG002
        return True  # whoever may see the proposal sees who signed it


@admin.register(Proposal)
class ProposalAdmin(ReadOnlyAdmin[Proposal], AdminTerms[Proposal]):
    list_display = ("__str__", "flows", "state", "signed_by", "drawn_up_by", "drawn_up_at", "release_seq")
    list_filter = ("state", "drawn_up_at")
    fields = (
        "state",
        "submissions",
        "again",
        "drawn_up_by",
        "drawn_up_at",
        "release_seq",
        "trouble",
        "onto",
        "before",
        "keep",
    )
    inlines = (SignedInline,)

    def within(self, scope: Scope) -> Q:
        """A department sees each proposal in which there is something of its own, whole: that is what it signs."""
        mine = Submission.objects.filter(within(scope, Paths(service="service")))
        return Q() if scope.departments is None else Q(pk__in=mine.values("proposals"))

    @admin.display(description=_("事项"))
    def flows(self, proposal: Proposal) -> str:
        again = (f"{service}@{version}" if version else f"−{service}" for service, version in proposal.again.items())
        return ", ".join([*map(str, proposal.submissions.all()), *again])

    @admin.display(description=_("已签"))
    def signed_by(self, proposal: Proposal) -> str:
        return ", ".join(f"{one.role}: {one.who}" for one in proposal.signatures.select_related("who"))


def _stocked(sha256: str) -> bytes:
    try:
        return stock.kept(sha256)
    except PublishingError as error:
        raise Http404(str(error)) from None


def _to(number: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:publishing_submission_change", args=[number]))


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied(_NO_STAFF)
    return request.user
