from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kiosk.central.accounts.fresh import asked
from kiosk.central.accounts.scope import Paths, Scope, scope_of, within
from kiosk.central.admin_read_only import ReadOnlyAdmin
from kiosk.central.admin_terms import AdminTerms
from kiosk.central.alarms.device_words import devices_in_words, faults_in_words
from kiosk.central.audit import service as audit
from kiosk.central.commands import ordering
from kiosk.central.fleet import enrolment_page, joining, keys, place_admin, screen_words
from kiosk.central.fleet.condition import Condition, with_condition
from kiosk.central.fleet.models import EnrolmentCode, FleetEvent, LastState, Terminal, TerminalKey, in_a_day
from kiosk.central.fleet.reachability import Reachability
from kiosk.central.reports.flow_columns import with_its_code

__all__ = ["REACHABILITY_NAMES", "last_state", "place_admin"]  # Django looks for pages in modules of this name only

REACHABILITY_NAMES: dict[Reachability, Promise] = {
    Reachability.ONLINE: _("在线"),
    Reachability.LATE: _("迟到"),
    Reachability.OFFLINE: _("离线"),
}


class ConditionFilter(admin.SimpleListFilter):
    """How they are, of those that are approved; the first page's counts lead here."""

    title = _("状况")
    parameter_name = "condition"

    def lookups(self, _request: HttpRequest, _model_admin: object) -> list[tuple[str, Any]]:
        return list(Condition.choices)

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Terminal]) -> QuerySet[Terminal]:
        if self.value() is None:
            return queryset
        approved = queryset.filter(state=Terminal.State.APPROVED)
        return with_condition(approved, timezone.now()).filter(condition=self.value())


class LastStateInline(admin.StackedInline[LastState, Terminal]):
    model = LastState
    _machine, _devices = ("software", "engine", "release_seq", "flows"), ("device_states", "device_faults")
    fields = readonly_fields = ("seen_at", "interval_s", *_machine, *_devices, "shows", "screen_since", "outbox_left")
    can_delete = False
    template = "admin/fleet/terminal/last_state.html"

    @admin.display(description=_("当前画面"))
    def shows(self, state: LastState) -> SafeString | str:
        return with_its_code(screen_words.in_words(state.screen, state.flows), state.screen)

    @admin.display(description=_("设备状态"))
    def device_states(self, state: LastState) -> str:
        return devices_in_words(state.devices)

    @admin.display(description=_("设备故障"))
    def device_faults(self, state: LastState) -> str:
        return faults_in_words(state.faults)

    def has_add_permission(self, request: HttpRequest, obj: Terminal | None = None) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Terminal | None = None) -> bool:  # noqa: ARG002
        return False


class KeyInline(admin.TabularInline[TerminalKey, Terminal]):
    model = TerminalKey
    fields = readonly_fields = (
        "key_id",
        "fingerprint",
        "made_at",
        "used_at",
        "ended_at",
        "records_until",
        "late_records",
    )
    can_delete = False
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Terminal | None = None) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Terminal | None = None) -> bool:  # noqa: ARG002
        return False


