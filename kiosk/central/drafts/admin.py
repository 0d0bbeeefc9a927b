from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kiosk.central.admin_read_only import ReadOnlyAdmin
from kiosk.central.audit.service import user_of
from kiosk.central.drafts.counter import entered, looked_up
from kiosk.central.drafts.models import Draft


@admin.register(Draft)
class DraftAdmin(ReadOnlyAdmin[Draft]):
    """The list, and the counter: `look-up/` takes a code. A code goes by POST, so that no log has it."""

    list_display = ("kept_at", "service", "stopped_at", "because", "terminal", "expires_at", "taken_at", "draft_id")
    list_filter = ("service", "because", "kept_at", "terminal")
    search_fields = ("draft_id", "transaction_id", "terminal__terminal_id")
    list_select_related = ("terminal",)
    exclude = ("person", "sealed")
    change_list_template = "admin/drafts/draft/change_list.html"

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
            "code": typed,
            "answers": answers,
            "may_read": may_read,
        }
        return TemplateResponse(request, "admin/drafts/draft/look_up.html", context)
