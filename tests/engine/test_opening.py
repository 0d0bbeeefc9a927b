"""A department's hours, its holidays and its worked days off."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from kiosk.engine.opening import is_open, next_opening
from kiosk.protocol.civil_time import CHINA
from kiosk.protocol.opening import Opening

OFFICE = Opening.model_validate(
    {
        "hours": [
            {"days": ["mon", "tue", "wed", "thu", "fri"], "first": "08:30", "last": "12:00"},
            {"days": ["mon", "tue", "wed", "thu", "fri"], "first": "14:00", "last": "17:30"},
        ],
        "closed": ["2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07"],
        "workdays": [{"date": "2026-10-10", "first": "09:00", "last": "12:00"}],
    }
)
NIGHT = Opening.model_validate(
    {
        "hours": [
            {"days": ["sat"], "first": "22:00", "last": "24:00"},
            {"days": ["sun"], "first": "00:00", "last": "06:00"},
        ]
    }
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


moments = st.integers(0, 60 * 24 * 61).map(lambda minutes: at("2026-09-01T00:00") + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-09-21T08:29:59", "2026-09-21T08:30"),  # a Monday
        ("2026-09-21T08:30", None),
        ("2026-09-21T11:59:59", None),
        ("2026-09-21T12:00", "2026-09-21T14:00"),
        ("2026-09-25T17:30", "2026-09-28T08:30"),  # over a week-end
        ("2026-09-30T17:30", "2026-10-08T08:30"),  # over a holiday
        ("2026-10-09T18:00", "2026-10-10T09:00"),  # to a Saturday that is worked
        ("2026-10-10T09:00", None),
        ("2026-10-10T12:00", "2026-10-12T08:30"),
    ],
)
def test_an_office(moment: str, opens: str | None) -> None:
    assert next_opening(OFFICE, at(moment)) == (at(opens) if opens else None)
    assert is_open(OFFICE, at(moment)) == (opens is None)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [("2026-09-26T21:59", "2026-09-26T22:00"), ("2026-09-26T23:59:59", None), ("2026-09-27T00:00", None)],
)
def test_a_night_has_no_gap(moment: str, opens: str | None) -> None:
    assert next_opening(NIGHT, at(moment)) == (at(opens) if opens else None)


def test_what_stays_closed_for_months_has_no_next_opening_worth_telling() -> None:
    first = at("2026-09-01T09:00")
    closed = OFFICE.model_copy(update={"closed": tuple((first + timedelta(days)).date() for days in range(61))})
    without = closed.model_copy(update={"workdays": ()})
    assert not is_open(without, first)
    assert next_opening(without, first) is None


@given(moments)
def test_without_hours_it_is_always_open(moment: datetime) -> None:
    assert is_open(None, moment)
    assert next_opening(None, moment) is None


@given(st.sampled_from([OFFICE, NIGHT]), moments)
def test_the_next_opening_is_the_first_moment_at_which_it_is_open(opening: Opening, moment: datetime) -> None:
    opens = next_opening(opening, moment)
    if opens is None:
        assert is_open(opening, moment)
        return
    assert opens > moment
    assert is_open(opening, opens)
    minutes = int((opens - moment).total_seconds() // 60)
    assert not any(is_open(opening, moment + timedelta(minutes=passed)) for passed in range(0, minutes, 7))


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({"hours": []}, "at least 1 item"),
        ({"hours": [{"days": ["mon"], "first": "17:00", "last": "08:00"}]}, "write a night as two"),
        ({"hours": [{"days": ["mon"], "first": "8:00", "last": "09:00"}]}, "should match pattern"),
        (
            {
                "hours": [{"days": ["mon"], "first": "08:00", "last": "09:00"}],
                "closed": ["2026-10-10"],
                "workdays": [{"date": "2026-10-10", "first": "09:00", "last": "12:00"}],
            },
            "closed and worked at once: 2026-10-10",
        ),
    ],
)
def test_hours_that_cannot_be_meant_are_refused(document: dict[str, object], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Opening.model_validate(document)
