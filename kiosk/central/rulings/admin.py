from typing import ClassVar

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kiosk.central.cells import TerminalColumn, moment, two_lines
from kiosk.central.rulings.models import Ruling


@admin.register(Ruling)
class RulingAdmin(TerminalColumn[Ruling]):
    """The list of what was ruled, and whether each terminal knows; the page that rules is at the documents."""

    service_path = "issue__service"
    list_display = ("ruled", "issue", "found", "where", "known")
    list_filter = ("state", "finding", "ruled_at")
    search_fields = ("issue__serial", "terminal__terminal_id", "ruled_by", "reason")
    list_select_related = ("issue", "terminal__place")

    class Media:
        css: ClassVar = {"all": ("rulings/rulings.css",)}

    @admin.display(description=_("核实时间"), ordering="ruled_at")
    def ruled(self, ruling: Ruling) -> SafeString | str:
        return two_lines(moment(ruling.ruled_at), ruling.ruled_by)

    @admin.display(description=_("核实结果"), ordering="finding")
    def found(self, ruling: Ruling) -> SafeString | str:
        return two_lines(ruling.get_finding_display(), ruling.reason)

    @admin.display(description=_("终端确认"), ordering="state")
    def known(self, ruling: Ruling) -> SafeString | str:
        state = format_html('<span class="ruling {}">{}</span>', ruling.state, ruling.get_state_display())
        return two_lines(state, moment(ruling.answered_at))
