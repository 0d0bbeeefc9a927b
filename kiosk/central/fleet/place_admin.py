"""Staff pages of places: where terminals stand, each with those that stand there."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kiosk.central.admin_read_only import ReadOnlyAdmin
from kiosk.central.fleet.models import District, Place


@admin.register(District)
class DistrictAdmin(ReadOnlyAdmin[District]):
    list_display = ("code", "name")
    search_fields = ("code", "name")


@admin.register(Place)
class PlaceAdmin(admin.ModelAdmin[Place]):
    list_display = ("name", "district", "street", "community", "machines")
    list_filter = ("district",)
    search_fields = ("name", "street", "community", "address")
    list_select_related = ("district",)
    ordering = ("district__rank", "name")  # a count in the query drops the model's own
    list_per_page = 100
    audit_silent = ("contact",)
    fieldsets = (
        (None, {"fields": ("name", "district", "street", "community", "address")}),
        (_("地图位置"), {"fields": (("longitude", "latitude"),), "description": _("CGCS2000 坐标，单位：度")}),
        (_("现场"), {"fields": ("open_hours", "contact")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Place]:
        return super().get_queryset(request).annotate(standing=Count("terminals"))

    @admin.display(description=_("终端"))
    def machines(self, place: Place) -> SafeString | str:
        count = int(getattr(place, "standing", 0))
        if count == 0:
            return "–"
        return format_html('<a href="../terminal/?place__id__exact={}">{}</a>', place.pk, count)
