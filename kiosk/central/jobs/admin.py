from django.contrib import admin

from kiosk.central.admin_read_only import ReadOnlyAdmin
from kiosk.central.jobs.models import Lease


@admin.register(Lease)
class LeaseAdmin(ReadOnlyAdmin[Lease]):
    list_display = ("job", "ran_at", "failing_since", "error", "holder", "until")
