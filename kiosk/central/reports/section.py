"""A part of the page: charts, and the tables that say the same in numbers. Pure."""

from dataclasses import dataclass

from django.utils.functional import Promise

from kiosk.central.reports.charts import Bars, Columns, Heat
from kiosk.central.reports.tables import Table

Chart = Bars | Columns | Heat


@dataclass(frozen=True)
class Figure:
    """A chart with the table that stands for it. Without a chart there was nothing to draw."""

    table: Table
    chart: Chart | None = None
    wide: bool = False
    note: str | Promise = ""
