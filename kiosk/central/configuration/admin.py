from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kiosk.central.accounts.scope import Scope, paths_of, scope_of, scoped, within
from kiosk.central.admin_read_only import ReadOnlyAdmin
from kiosk.central.admin_terms import AdminTerms
from kiosk.central.audit.service import user_of
from kiosk.central.configuration import service
from kiosk.central.configuration.forms import LayerForm, initial
from kiosk.central.configuration.models import Change, Layer, Report, Value
from kiosk.central.configuration.reach import may_see, may_set, models_of, seen_layers
from kiosk.central.configuration.reports import agreement
from kiosk.central.configuration.wording import AGREEMENT_NAMES, SETTING_NAMES, scope_words, value_words
from kiosk.central.fleet.models import Desired, District, Terminal

_MAY_CHANGE = "configuration.change_value"


@admin.register(Value)
class ValueAdmin(ReadOnlyAdmin[Value], AdminTerms[Value]):
    """The list is a page of layers; `terminal/<id>/` shows what they come to at one terminal."""

    def within(self, scope: Scope) -> Q:
        return seen_layers(scope)

    def get_urls(self) -> list[URLPattern]:
        one = path("terminal/<str:pk>/", self.admin_site.admin_view(self.of_terminal), name="configuration_of_terminal")
        return [one, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # noqa: ARG002
        """Show one layer as a form, and which other layers set something."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        layer, scope = _asked_for(request)
        looking = scope_of(request.user)
        if not may_see(looking, layer, scope):
            raise Http404
        may_change = request.user.has_perm(_MAY_CHANGE) and may_set(looking, layer, scope)
        values = {one.setting: one.value for one in Value.objects.filter(layer=layer, scope=scope)}
        form = LayerForm(request.POST or None, initial=initial(values))
        if request.method == "POST":
            if not may_change:
                raise PermissionDenied
            if form.is_valid() and self._saved(request, form, layer, scope):
                return HttpResponseRedirect(request.get_full_path())
        context = {
            **self.admin_site.each_context(request),
            "title": _("终端配置"),
            "opts": self.opts,
            "form": form,
            "layer": layer,
            "scope": scope,
            "heading": scope_words(layer, scope),
            "touched": service.touched_by(layer, scope).filter(within(looking, paths_of(Terminal))).count(),
            "may_change": may_change,
            "layers": _layers_with_values(self.get_queryset(request), layer, scope),
            "models": models_of(looking),
            "districts": scoped(District.objects.all(), request.user),
        }
        return TemplateResponse(request, "admin/configuration/layer.html", context)

    def of_terminal(self, request: HttpRequest, pk: str) -> TemplateResponse:
        """Show each setting of one terminal: its value, the layer that says so, and whether the terminal runs it."""
        terminal = _terminals(self, request).select_related("place__district", "desired").filter(pk=pk).first()
        if terminal is None or not self.has_view_permission(request):
            raise Http404
        report: Report | None = getattr(terminal, "configuration_report", None)
        desired: Desired | None = getattr(terminal, "desired", None)
        found, standing = service.effective(terminal), agreement(desired, report)
        rows = [
            {
                "name": name,
                "value": value_words(found[setting].value) if setting in found else "",
                "layer": scope_words(found[setting].layer, found[setting].scope) if setting in found else "",
                "link": _layer_link(found[setting].layer, found[setting].scope) if setting in found else "",
            }
            for setting, name in SETTING_NAMES.items()
        ]
        layers = [{"name": scope_words(*one), "link": _layer_link(*one)} for one in service.scopes_of(terminal)]
        context = {
            **self.admin_site.each_context(request),
            "title": _("终端配置"),
            "opts": self.opts,
            "terminal": terminal,
            "rows": rows,
            "layers": layers,
            "desired": desired,
            "report": report,
            "standing": standing.value,
            "standing_name": AGREEMENT_NAMES[standing],
        }
        return TemplateResponse(request, "admin/configuration/terminal.html", context)

    def _saved(self, request: HttpRequest, form: LayerForm, layer: Layer, scope: str) -> bool:
        try:
            changes = service.set_values(
                layer, scope, form.values(), who=user_of(request), why=form.cleaned_data["why"]
            )
        except service.ChangeRefused as refusal:
            for setting, word in refusal.problems.items():
                form.add_error(setting if setting in form.fields else None, word)
            return False
        messages.success(
            request, gettext("已保存 %(count)d 项变更，终端在下一次心跳后、无人办理时生效") % {"count": len(changes)}
        )
        return True


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin[Change], AdminTerms[Change]):
    list_display = ("at", "where", "what", "was", "became", "who", "why", "takes_back")
    list_filter = ("layer", "setting", "at")
    search_fields = ("scope", "who", "why")
    actions = ("take_back",)

    def within(self, scope: Scope) -> Q:
        return seen_layers(scope)

    @admin.display(description=_("层级"), ordering="layer")
    def where(self, change: Change) -> str:
        return scope_words(change.layer, change.scope)

    @admin.display(description=_("配置项"), ordering="setting")
    def what(self, change: Change) -> str:
        return str(SETTING_NAMES.get(change.setting, change.setting))

    @admin.display(description=_("原值"))
    def was(self, change: Change) -> str:
        return value_words(change.old)

    @admin.display(description=_("新值"))
    def became(self, change: Change) -> str:
        return value_words(change.new)

    def has_take_back_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(_MAY_CHANGE)

    @admin.action(description=_("撤回所选变更"), permissions=["take_back"])
    def take_back(self, request: HttpRequest, chosen: QuerySet[Change]) -> HttpResponse | None:
        """Ask for a reason first; the newest is taken back first, so that several come to what stood before them."""
        looking = scope_of(request.user)
        if any(not may_set(looking, Layer(change.layer), change.scope) for change in chosen):
            messages.error(request, gettext("所选变更涉及职责范围以外的终端，不能撤回"))
            return None
        why = request.POST.get("why", "").strip()[:200]
        if not why:
            context = {
                **self.admin_site.each_context(request),
                "title": _("撤回配置变更"),
                "opts": self.opts,
                "chosen": [(change, self.what(change), self.was(change), self.became(change)) for change in chosen],
            }
            return TemplateResponse(request, "admin/configuration/take_back.html", context)
        for change in chosen.order_by("-pk"):
            try:
                service.take_back(change, who=user_of(request), why=why)
            except service.ChangeRefused as refusal:
                messages.error(request, f"{self.what(change)}: {refusal}")
        messages.success(request, gettext("已撤回，终端在下一次心跳后、无人办理时生效"))
        return None


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin[Report]):
    district_path = "terminal__place__district_id"
    list_display = ("terminal", "standing", "wanted", "revision", "refused", "problem", "at")
    search_fields = ("terminal__terminal_id", "problem")
    list_select_related = ("terminal__desired", "terminal__place")

    @admin.display(description=_("期望的版本"))
    def wanted(self, report: Report) -> str:
        desired: Desired | None = getattr(report.terminal, "desired", None)
        return desired.configuration_revision if desired else ""

    @admin.display(description=_("是否生效"))
    def standing(self, report: Report) -> SafeString:
        found = agreement(getattr(report.terminal, "desired", None), report)
        link = reverse("admin:configuration_of_terminal", args=[report.terminal_id])
        name = AGREEMENT_NAMES[found]
        return format_html('<a class="standing {}" href="{}">{}</a>', found.value, link, name)


def _terminals(page: admin.ModelAdmin[Any], request: HttpRequest) -> QuerySet[Terminal]:
    """Return the terminals that this member of staff may see."""
    found: QuerySet[Terminal] = page.admin_site.get_model_admin(Terminal).get_queryset(request)
    return found


def _asked_for(request: HttpRequest) -> tuple[Layer, str]:
    try:
        layer = Layer(request.GET.get("layer", Layer.ALL))
    except ValueError:
        raise Http404 from None
    scope = request.GET.get("scope", "")
    if (layer is Layer.ALL) != (scope == "") or not (layer is Layer.ALL or service.is_scope(layer, scope)):
        raise Http404
    return layer, scope


def _layer_link(layer: str, scope: str) -> str:
    query = urlencode({"layer": str(layer), "scope": scope} if scope else {"layer": str(layer)})
    return f"{reverse('admin:configuration_value_changelist')}?{query}"


def _layers_with_values(values: QuerySet[Value], layer: Layer, scope: str) -> list[dict[str, Any]]:
    found = set(values.values_list("layer", "scope")) | {(Layer.ALL.value, ""), (layer.value, scope)}
    ordered = sorted(found, key=lambda one: (list(Layer).index(Layer(one[0])), one[1]))
    return [
        {"name": scope_words(*one), "link": _layer_link(*one), "here": one == (layer.value, scope)} for one in ordered
    ]
