"""config/ratings.yaml: until when a bad rating is answered, who is called back how often, what silence counts as."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

from django.conf import settings
from pydantic import BeforeValidator, Field, field_validator, model_validator

from kiosk.central.ratings.national import CONSTANT_FIELDS
from kiosk.central.ratings.working_time import ONE_DAY, WorkingTime
from kiosk.central.site_file import Part, SiteFileError, Words, read_site_file
from kiosk.protocol.model_problems import did_you_mean

WAYS = ("phone", "message", "counter", "online")
"""How a resident is called back."""
_LONGEST_DAYS = 60


class RulesError(SiteFileError):
    """The rules cannot be used."""


def _span(said: Any) -> tuple[date, ...]:
    """Read one day, or the first and the last of several with a stroke between them (ISO 8601)."""
    if isinstance(said, date):
        return (said,)
    first, stroke, last = str(said).partition("/")
    try:
        begin = date.fromisoformat(first)
        end = date.fromisoformat(last) if stroke else begin
    except ValueError:
        raise ValueError(f"{said!r} is no day; write 2026-10-01, or 2026-10-01/2026-10-07") from None
    if not begin <= end <= begin + timedelta(days=_LONGEST_DAYS):
        raise ValueError(f"{said!r} ends before it begins, or after {_LONGEST_DAYS} days; write the earlier day first")
    return tuple(begin + number * ONE_DAY for number in range((end - begin).days + 1))


def _shift(said: Any) -> tuple[time, time]:
    first, _stroke, last = str(said).partition("-")
    try:
        begin, end = time.fromisoformat(first.strip()), time.fromisoformat(last.strip())
    except ValueError:
        raise ValueError(f'{said!r} is no span of a day; write "09:00-12:00", with the quotes') from None
    if begin >= end:
        raise ValueError(f"{said!r} ends before it begins; write the earlier time first")
    return begin, end


Days = Annotated[tuple[date, ...], BeforeValidator(_span)]
Shift = Annotated[tuple[time, time], BeforeValidator(_shift)]


class Calendar(Part):
    """`holidays` and `working_days`: as the State Council's notice of each year has them."""

    weekdays: tuple[Annotated[int, Field(ge=1, le=7)], ...] = Field(min_length=1)
    hours: tuple[Shift, ...] = Field(min_length=1)
    holidays: tuple[Days, ...] = ()
    working_days: tuple[Days, ...] = ()

    @field_validator("hours")
    @classmethod
    def _in_order(cls, hours: tuple[Shift, ...]) -> tuple[Shift, ...]:
        if any(later[0] < earlier[1] for earlier, later in pairwise(hours)):
            raise ValueError("spans overlap or are out of order; write them from morning to evening")
        return hours

    @property
    def working_time(self) -> WorkingTime:
        return WorkingTime(
            frozenset(self.weekdays),
            self.hours,
            frozenset(day for span in self.holidays for day in span),
            frozenset(day for span in self.working_days for day in span),
        )


class Deadline(Part):
    """One of the three: `working_days`, counted from the next; `working_hours`; `days` of 24 hours."""

    working_days: int | None = Field(None, ge=1, le=90)
    working_hours: float | None = Field(None, gt=0, le=500)
    days: float | None = Field(None, gt=0, le=90)

    @model_validator(mode="after")
    def _one(self) -> "Deadline":
        if sum(value is not None for _name, value in self) != 1:
            raise ValueError("names none or several spans; write one of working_days, working_hours, days")
        return self

    def after(self, at: datetime, work: WorkingTime) -> datetime:
        if self.working_days is not None:
            return work.after_days(at, self.working_days)
        if self.working_hours is not None:
            return work.after_hours(at, self.working_hours)
        assert self.days is not None, "checked when it was read"
        return at + timedelta(days=self.days)


class Deadlines(Part):
    """Until when a rating of level 1 or 2 is answered, called back and closed."""

    level_1: Deadline
    level_2: Deadline

    def of(self, satisfaction: int) -> Deadline:
        return self.level_1 if satisfaction == 1 else self.level_2


class Department(Part):
    """`name`: as staff read it and as it is exported (proDepart). `deadlines`: where they differ."""

    name: Words
    deadlines: Deadlines | None = None


class CallBack(Part):
    """`most_tries`: who was not reached so often is not called again. `pf`: as what a way counts (single-sourced)."""

    most_tries: int = Field(ge=1, le=20)
    pf: dict[str, Annotated[int, Field(ge=1, le=6)]]

    @field_validator("pf")
    @classmethod
    def _each(cls, pf: dict[str, int]) -> dict[str, int]:
        if set(pf) != set(WAYS):
            raise ValueError(f"names {', '.join(sorted(pf))}; write a number from 1 to 6 for each of {', '.join(WAYS)}")
        return pf


class DefaultRating(Part):
    """What silence counts as. `within_days`: cases that ended longer ago stay unrated; `counts`: in satisfaction."""

    after_days: float = Field(gt=0, le=365)
    within_days: float = Field(gt=0, le=3650)
    satisfaction: Literal[3, 4, 5]
    counts: bool


class Export(Part):
    """`constants`: what the receiving platform wants in fields that this one knows nothing for.

    `rectification`: its codes for a bad rating that is being looked after, and for one that is closed.
    """

    constants: dict[str, Annotated[str, Field(max_length=120)]] = Field(default_factory=dict)
    rectification: dict[Literal["open", "closed"], str]

    @field_validator("constants")
    @classmethod
    def _known(cls, constants: dict[str, str]) -> dict[str, str]:
        for name in constants:
            if name not in CONSTANT_FIELDS:
                hint = did_you_mean(name, CONSTANT_FIELDS) or f"known are {', '.join(CONSTANT_FIELDS)}"
                raise ValueError(f"{name} is no field that may be constant; {hint}")
        return constants


class Notices(Part):
    """When owners are told by mail. `near`: a deadline within this span from now; without it nobody is reminded."""

    assigned: bool = True
    near: Deadline | None = Deadline(working_hours=8)
    give_up_h: float = Field(24, gt=0, le=240)


class Rules(Part):
    """The whole file. `departments` by the first part of a service's path."""

    deadlines: Deadlines
    calendar: Calendar
    call_back: CallBack
    default_rating: DefaultRating
    export: Export
    notices: Notices = Notices()
    departments: dict[Annotated[str, Field(pattern=r"^[a-z0-9-]+$")], Department] = Field(default_factory=dict)

    def due_at(self, service: str, satisfaction: int, at: datetime) -> datetime:
        """Return until when a bad rating of `service` that is known since `at` is to be closed."""
        department = self.departments.get(service.partition("/")[0])
        deadlines = (department and department.deadlines) or self.deadlines
        return deadlines.of(satisfaction).after(at, self.calendar.working_time)

    def department_name(self, department: str) -> str:
        """Return what staff call it; one that the file lacks goes by its code."""
        known = self.departments.get(department)
        return str(known.name) if known else department

    def holiday_years(self) -> Iterator[int]:
        return iter(sorted({day.year for span in self.calendar.holidays for day in span}))


def load(file: Path) -> Rules:
    """Read the rules.

    Raises:
        RulesError: unreadable, no YAML, or not what they should be; all problems at once.
    """
    return read_site_file(file, Rules, "rules of ratings", "KIOSK_CENTRAL_RATINGS", RulesError)


@lru_cache(maxsize=4)
def _loaded(file: Path) -> Rules:
    return load(file)


def rules() -> Rules:
    """Return the rules of this platform, read once a process.

    Raises:
        RulesError: see `load`.
    """
    return _loaded(settings.RATINGS_FILE)
