"""When a service may be begun: the hours of a department whose system or people are not there at night."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from kiosk.protocol.steps.step import Strict

TimeOfDay = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$", description="HH:MM, China's time")]


class Weekday(StrEnum):
    """In the order of ISO 8601."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


class Span(Strict):
    """From `first`, on the minute, until just before `last`; a night is two spans."""

    first: TimeOfDay
    last: TimeOfDay

    @model_validator(mode="after")
    def _forward(self) -> "Span":
        if self.first >= self.last:
            raise ValueError(
                f"{self.first} is not before {self.last}; write a night as two spans, to 24:00 and from 00:00"
            )
        return self


class Hours(Span):
    """The same span on each of some days of the week."""

    days: tuple[Weekday, ...] = Field(min_length=1)


class Workday(Span):
    """A day off that is worked (调休), as the State Council announces each year."""

    date: date


class Opening(Strict):
    """`closed` days are closed whatever the week says; `workdays` are open whatever the week says."""

    hours: tuple[Hours, ...] = Field(min_length=1)
    closed: tuple[date, ...] = ()
    workdays: tuple[Workday, ...] = ()

    @model_validator(mode="after")
    def _one_word_for_a_day(self) -> "Opening":
        both = sorted({f"{day.date:%Y-%m-%d}" for day in self.workdays if day.date in self.closed})
        if both:
            raise ValueError(f"closed and worked at once: {', '.join(both)}; keep one of them")
        return self