@admin.register(Terminal)
class TerminalAdmin(admin.ModelAdmin[Terminal]):
    # as much as an office screen shows beside the menu and the filters
    list_display = ("terminal_id", "where", "reachable", "faults", "admission", "seen", "release")
    list_filter = (ConditionFilter, "state", "out_of_service", "place__district", "model")
    search_fields = ("terminal_id", "place__name", "place__street", "place__community", "keys__fingerprint")
    autocomplete_fields = ("place",)
    list_select_related = ("last_state", "place__district")
    list_per_page = 100
    readonly_fields = ("terminal_id", "state", "model", "shown_fingerprint", "enrolled_at")
    fields = (
        "terminal_id",
        "state",
        "place",
        "out_of_service",
        "note",
        "shown_fingerprint",
        "model",
        "enrolled_at",
    )
    inlines = (LastStateInline, KeyInline)
    actions = ("approve", "revoke", "rotate_key", "replace", "end_late_records", "command")
    fresh_actions = ("approve", "revoke", "rotate_key", "replace")
    fresh_forms = True  # among its few fields are `out_of_service` and where it stands

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """Whoever is to be approved is told by place and fingerprint: that is what staff compare."""
        if request.GET.get("state__exact") == Terminal.State.PENDING:
            return ("terminal_id", "place", "district", "shown_fingerprint", "model", "enrolled_at")
        return self.list_display

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - terminals enrol themselves
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Terminal | None = None) -> bool:  # noqa: ARG002
        return False

    def save_model(self, request: HttpRequest, obj: Terminal, form: object, change: bool) -> None:  # noqa: ARG002, FBT001
        obj.save(update_fields=("place", "out_of_service", "note"))

    @admin.display(description=_("行政区"), ordering="place__district__rank")
    def district(self, terminal: Terminal) -> str:
        return str(terminal.place.district or "") if terminal.place else ""

    @admin.display(description=_("联络"))
    def reachable(self, terminal: Terminal) -> SafeString | str:
        state = last_state(terminal)
        if state is None:
            return gettext("从未联络")
        reach = state.reachability(timezone.now())
        return format_html('<span class="reach {}">{}</span>', reach.value, REACHABILITY_NAMES[reach])

    @admin.display(description=_("安装地点"), ordering="place__district__rank")
    def where(self, terminal: Terminal) -> SafeString:
        return format_html("{}<small>{}</small>", terminal.place or "-", self.district(terminal))

    @admin.display(description=_("准入状态"), ordering="state")
    def admission(self, terminal: Terminal) -> SafeString:
        paused = gettext("暂停") if terminal.out_of_service else ""
        return format_html("{}<small>{}</small>", terminal.get_state_display(), paused)

    @admin.display(description=_("最近心跳"), ordering="last_state__seen_at")
    def seen(self, terminal: Terminal) -> str:
        state = last_state(terminal)
        return f"{timezone.localtime(state.seen_at):%m-%d %H:%M}" if state else ""

    @admin.display(description=_("设备故障"))
    def faults(self, terminal: Terminal) -> str:
        state = last_state(terminal)
        return faults_in_words(state.faults) if state else ""

    @admin.display(description=_("发布序号"), ordering="last_state__release_seq")
    def release(self, terminal: Terminal) -> int | None:
        state = last_state(terminal)
        return state.release_seq if state else None

    @admin.display(description=_("密钥指纹"))
    def shown_fingerprint(self, terminal: Terminal) -> str:
        return terminal.fingerprint

    @admin.action(description=_("批准所选终端（已核对指纹）"), permissions=["change"])
    def approve(self, request: HttpRequest, chosen: QuerySet[Terminal]) -> None:
        done = sum(joining.approve(terminal, audit.user_of(request)) for terminal in chosen)
        messages.success(request, gettext("已批准 %(done)d 台") % {"done": done})

    @admin.action(description=_("吊销所选终端"), permissions=["change"])
    def revoke(self, request: HttpRequest, chosen: QuerySet[Terminal]) -> None:
        done = sum(joining.revoke(terminal, audit.user_of(request)) for terminal in chosen)
        messages.success(request, gettext("已吊销 %(done)d 台") % {"done": done})

    @admin.action(description=_("更换主机（一台）"), permissions=["change"])
    def replace(self, request: HttpRequest, chosen: QuerySet[Terminal]) -> HttpResponse | None:
        terminals = list(chosen[:2])
        if len(terminals) != 1:
            messages.error(request, gettext("请只选择一台终端"))
            return None
        code = joining.new_enrolment_code(audit.user_of(request), expires_at=in_a_day(), replaces=terminals[0])
        return redirect("admin:fleet_enrolmentcode_change", code.pk)

    @admin.action(description=_("不再接收原主机补报"), permissions=["change"])
    def end_late_records(self, request: HttpRequest, chosen: QuerySet[Terminal]) -> None:
        done = sum(joining.end_late_records(terminal, audit.user_of(request)) for terminal in chosen)
        messages.success(request, gettext("已终止 %(done)d 台终端的原主机补报") % {"done": done})

    @admin.action(description=_("轮换所选终端的密钥"), permissions=["change"])
    def rotate_key(self, request: HttpRequest, chosen: QuerySet[Terminal]) -> None:
        for terminal in chosen:
            keys.ask_to_rotate(terminal, audit.user_of(request))
        messages.success(request, gettext("所选终端将在下一次心跳时轮换密钥"))

    def has_give_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("commands.add_command")

    @admin.action(description=_("向所选终端下达指令…"), permissions=["give"])
    def command(self, request: HttpRequest, chosen: QuerySet[Terminal]) -> HttpResponse:
        approved = chosen.filter(state=Terminal.State.APPROVED).select_related("place")
        return ordering.begun(request, self.admin_site, list(approved))


