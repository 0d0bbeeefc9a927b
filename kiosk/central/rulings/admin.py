from typing import ClassVar

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kiosk.central.admin_read_only import ReadOnlyAdmin
from kiosk.central.rulings.models import Ruling


@admin.register(Ruling)
class RulingAdmin(ReadOnlyAdmin[Ruling]):
    """The list of what was ruled, and whether each terminal knows; the page that rules is at the documents."""

    service_path = "issue__service"
    list_display = ("ruled_at", "issue", "finding", "reason", "ruled_by", "terminal", "known", "answered_at")
    list_filter = ("state", "finding", "ruled_at")
    search_fields = ("issue__serial", "terminal__terminal_id", "ruled_by", "reason")
    list_select_related = ("issue", "terminal__place")

    class Media:
        css: ClassVar = {"all": ("rulings/rulings.css",)}

    @admin.display(description=_("终端确认"), ordering="state")
    def known(self, ruling: Ruling) -> SafeString:
        return format_html('<span class="ruling {}">{}</span>', ruling.state, ruling.get_state_display())
