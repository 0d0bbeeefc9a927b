from typing import ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kiosk.central.accounts.fresh import asked
from kiosk.central.audit import service as audit
from kiosk.central.cells import TerminalColumn, moment, two_lines
from kiosk.central.commands import ordering, service
from kiosk.central.commands.models import Attachment, Command
from kiosk.central.fleet.models import Terminal

_MAY_GIVE = "commands.add_command"


@admin.register(Command)
class CommandAdmin(TerminalColumn[Command]):
    """The list; `order/` gives commands, `<id>/file/` hands out what one brought back."""

    district_path = "terminal__place__district_id"
    list_display = ("given", "where", "kind", "shown_state", "result", "why", "ends")
    list_filter = ("state", "kind", "asked_at")
    search_fields = ("terminal__terminal_id", "command_id", "why", "asked_by")
    list_select_related = ("terminal__place", "attachment")
    actions = ("cancel", "repeat")
    fresh_actions = ("repeat",)
    fields = (
        "terminal",
        "kind",
        "shown_state",
        "why",
        "asked_by",
        "asked_at",
        "deadline",
        "started_at",
        "ended_at",
        "text",
        "file",
        "repeats",
        "command_id",
    )
    readonly_fields = ("shown_state", "file")

    class Media:
        css: ClassVar = {"all": ("commands/pages.css",)}

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        mine = [
            path("order/", view(self.order), name="commands_command_order"),
            path("<str:pk>/file/", view(self.download), name="commands_command_file"),
        ]
        return [*mine, *super().get_urls()]

    @admin.display(description=_("下达时间"), ordering="asked_at")
    def given(self, command: Command) -> SafeString | str:
        return two_lines(moment(command.asked_at), command.asked_by)

    @admin.display(description=_("截止时间"), ordering="deadline")
    def ends(self, command: Command) -> str:
        return moment(command.deadline)

    @admin.display(description=_("状态"), ordering="state")
    def shown_state(self, command: Command) -> SafeString:
        return format_html('<span class="command {}">{}</span>', command.state, command.get_state_display())

    @admin.display(description=_("结果"))
    def result(self, command: Command) -> SafeString | str:
        return self.file(command) or command.text.partition("\n")[0][:80]

    @admin.display(description=_("附件"))
    def file(self, command: Command) -> SafeString | str:
        attachment: Attachment | None = getattr(command, "attachment", None)
        if attachment is None:
            return ""
        link = reverse("admin:commands_command_file", args=[command.pk])
        return format_html('<a href="{}">{}</a>', link, attachment.name)

    def order(self, request: HttpRequest) -> HttpResponse:
        """Ask, show once more with the number of terminals, give."""
        if not self.has_give_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return ordering.begun(request, self.admin_site, self._chosen(request, [request.GET.get("terminal", "")]))
        form = ordering.OrderForm(request.POST)
        ids = request.POST.get("terminals", "").split(",")
        chosen = self._chosen(request, ids)
        if not form.is_valid() or not chosen or "confirmed" not in request.POST:
            return ordering.page(request, self.admin_site, form, chosen, confirm=form.is_valid() and bool(chosen))
        if (again := asked(request, f"{gettext('下达指令')} · {form.kind_name()}")) is not None:
            return again
        said = form.cleaned_data
        given = service.give(
            chosen, said["kind"], why=said["why"], deadline=form.deadline(), who=audit.user_of(request)
        )
        messages.success(request, gettext("已向 %(count)d 台终端下达指令") % {"count": len(given)})
        return HttpResponseRedirect(reverse("admin:commands_command_changelist"))

    def download(self, request: HttpRequest, pk: str) -> HttpResponse:
        """Hand out the file, and note who took it."""
        command = self.get_queryset(request).filter(pk=pk).first()
        attachment: Attachment | None = getattr(command, "attachment", None)
        if command is None or attachment is None or not self.has_view_permission(request):
            raise Http404
        audit.record(audit.user_of(request), "command.download", command, attachment.name)
        response = HttpResponse(bytes(attachment.content), content_type="application/octet-stream")
        response.headers["Content-Disposition"] = f'attachment; filename="{command.terminal_id}-{attachment.name}"'
        response.headers["Cache-Control"] = "no-store"
        return response

    def has_give_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(_MAY_GIVE)

    @admin.action(description=_("撤销所选指令（仅未下发的）"), permissions=["give"])
    def cancel(self, request: HttpRequest, chosen: QuerySet[Command]) -> None:
        tried = list(chosen)
        done = sum(service.cancel(command, audit.user_of(request)) for command in tried)
        messages.success(request, gettext("已撤销 %(done)d 条") % {"done": done})
        if done < len(tried):
            messages.warning(request, gettext("%(left)d 条已下发或已结束，不能撤销") % {"left": len(tried) - done})

    @admin.action(description=_("重新下达所选指令"), permissions=["give"])
    def repeat(self, request: HttpRequest, chosen: QuerySet[Command]) -> None:
        """Give each again, as a new command with as much time as the first had."""
        who, now = audit.user_of(request), timezone.now()
        commands = list(chosen.select_related("terminal").filter(terminal__state=Terminal.State.APPROVED))
        for command in commands:
            deadline = now + (command.deadline - command.asked_at)
            service.give([command.terminal], command.kind, why=command.why, deadline=deadline, who=who, repeats=command)
        messages.success(request, gettext("已向 %(count)d 台终端下达指令") % {"count": len(commands)})

    def _chosen(self, request: HttpRequest, ids: list[str]) -> list[Terminal]:
        """Return those of the terminals that this member of staff may see, and that are members of the fleet."""
        seen = self.admin_site.get_model_admin(Terminal).get_queryset(request)
        return list(seen.filter(pk__in=ids, state=Terminal.State.APPROVED).select_related("place"))
