from django.contrib import admin

from kiosk.central.admin_read_only import ReadOnlyAdmin
from kiosk.central.gateway.models import Call


@admin.register(Call)
class CallAdmin(ReadOnlyAdmin[Call]):
    list_display = ("at", "operation", "status", "duration_ms", "terminal")
    list_filter = ("status", "operation", "at", "terminal")
    list_select_related = ("terminal",)