@admin.register(FleetEvent)
class FleetEventAdmin(ReadOnlyAdmin[FleetEvent]):
    list_display = ("at", "terminal", "kind", "detail")
    list_filter = ("kind", "at", "terminal")
    search_fields = ("terminal__terminal_id", "detail")
    list_select_related = ("terminal",)


@admin.register(EnrolmentCode)
class EnrolmentCodeAdmin(AdminTerms[EnrolmentCode]):
    list_display = ("created_at", "place", "left", "joined", "created_by")
    list_filter = ("auto_approve", "created_at")
    readonly_fields = ("large_code", "picture", "left", "joined", "consumed_at", "created_by")
    list_select_related = ("terminal__place", "place")
    autocomplete_fields = ("place", "replaces")
    audit_noun = "enrolment_code"

    def within(self, scope: Scope) -> Q:
        """By the place that it is for, or that its terminal stands at: a code has no terminal before it is used."""
        ways = ("place__district_id", "replaces__place__district_id", "terminal__place__district_id")
        return reduce(or_, (within(scope, Paths(way)) for way in ways))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Whoever is for some districts says where: nobody there would see the code otherwise."""
        if db_field.name == "place" and scope_of(request.user).districts is not None:
            kwargs["required"] = True
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """A code that replaces a machine ends the one that runs there."""
        again = asked(request, _("更换主机（一台）")) if request.POST.get("replaces") else None
        return again or super().changeform_view(request, *args, **kwargs)

    def get_fields(self, request: HttpRequest, obj: EnrolmentCode | None = None) -> tuple[str, ...]:  # noqa: ARG002
        if obj is None:
            fields: tuple[str, ...] = ("place", "replaces", "expires_at")
            return (*fields, "auto_approve") if settings.DEMO else fields
        shown = ("large_code", "picture") if enrolment_page.usable(obj, timezone.now()) else ()
        return (*shown, "left", "expires_at", "place", "replaces", "joined", "consumed_at", "created_by")

    @admin.display(description=_("登记码"))
    def large_code(self, code: EnrolmentCode) -> SafeString:
        return enrolment_page.large(code)

    @admin.display(description=_("扫码录入"))
    def picture(self, code: EnrolmentCode) -> SafeString:
        return enrolment_page.as_picture(code)

    @admin.display(description=_("剩余有效时间"))
    def left(self, code: EnrolmentCode) -> str:
        return enrolment_page.left(code, timezone.now())

    @admin.display(description=_("登记的终端"))
    def joined(self, code: EnrolmentCode) -> SafeString | str:
        terminal = code.terminal
        if terminal is None:
            return gettext("尚未登记")
        address = reverse("admin:fleet_terminal_change", args=[terminal.pk])
        state = terminal.get_state_display()
        return format_html('<a href="{}">{}</a> {} <code>{}</code>', address, terminal, state, terminal.fingerprint)

    def response_add(self, request: HttpRequest, obj: EnrolmentCode, *_args: object) -> HttpResponse:  # noqa: ARG002
        """Go on to the page that shows the code: that is what it was made for."""
        return redirect("admin:fleet_enrolmentcode_change", obj.pk)

    def has_change_permission(self, request: HttpRequest, obj: EnrolmentCode | None = None) -> bool:  # noqa: ARG002
        return False

    def save_model(self, request: HttpRequest, obj: EnrolmentCode, form: object, change: bool) -> None:  # noqa: FBT001
        obj.created_by = audit.user_of(request)
        super().save_model(request, obj, form, change)


def last_state(terminal: Terminal) -> LastState | None:
    """Return what the terminal last said; None before its first heartbeat."""
    return getattr(terminal, "last_state", None)
