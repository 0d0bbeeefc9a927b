from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kiosk.central.accounts.fresh import asked
from kiosk.central.accounts.scope import scope_of
from kiosk.central.admin_read_only import ReadOnlyAdmin
from kiosk.central.audit.service import user_of
from kiosk.central.rollout import service, wording
from kiosk.central.rollout.forms import PlanForm, RingFormSet, SteerForm, plan_from, usual_rings
from kiosk.central.rollout.machine import Command, NotNowError
from kiosk.central.rollout.models import Release, ReleaseReport, Rollout
from kiosk.central.rollout.page import page

_AT_ONCE = {Command.STOP, Command.PAUSE}
"""Whoever holds a rollout up is not asked for a password first: a mistake costs time, a delay may cost terminals."""


@admin.register(Release)
class ReleaseAdmin(ReadOnlyAdmin[Release]):
    list_display = ("seq", "brings", "gone", "back", "signed_by", "signed_at", "pushed")
    list_select_related = ("before", "way_back")
    fields = ("seq", "brings", "gone", "before", "way_back_of", "signed_by", "signed_at", "flows")
    readonly_fields = fields

    @admin.display(description=_("更新事项"))
    def brings(self, release: Release) -> str:
        changed = sorted(release.changed().items())
        return "；".join(f"{name} {was or '–'} → {now}" for name, (was, now) in changed)

    @admin.display(description=_("下线事项"))
    def gone(self, release: Release) -> str:
        return "、".join(release.withdrawn())

    @admin.display(description=_("回退发布"))
    def back(self, release: Release) -> str:
        if release.way_back_of_id is not None:
            return gettext("是 #%(seq)s 的回退") % {"seq": release.way_back_of_id}
        back = getattr(release, "way_back", None)
        return f"#{back.seq}" if back else "–"

    @admin.display(description=_("推送"))
    def pushed(self, release: Release) -> str:
        rollout = release.rollouts.first()
        return rollout.get_state_display() if rollout else ""


@admin.register(ReleaseReport)
class ReleaseReportAdmin(ReadOnlyAdmin[ReleaseReport]):
    list_display = ("terminal", "seq", "state", "reason", "at")
    list_filter = ("state", "seq")
    search_fields = ("terminal__terminal_id", "reason")
    list_select_related = ("terminal__place",)
    district_path = "terminal__place__district_id"


@admin.register(Rollout)
class RolloutAdmin(ReadOnlyAdmin[Rollout]):
    """The list, the page of a rollout, the form that plans one, and a confirmation for each word of a person."""

    list_display = ("release", "state", "created_by", "created_at", "checked_at")
    list_filter = ("state",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _may_steer(request)

    def get_urls(self) -> list[URLPattern]:
        steer = path(
            "<int:pk>/steer/<slug:word>/", self.admin_site.admin_view(self.steer), name="rollout_rollout_steer"
        )
        return [steer, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",  # noqa: ARG002 - Django's signature
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        rollout = self.get_object(request, object_id)
        if rollout is None:
            raise Http404
        if not self.has_view_permission(request, rollout):
            raise PermissionDenied
        shown = page(rollout, timezone.now(), scope_of(request.user))
        may = _may_steer(request)
        title = gettext("推送发布 %(release)s") % {"release": rollout.release}
        return self._page(request, "page", title, {"page": shown, "may": may, **(extra_context or {})})

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",  # noqa: ARG002
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = PlanForm(request.POST or None)
        rings = RingFormSet(request.POST or None, initial=usual_rings(), prefix="ring")
        if request.method == "POST" and form.is_valid() and rings.is_valid():
            made = self._planned(request, form, rings)
            if made is not None:
                return HttpResponseRedirect(reverse("admin:rollout_rollout_change", args=(made.pk,)))
        return self._page(request, "plan", gettext("计划推送"), {"form": form, "rings": rings, **(extra_context or {})})

    def _planned(self, request: HttpRequest, form: PlanForm, rings: Any) -> Rollout | None:
        plan = plan_from(form, rings)
        if plan is None:
            return None
        given = form.cleaned_data
        try:
            return service.plan_rollout(given["release"], plan, list(given["pilots"]), user_of(request))
        except NotNowError as error:
            form.add_error(None, str(error))
            return None

    def steer(self, request: HttpRequest, pk: int, word: str) -> HttpResponse:
        """Ask for the reason, then do it."""
        rollout = self.get_object(request, str(pk))
        if rollout is None or word not in {command.value for command in Command}:
            raise Http404
        if not _may_steer(request):
            raise PermissionDenied
        command = Command(word)
        form = SteerForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            if command not in _AT_ONCE and (again := asked(request, wording.COMMANDS[command])) is not None:
                return again
            try:
                service.steer(rollout, command, user_of(request), form.cleaned_data["reason"])
                messages.success(request, gettext("已执行：%(what)s") % {"what": wording.COMMANDS[command]})
            except NotNowError as error:
                messages.error(request, str(error))
            return HttpResponseRedirect(reverse("admin:rollout_rollout_change", args=(pk,)))
        context = {"form": form, "rollout": rollout, "consequence": wording.CONSEQUENCES[command], "word": word}
        return self._page(request, "confirm", str(wording.COMMANDS[command]), context)

    def _page(self, request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> TemplateResponse:
        shown = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/rollout/rollout/{name}.html", shown)


def _may_steer(request: HttpRequest) -> bool:
    """A rollout goes to the whole fleet: whoever is for some districts only looks on."""
    return request.user.has_perm("rollout.steer_rollout") and scope_of(request.user).districts is None
