from django.contrib import admin

from kiosk.central.admin_read_only import ReadOnlyAdmin
from kiosk.central.mail.models import Delivery


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin[Delivery]):
    """What could not be sent is found by its state; whom it was for is nobody's to read."""

    list_display = ("asked_at", "way", "state", "tries", "error", "service", "terminal", "due_at", "changed_at")
    list_filter = ("way", "state", "service", "asked_at", "terminal")
    search_fields = ("mail_id", "transaction_id", "terminal__terminal_id")
    list_select_related = ("terminal",)
    exclude = ("address", "subject", "lines")
