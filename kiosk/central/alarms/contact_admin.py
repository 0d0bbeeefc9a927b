"""The pages of who is told, what was told, and what is muted."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kiosk.central.accounts.scope import Scope
from kiosk.central.admin_read_only import ReadOnlyAdmin
from kiosk.central.admin_terms import AdminTerms
from kiosk.central.alarms import muting, sending
from kiosk.central.alarms.letter import name_of, where
from kiosk.central.alarms.models import Contact, Mute, Notice
from kiosk.central.audit import service as audit


@admin.register(Contact)
class ContactAdmin(AdminTerms[Contact]):
    district_path = "district_id"
    list_display = ("name", "level", "district", "least", "way", "address", "active")
    list_filter = ("level", "district", "way", "active")
    search_fields = ("name", "address")
    list_select_related = ("district",)
    audit_silent = ("name", "address")
    fresh_forms = True  # an address of one's own would be told all that breaks, and the right one nothing

    def within(self, scope: Scope) -> Q:
        """Whoever is told of all districts is also told of these: staff there see whom."""
        return super().within(scope) | Q(district=None)

    def may_touch(self, scope: Scope, record: Contact) -> bool:
        return scope.districts is None or record.district_id is not None


@admin.register(Mute)
class MuteAdmin(admin.ModelAdmin[Mute]):
    district_path = "terminal__place__district_id"
    list_display = ("terminal", "reason", "begun_at", "begun_by", "until", "ended_at", "ended_by")
    list_filter = ("begun_at", "until")
    search_fields = ("terminal__terminal_id", "reason")
    list_select_related = ("terminal__place",)
    autocomplete_fields = ("terminal",)
    fields = ("terminal", "reason", "until")
    actions = ("unmute",)
    audit_by_service = True

    def has_change_permission(self, request: HttpRequest, obj: Mute | None = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Mute | None = None) -> bool:  # noqa: ARG002
        return False

    def has_end_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("alarms.add_mute")

    def save_model(self, request: HttpRequest, obj: Mute, form: Any, change: bool) -> None:  # noqa: ARG002, FBT001
        begun = muting.mute(obj.terminal, obj.until, obj.reason, audit.user_of(request), timezone.now())
        obj.pk = begun.pk

    @admin.action(description=_("提前结束静音"), permissions=["end"])
    def unmute(self, request: HttpRequest, chosen: QuerySet[Mute]) -> None:
        now = timezone.now()
        done = sum(muting.unmute(muted, audit.user_of(request), now) for muted in chosen)
        messages.success(request, gettext("已结束 %(done)d 个静音") % {"done": done})


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin[Notice]):
    district_path = "alarm__district_id"
    list_display = ("created", "state", "occasion", "what", "address", "tries", "error")
    list_filter = ("state", "way", "occasion", "created_at")
    search_fields = ("address", "alarm__terminal__terminal_id", "alarm__code")
    list_select_related = ("alarm__terminal__place", "alarm__district")
    actions = ("again",)

    class Media:
        css = {"all": ("alarms/alarms.css",)}  # noqa: RUF012 - Django reads it so

    @admin.display(description=_("创建时间"), ordering="created_at")
    def created(self, notice: Notice) -> str:
        return f"{timezone.localtime(notice.created_at):%m-%d %H:%M}"

    @admin.display(description=_("告警"))
    def what(self, notice: Notice) -> SafeString:
        return format_html("{}<small>{}</small>", name_of(notice.alarm), where(notice.alarm))

    def has_again_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("alarms.change_alarm")

    @admin.action(description=_("重新发送未送达的通知"), permissions=["again"])
    def again(self, request: HttpRequest, chosen: QuerySet[Notice]) -> None:
        now = timezone.now()
        done = sum(sending.again(notice, audit.user_of(request), now) for notice in chosen)
        messages.success(request, gettext("将重新发送 %(done)d 条") % {"done": done})
