from django.contrib import admin

from kiosk.central.admin_read_only import ReadOnlyAdmin
from kiosk.central.retention.models import Batch


@admin.register(Batch)
class BatchAdmin(ReadOnlyAdmin[Batch]):
    list_display = ("at", "kind", "deed", "day", "rows", "path", "size")
    list_filter = ("deed", "kind", "at")
    search_fields = ("path", "sha256")
