"""When people work, and when a span of working time that begins now is over. Values only: no clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kiosk.protocol.civil_time import CHINA

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkingTime:
    """`weekdays` from 1, Monday. `hours`: from and to, in order, of each working day, in China's civil time.

    `holidays` are no working days, `working_days` are, whatever weekday they fall on (调休).
    """

    weekdays: frozenset[int]
    hours: tuple[tuple[time, time], ...]
    holidays: frozenset[date]
    working_days: frozenset[date]

    def works_on(self, day: date) -> bool:
        if day in self.working_days:
            return True
        return day.isoweekday() in self.weekdays and day not in self.holidays

    def after_days(self, at: datetime, days: int) -> datetime:
        """Return the end of work on the `days`-th working day after the one of `at`, which does not count itself."""
        day = at.astimezone(CHINA).date()
        for _number in range(days):
            day = self._next(day)
        return datetime.combine(day, self.hours[-1][1], CHINA)

    def after_hours(self, at: datetime, hours: float) -> datetime:
        """Return the moment by which people will have worked `hours` since `at`."""
        left = timedelta(hours=hours)
        for begin, end in self._shifts(at):
            if end - begin >= left:
                return (begin + left).astimezone(CHINA)
            left -= end - begin
        raise AssertionError("working days never end")

    def _next(self, day: date) -> date:
        day += ONE_DAY
        while not self.works_on(day):
            day += ONE_DAY
        return day

    def _shifts(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the spans of work from `at` on, for ever."""
        day = at.astimezone(CHINA).date() - ONE_DAY
        while True:
            day = self._next(day)
            for begin, end in self.hours:
                if datetime.combine(day, end, CHINA) > at:
                    yield max(at, datetime.combine(day, begin, CHINA)), datetime.combine(day, end, CHINA)
