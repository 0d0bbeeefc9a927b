"""How long the paper lasts: what the watch over paper last found (`kiosk.central.alarms.paper`), by terminal."""

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kiosk.central.alarms.models import PaperStock
from kiosk.central.reports import charts
from kiosk.central.reports.asked import Asked
from kiosk.central.reports.section import Figure
from kiosk.central.reports.tables import Column, Kind, Table

_MOST_BARS = 12
_FAR_DAYS = 14.0
"""A bar of full width: nobody brings paper earlier."""


def forecast(asked: Asked) -> Figure:
    """Show those whose paper ends first. It is about today, whatever period is asked for."""
    head = (
        Column(_("终端")),
        Column(_("安装地点")),
        Column(_("剩余张数"), Kind.COUNT),
        Column(_("日常用量"), Kind.NUMBER),
        Column(_("可用天数"), Kind.NUMBER),
        Column(_("预计今天用完")),
    )
    fields = ("terminal_id", "terminal__place__name", "left", "usual_per_day", "ends_at")
    found = [
        (terminal_id, place or "", left, per_day, left / per_day if per_day else None, ends_at)
        for terminal_id, place, left, per_day, ends_at in (
            PaperStock.objects.filter(asked.of_terminals).values_list(*fields)
        )
    ]
    found.sort(key=lambda one: (one[5] is None, one[4] is None, one[4] or 0.0, one[0]))
    rows = tuple((*one[:5], f"{timezone.localtime(one[5]):%H:%M}" if one[5] else None) for one in found)
    table = Table("paper", _("纸张预测"), head, rows)
    lasting = [(row[0], row[1], row[4], row[5]) for row in rows if row[4] is not None][:_MOST_BARS]
    note = _("只有知道上次加纸时间的打印机才能预测")
    if not lasting:
        return Figure(table, note=note)
    drawn = [
        (
            f"{terminal_id} {place}",
            gettext("今天 %(at)s 用完") % {"at": at} if at else gettext("约 %(days)s 天") % {"days": f"{days:.1f}"},
            (("hatch" if at else "solid", min(days, _FAR_DAYS)),),
        )
        for terminal_id, place, days, at in lasting
    ]
    key = (("solid", gettext("按日常用量还可用的天数，满格为 14 天")), ("hatch", gettext("今天用完")))
    return Figure(table, charts.bars(str(table.title), drawn, whole=_FAR_DAYS, key=key), note=note)
