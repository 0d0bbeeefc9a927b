from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kiosk.central.audit.service import user_of
from kiosk.central.cells import TerminalColumn, moment
from kiosk.central.drafts.because import in_words
from kiosk.central.drafts.counter import entered, looked_up
from kiosk.central.drafts.models import Draft
from kiosk.central.filters import NamedFilter
from kiosk.central.reports.flow_columns import FlowColumns, step_title, with_its_code


class ReasonFilter(NamedFilter):
    def name(self, code: str) -> str:
        return in_words(code) or code


@admin.register(Draft)
class DraftAdmin(FlowColumns[Draft], TerminalColumn[Draft]):
    """The list, and the counter: `look-up/` takes a code. A code goes by POST, so that no log has it."""

    list_display = ("when", "title", "stopped", "reason", "where", "ends", "taken", "short_id")
    list_filter = ("service", ("because", ReasonFilter), "kept_at", "terminal")
    search_fields = ("draft_id", "transaction_id", "terminal__terminal_id")
    fields = (
        "draft_id",
        "terminal",
        "transaction_id",
        "title",
        "flow_version",
        "stopped",
        "reason",
        "kept_at",
        "expires_at",
        "wrong_persons",
        "taken_by",
        "taken_terminal",
        "taken_at",
    )
    readonly_fields = ("title", "stopped", "reason")
    change_list_template = "admin/drafts/draft/change_list.html"

    @admin.display(description=_("保存时间"), ordering="kept_at")
    def when(self, draft: Draft) -> str:
        return moment(draft.kept_at)

    @admin.display(description=_("中断步骤"), ordering="stopped_at")
    def stopped(self, draft: Draft) -> SafeString | str:
        return with_its_code(step_title(draft, draft.stopped_at), draft.stopped_at)

    @admin.display(description=_("中断原因"), ordering="because")
    def reason(self, draft: Draft) -> SafeString | str:
        return with_its_code(in_words(draft.because) or draft.because, draft.because)

    @admin.display(description=_("到期时间"), ordering="expires_at")
    def ends(self, draft: Draft) -> str:
        return moment(draft.expires_at)

    @admin.display(description=_("续办时间"), ordering="taken_at")
    def taken(self, draft: Draft) -> str:
        return moment(draft.taken_at)

    @admin.display(description=_("续办编号"), ordering="draft_id")
    def short_id(self, draft: Draft) -> str:
        """Return its beginning: enough to tell it from others, and short enough for the list."""
        return f"{draft.draft_id[:8]}…"

    def get_urls(self) -> list[URLPattern]:
        look_up = path("look-up/", self.admin_site.admin_view(self.look_up), name="drafts_draft_look_up")
        return [look_up, *super().get_urls()]

    def look_up(self, request: HttpRequest) -> TemplateResponse:
        """Show which service it is, where it stopped and why; what was entered only when that is asked for."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        typed = request.POST.get("code", "")
        draft = looked_up(typed, self.get_queryset(request)) if typed else None
        if typed and draft is None:
            messages.error(request, gettext("没有这个续办码：请核对；或终端尚未联网上传，或不属于您负责的行政区和部门"))
        may_read, answers = request.user.has_perm("drafts.read_answers"), None
        if draft is not None and "read" in request.POST:
            if not may_read:
                raise PermissionDenied
            answers = entered(draft, typed, user_of(request))
            if answers is None:
                messages.warning(request, gettext("内容已按期删除"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("凭码查询"),
            "draft": draft,
            "service": self.title(draft) if draft else "",
            "stopped": self.stopped(draft) if draft else "",
            "reason": self.reason(draft) if draft else "",
            "code": typed,
            "answers": answers,
            "may_read": may_read,
        }
        return TemplateResponse(request, "admin/drafts/draft/look_up.html", context)
