"""One's own tokens for the API: made with a purpose and an end, shown once, revoked from the list."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kiosk.central.accounts.fresh import asked
from kiosk.central.admin_read_only import ReadOnlyAdmin
from kiosk.central.audit.service import user_of
from kiosk.central.publishing import tokens
from kiosk.central.publishing.models import ApiToken


class TokenForm(forms.Form):
    label = forms.CharField(label=_("用途"), max_length=60, help_text=_("例如：办公室电脑"))
    days = forms.IntegerField(label=_("有效天数"), min_value=1, max_value=tokens.LONGEST_DAYS, initial=90)


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnlyAdmin[ApiToken]):
    list_display = ("label", "owner", "beginning", "made_at", "expires_at", "used_at", "revoked_at")
    list_filter = ("made_at",)
    fields = ("label", "owner", "start", "made_at", "expires_at", "used_at", "revoked_at")
    actions = ("revoke",)

    @admin.display(description=_("开头"))
    def beginning(self, token: ApiToken) -> str:
        return f"{token.start}…"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiToken]:
        """Everybody sees their own; who administers staff sees all, to revoke."""
        found = super().get_queryset(request).select_related("owner")
        return found if request.user.has_perm("auth.change_user") else found.filter(owner=request.user.pk)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("publishing.add_apitoken")

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        del form_url, extra_context
        if not self.has_add_permission(request) or not isinstance(request.user, User):
            raise PermissionDenied
        form = TokenForm(request.POST or None)
        secret = ""
        if request.method == "POST" and form.is_valid():
            if (again := asked(request, _("创建接口令牌"))) is not None:
                return again
            expires_at = timezone.now() + timedelta(days=form.cleaned_data["days"])
            secret = tokens.make(request.user, form.cleaned_data["label"], expires_at, user_of(request))[1]
        context = {
            **self.admin_site.each_context(request),
            "title": _("创建接口令牌"),
            "opts": self.opts,
            "form": form,
            "secret": secret,
        }
        response = TemplateResponse(request, "admin/publishing/apitoken/make.html", context)
        response.headers["Cache-Control"] = "no-store"
        return response

    @admin.action(description=_("吊销所选令牌"), permissions=["add"])
    def revoke(self, request: HttpRequest, chosen: QuerySet[ApiToken]) -> None:
        done = sum(tokens.revoke(token, user_of(request)) for token in chosen)
        messages.success(request, gettext("已吊销 %(done)d 个令牌") % {"done": done})
