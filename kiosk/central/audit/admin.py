from django.contrib import admin

from kiosk.central.admin_read_only import ReadOnlyAdmin
from kiosk.central.audit.models import AuditEvent


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin[AuditEvent]):
    list_display = ("at", "who", "action", "object_type", "object_id", "detail")
    list_filter = ("action", "object_type", "at")
    search_fields = ("who", "object_id", "detail")
