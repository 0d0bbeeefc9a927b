"""What stands in the cells of staff's lists: two lines where there is much to say, and short times."""

from datetime import datetime
from typing import ClassVar, TypeVar

from django.contrib import admin
from django.db.models import Model
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kiosk.central.admin_read_only import ReadOnlyAdmin
from kiosk.central.fleet.models import Terminal

M = TypeVar("M", bound=Model)


def two_lines(first: object, second: object) -> SafeString | str:
    """Return `first` with `second` small below it; without a second just the first."""
    if second is None or second == "":
        return format_html("{}", first)
    return format_html("{}<small>{}</small>", first, second)


def moment(at: datetime | None) -> str:
    """Return day and time in the platform's time zone, the year only where it is another one; empty for None."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{local:%m-%d %H:%M}" if local.year == timezone.localdate().year else f"{local:%Y-%m-%d %H:%M}"


def at_terminal(terminal: Terminal) -> SafeString | str:
    """Return the number of a terminal with its place; `terminal` has its place selected with it."""
    return two_lines(terminal.terminal_id, terminal.place)


class TerminalColumn(ReadOnlyAdmin[M]):
    """Gives the list of records that have a terminal the column `where`, and asks for the places all at once."""

    list_select_related: ClassVar[bool | list[str] | tuple[str, ...]] = ("terminal__place",)

    @admin.display(description=_("终端"), ordering="terminal")
    def where(self, record: M) -> SafeString | str:
        terminal: Terminal = record.terminal  # type: ignore[attr-defined]  # of every model with this column
        return at_terminal(terminal)
