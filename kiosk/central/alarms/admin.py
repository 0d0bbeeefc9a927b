"""The list of alarms, and the lists of those who are told. The page of one alarm is in `page`."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kiosk.central.admin_read_only import ReadOnlyAdmin
from kiosk.central.alarms import contact_admin, muting
from kiosk.central.alarms.acting import ACTS
from kiosk.central.alarms.filters import FILTERS
from kiosk.central.alarms.letter import where
from kiosk.central.alarms.models import Alarm
from kiosk.central.alarms.page import answer, page
from kiosk.central.alarms.severity import SEVERITY_NAMES, Severity
from kiosk.central.alarms.sources import source_name
from kiosk.central.alarms.standing import standing_of
from kiosk.central.alarms.table import table
from kiosk.central.audit.service import user_of

__all__ = ["contact_admin"]  # Django looks for pages in modules of this name only


@admin.register(Alarm)
class AlarmAdmin(ReadOnlyAdmin[Alarm]):
    district_path = "district_id"
    list_display = ("badge", "what", "place", "since", "times", "standing")
    list_display_links = ("what",)
    list_filter = FILTERS
    search_fields = ("terminal__terminal_id", "terminal__place__name", "code", "technician_code", "detail")
    list_select_related = ("terminal__place", "district", "owner")
    actions = ("acknowledge", "assign", "mute", "clear")
    ordering = (F("cleared_at").desc(nulls_first=True), "-severity", "raised_at")

    class Media:
        css = {"all": ("alarms/alarms.css",)}  # noqa: RUF012 - Django reads it so

    def get_queryset(self, request: HttpRequest) -> QuerySet[Alarm]:
        muted = muting.standing(timezone.now()).filter(terminal=OuterRef("terminal"))
        return super().get_queryset(request).annotate(muted=Exists(muted))

    def has_act_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("alarms.change_alarm")

    @admin.display(description=_("级别"), ordering="severity")
    def badge(self, alarm: Alarm) -> SafeString:
        severity = Severity(alarm.severity)
        return format_html('<span class="severity {}">{}</span>', severity.name.lower(), SEVERITY_NAMES[severity])

    @admin.display(description=_("告警"), ordering="code")
    def what(self, alarm: Alarm) -> SafeString:
        name = table().meaning(alarm.source, alarm.code).name
        return format_html("{}<small>{} {}</small>", name, source_name(alarm.source), alarm.technician_code)

    @admin.display(description=_("终端"), ordering="terminal")
    def place(self, alarm: Alarm) -> SafeString:
        return format_html("{}<small>{}</small>", where(alarm), alarm.district or "")

    @admin.display(description=_("首次时间"), ordering="raised_at")
    def since(self, alarm: Alarm) -> SafeString:
        at = timezone.localtime(alarm.raised_at)
        return format_html("{}<small>{}</small>", f"{at:%m-%d %H:%M}", timesince(alarm.raised_at, depth=1))

    @admin.display(description=_("状态"), ordering="owner")
    def standing(self, alarm: Alarm) -> SafeString:
        word = standing_of(alarm, muted=getattr(alarm, "muted", False))
        owner = alarm.owner or alarm.acknowledged_by
        return format_html('<span class="standing {}">{}</span><small>{}</small>', word.css, word.words, owner)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",  # noqa: ARG002 - Django's signature
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> HttpResponse:
        """Show one alarm with all that happened, and do what a button on it says."""
        alarm = self.get_object(request, object_id)
        if alarm is None or not self.has_view_permission(request, alarm):
            self.message_user(request, gettext("没有这条告警"), messages.WARNING)
            return HttpResponse(status=302, headers={"Location": reverse("admin:alarms_alarm_changelist")})
        may_act = self.has_act_permission(request)
        if request.method == "POST":
            return answer(request, alarm, may_act=may_act)
        context = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media}
        return page(request, alarm, context, may_act=may_act)

    @admin.action(description=_("确认所选告警"), permissions=["act"])
    def acknowledge(self, request: HttpRequest, chosen: QuerySet[Alarm]) -> TemplateResponse | None:
        return self._act(request, chosen, "acknowledge")

    @admin.action(description=_("指派所选告警"), permissions=["act"])
    def assign(self, request: HttpRequest, chosen: QuerySet[Alarm]) -> TemplateResponse | None:
        return self._act(request, chosen, "assign")

    @admin.action(description=_("维修静音：所选告警的终端"), permissions=["act"])
    def mute(self, request: HttpRequest, chosen: QuerySet[Alarm]) -> TemplateResponse | None:
        return self._act(request, chosen, "mute")

    @admin.action(description=_("人工解除所选告警"), permissions=["act"])
    def clear(self, request: HttpRequest, chosen: QuerySet[Alarm]) -> TemplateResponse | None:
        return self._act(request, chosen, "clear")

    def _act(self, request: HttpRequest, chosen: QuerySet[Alarm], name: str) -> TemplateResponse | None:
        """Ask for what must be said, on a page between; then do it to all that were chosen."""
        act = ACTS[name]
        decided = request.POST if "decided" in request.POST else None
        form = act.form(decided, alarms=tuple(chosen)) if act.form else None
        if form is not None and not form.is_valid():
            return self._ask(request, chosen, name, form)
        who, now = user_of(request), timezone.now()
        said = form.cleaned_data if form is not None else {}
        overruling = name == "clear" and not said["reason"].strip()
        if form is not None and overruling and any(not alarm.own for alarm in chosen):
            form.add_error("reason", gettext("终端上报的告警须写明原因才能人工解除"))
            return self._ask(request, chosen, name, form)
        done = sum(act.deed(alarm, said, who, now) for alarm in chosen)
        self.message_user(request, act.done % {"done": done}, messages.SUCCESS if done else messages.INFO)
        return None

    def _ask(self, request: HttpRequest, chosen: QuerySet[Alarm], name: str, form: Any) -> TemplateResponse:
        named = [(alarm, table().meaning(alarm.source, alarm.code).name, where(alarm)) for alarm in chosen]
        context = {
            **self.admin_site.each_context(request),
            "title": ACTS[name].title,
            "opts": self.opts,
            "media": self.media,
            "form": form,
            "action": name,
            "chosen": named,
        }
        return TemplateResponse(request, "alarms/decide.html", context)
