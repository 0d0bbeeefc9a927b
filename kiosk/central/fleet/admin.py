from datetime import datetime

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kiosk.central.admin_read_only import ReadOnlyAdmin
from kiosk.central.audit import service as audit
from kiosk.central.commands import ordering
from kiosk.central.fleet import joining, place_admin
from kiosk.central.fleet.models import EnrolmentCode, FleetEvent, LastState, Terminal
from kiosk.central.fleet.reachability import Reachability

__all__ = ["REACHABILITY_NAMES", "last_state", "place_admin"]  # Django looks for pages in modules of this name only

REACHABILITY_NAMES: dict[Reachability, Promise] = {
    Reachability.ONLINE: _("在线"),
    Reachability.LATE: _("迟到"),
    Reachability.OFFLINE: _("离线"),
}


class LastStateInline(admin.StackedInline[LastState, Terminal]):
    model = LastState
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Terminal | None = None) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Terminal | None = None) -> bool:  # noqa: ARG002
        return False


@admin.register(Terminal)
class TerminalAdmin(admin.ModelAdmin[Terminal]):
    list_display = (
        "terminal_id",
        "place",
        "district",
        "reachable",
        "state",
        "seen",
        "screen",
        "faults",
        "release",
        "paused",
    )
    list_filter = ("state", "out_of_service", "place__district", "model")
    search_fields = ("terminal_id", "place__name", "place__street", "place__community", "fingerprint")
    autocomplete_fields = ("place",)
    list_select_related = ("last_state", "place__district")
    list_per_page = 100
    readonly_fields = ("terminal_id", "state", "model", "fingerprint", "key_id", "enrolled_at")
    fields = (
        "terminal_id",
        "state",
        "place",
        "out_of_service",
        "note",
        "fingerprint",
        "key_id",
        "model",
        "enrolled_at",
    )
    inlines = (LastStateInline,)
    actions = ("approve", "revoke", "command")

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - terminals enrol themselves
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Terminal | None = None) -> bool:  # noqa: ARG002
        return False

    def save_model(self, request: HttpRequest, obj: Terminal, form: object, change: bool) -> None:  # noqa: ARG002, FBT001
        fields = ("place", "out_of_service", "note")
        obj.save(update_fields=fields)
        named = ", ".join(sorted(set(getattr(form, "changed_data", ())) & set(fields)))
        audit.record(audit.user_of(request), "terminal.change", obj, named)

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

    @admin.display(description=_("最近心跳"), ordering="last_state__seen_at")
    def seen(self, terminal: Terminal) -> datetime | None:
        state = last_state(terminal)
        return state.seen_at if state else None

    @admin.display(description=_("当前画面"), ordering="last_state__screen")
    def screen(self, terminal: Terminal) -> str:
        state = last_state(terminal)
        return state.screen if state else ""

    @admin.display(description=_("设备故障"))
    def faults(self, terminal: Terminal) -> str:
        state = last_state(terminal)
        return "; ".join(f"{role}: {'+'.join(codes)}" for role, codes in state.faults.items() if codes) if state else ""

    @admin.display(description=_("发布序号"), ordering="last_state__release_seq")
    def release(self, terminal: Terminal) -> int | None:
        state = last_state(terminal)
        return state.release_seq if state else None

    @admin.display(description=_("暂停服务"), ordering="out_of_service")
    def paused(self, terminal: Terminal) -> str:
        return gettext("暂停") if terminal.out_of_service else ""

    @admin.action(description=_("批准所选终端（已核对指纹）"), permissions=["change"])
    def approve(self, request: HttpRequest, chosen: QuerySet[Terminal]) -> None:
        done = sum(joining.approve(terminal, audit.user_of(request)) for terminal in chosen)
        messages.success(request, gettext("已批准 %(done)d 台") % {"done": done})

    @admin.action(description=_("吊销所选终端"), permissions=["change"])
    def revoke(self, request: HttpRequest, chosen: QuerySet[Terminal]) -> None:
        done = sum(joining.revoke(terminal, audit.user_of(request)) for terminal in chosen)
        messages.success(request, gettext("已吊销 %(done)d 台") % {"done": done})

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
class EnrolmentCodeAdmin(admin.ModelAdmin[EnrolmentCode]):
    list_display = ("created_at", "place", "expires_at", "auto_approve", "consumed_at", "terminal", "created_by")
    list_filter = ("auto_approve", "created_at")
    readonly_fields = ("code", "consumed_at", "terminal", "created_by")
    list_select_related = ("terminal", "place")
    autocomplete_fields = ("place", "replaces")

    def get_fields(self, request: HttpRequest, obj: EnrolmentCode | None = None) -> tuple[str, ...]:  # noqa: ARG002
        fields = ("code", "place", "replaces", "expires_at", "consumed_at", "terminal", "created_by")
        return (*fields, "auto_approve") if settings.DEMO else fields

    def has_change_permission(self, request: HttpRequest, obj: EnrolmentCode | None = None) -> bool:  # noqa: ARG002
        return False

    def save_model(self, request: HttpRequest, obj: EnrolmentCode, form: object, change: bool) -> None:  # noqa: FBT001
        obj.created_by = audit.user_of(request)
        super().save_model(request, obj, form, change)
        audit.record(obj.created_by, "enrolment_code.create", obj)


def last_state(terminal: Terminal) -> LastState | None:
    """Return what the terminal last said; None before its first heartbeat."""
    return getattr(terminal, "last_state", None)
