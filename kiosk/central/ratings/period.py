"""A period of whole days, as staff choose it: from its first day to the end of its last, in civil time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _


class PeriodError(Exception):
    """Not a period; the text says why, in the reader's language."""


@dataclass(frozen=True)
class Period:
    first: date
    last: date

    @property
    def since(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.first, datetime.min.time()))

    @property
    def until(self) -> datetime:
        """The moment at which it is over."""
        return timezone.make_aware(datetime.combine(self.last + timedelta(days=1), datetime.min.time()))

    @property
    def query(self) -> str:
        return f"first={self.first}&last={self.last}"


def period_of(first: str, last: str, today: date) -> Period:
    """Return what was asked for; the current month where nothing was.

    Raises:
        PeriodError: no days, or the last before the first.
    """
    try:
        begin = date.fromisoformat(first) if first else today.replace(day=1)
        end = date.fromisoformat(last) if last else max(begin, today)
    except ValueError:
        raise PeriodError(_("日期格式应为 2026-10-01")) from None
    if end < begin:
        raise PeriodError(_("结束日期早于开始日期"))
    return Period(begin, end)


def usual_periods(today: date) -> list[tuple[str, Period]]:
    """Return those that are asked for most, with their names."""
    month = today.replace(day=1)
    last_month = month - timedelta(days=1)
    quarter = today.replace(month=3 * ((today.month - 1) // 3) + 1, day=1)
    return [
        (_("最近 7 天"), Period(today - timedelta(days=6), today)),
        (_("本月"), Period(month, today)),
        (_("上月"), Period(last_month.replace(day=1), last_month)),
        (_("本季度"), Period(quarter, today)),
        (_("本年"), Period(today.replace(month=1, day=1), today)),
    ]
