"""The lists of redresses and ratings. The page of a redress is in `page`, figures and exports in `figures_page`."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from kiosk.central.admin_read_only import ReadOnlyAdmin
from kiosk.central.audit.service import user_of
from kiosk.central.ratings import figures_page
from kiosk.central.ratings.acting import ACTS
from kiosk.central.ratings.filters import OF_RATING, OF_REDRESS
from kiosk.central.ratings.models import Rating, Redress
from kiosk.central.ratings.naming import title_of, with_title
from kiosk.central.ratings.page import answer, page
from kiosk.central.ratings.redressing import NotNow
from kiosk.central.ratings.responsible import STEER
from kiosk.central.ratings.rules import rules
from kiosk.central.ratings.standing import due_words, standing_of


@admin.register(Redress)
class RedressAdmin(ReadOnlyAdmin[Redress]):
    list_display = ("badge", "what", "place", "due", "standing")
    list_display_links = ("what",)
    list_filter = OF_REDRESS
    search_fields = ("rating__transaction_id", "terminal__terminal_id", "terminal__place__name", "service")
    list_select_related = ("rating", "terminal__place__district", "owner")
    actions = ("assign",)
    ordering = (F("closed_at").desc(nulls_first=True), "due_at")

    class Media:
        css = {"all": ("alarms/alarms.css", "ratings/ratings.css")}  # noqa: RUF012 - Django reads it so

    def get_queryset(self, request: HttpRequest) -> QuerySet[Redress]:
        return with_title(super().get_queryset(request))

    def has_act_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(STEER)

    @admin.display(description=_("满意度"), ordering="rating__satisfaction")
    def badge(self, redress: Redress) -> SafeString:
        rating = redress.rating
        words = rating.get_satisfaction_display()
        return format_html('<span class="level level-{}">{}</span>', rating.satisfaction, words)

    @admin.display(description=_("差评"), ordering="service")
    def what(self, redress: Redress) -> SafeString:
        return format_html("{}<small>{}</small>", title_of(redress), redress.rating.reason_words)

    @admin.display(description=_("部门和终端"), ordering="terminal")
    def place(self, redress: Redress) -> SafeString:
        return format_html("{}<small>{}</small>", rules().department_name(redress.department), redress.terminal)

    @admin.display(description=_("办理期限"), ordering="due_at")
    def due(self, redress: Redress) -> SafeString:
        how = standing_of(redress, timezone.now())
        css = "overdue" if how.overdue else ""
        return format_html('<span class="due {}">{}<small>{}</small></span>', css, due_words(redress), how.left)

    @admin.display(description=_("状态"), ordering="state")
    def standing(self, redress: Redress) -> SafeString:
        owner = redress.owner or ""
        state = redress.get_state_display()
        return format_html('<span class="stage {}">{}</span><small>{}</small>', redress.state, state, owner)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",  # noqa: ARG002 - Django's signature
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> HttpResponse:
        """Show one redress with all that was done, and do what a button on it says."""
        redress = self.get_object(request, object_id)
        if redress is None or not self.has_view_permission(request, redress):
            self.message_user(request, gettext("没有这条差评"), messages.WARNING)
            return HttpResponseRedirect(reverse("admin:ratings_redress_changelist"))
        context = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media}
        act = answer if request.method == "POST" else page
        return act(request, redress, context)

    @admin.action(description=_("指派所选差评"), permissions=["act"])
    def assign(self, request: HttpRequest, chosen: QuerySet[Redress]) -> TemplateResponse | None:
        """Ask to whom, on a page between; then give all of them, and say which could not be given."""
        redresses = tuple(chosen)
        act = ACTS["assign"]
        form = act.form(request.POST if "decided" in request.POST else None, redresses=redresses)
        if not form.is_valid():
            lines = [(one, title_of(one), f"{one.terminal}") for one in redresses]
            context = {"title": act.title, "opts": self.opts, "media": self.media, "form": form, "chosen": lines}
            context |= {"action": "assign", "list": reverse("admin:ratings_redress_changelist")}
            return TemplateResponse(
                request, "ratings/decide.html", {**self.admin_site.each_context(request), **context}
            )
        refusals: list[str] = []
        for redress in redresses:
            try:
                act.deed(redress, form.cleaned_data, user_of(request), timezone.now())
            except NotNow as refusal:
                refusals.append(f"{title_of(redress)}: {refusal}")
        words = gettext("已指派 %(done)d 条") % {"done": len(redresses) - len(refusals)}
        self.message_user(request, "; ".join([words, *refusals]), messages.WARNING if refusals else messages.SUCCESS)
        return None


@admin.register(Rating)
class RatingAdmin(ReadOnlyAdmin[Rating]):
    list_display = ("when", "badge", "what", "words", "given", "place")
    list_filter = OF_RATING
    search_fields = ("transaction_id", "terminal__terminal_id", "service")
    list_select_related = ("terminal__place",)
    change_list_template = "ratings/ratings.html"

    class Media:
        css = {"all": ("alarms/alarms.css", "ratings/ratings.css")}  # noqa: RUF012 - Django reads it so

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("figures/", view(require_GET(self.figures)), name="ratings_figures"),
            path("export/<str:form>/", view(require_GET(self.export)), name="ratings_export"),
        ]
        return [*own, *super().get_urls()]

    @admin.display(description=_("满意度"), ordering="satisfaction")
    def badge(self, rating: Rating) -> SafeString:
        words = rating.get_satisfaction_display()
        return format_html('<span class="level level-{}">{}</span>', rating.satisfaction, words)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rating]:
        return with_title(super().get_queryset(request))

    @admin.display(description=_("评价时间"), ordering="rated_at")
    def when(self, rating: Rating) -> SafeString:
        at = timezone.localtime(rating.rated_at)
        return format_html("{}<small>{}</small>", f"{at:%Y-%m-%d}", f"{at:%H:%M}")

    @admin.display(description=_("事项"), ordering="service")
    def what(self, rating: Rating) -> SafeString:
        return format_html("{}<small>{}</small>", title_of(rating), rating.transaction_id)

    @admin.display(description=_("评价来源"), ordering="source")
    def given(self, rating: Rating) -> SafeString:
        number = rating.get_assess_number_display()
        return format_html("{}<small>{}</small>", rating.get_source_display(), number)

    @admin.display(description=_("终端"), ordering="terminal")
    def place(self, rating: Rating) -> SafeString:
        return format_html("{}<small>{}</small>", rating.terminal_id, rating.terminal.place or "")

    @admin.display(description=_("评价选项"))
    def words(self, rating: Rating) -> str:
        return rating.reason_words

    def figures(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        """Show what ratings come to in a period, or give it as a table."""
        figures_page.allow(request, "ratings.view_rating")
        context = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media}
        return figures_page.figures(request, context)

    def export(self, request: HttpRequest, form: str) -> HttpResponse | StreamingHttpResponse:
        """Give the ratings of a period in the national field names."""
        figures_page.allow(request, "ratings.export_rating")
        return figures_page.export(request, form)
