"""config/ratings.yaml: working time and deadlines, and bad files refused with every mistake."""

import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
import yaml
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kiosk.central.ratings.national import FIELDS, LEFT_OUT
from kiosk.central.ratings.rules import RulesError, load
from kiosk.central.ratings.working_time import WorkingTime
from kiosk.central.upkeep import checks
from kiosk.protocol.civil_time import CHINA

FILE = Path("config/ratings.yaml")
RULES = load(FILE)
WORK = RULES.calendar.working_time
NATIONAL = [
    "areaCode",
    "areaName",
    "deptCode",
    "taskCode",
    "taskHandleItem",
    "taskName",
    "subMatter",
    "projectNo",
    "proStatus",
    "proDepart",
    "proManager",
    "pf",
    "userName",
    "userProp",
    "certKey",
    "certKeyGOV",
    "userPageType",
    "acceptDate",
    "serviceName",
    "serviceNumber",
    "serviceTime",
    "projectType",
    "taskType",
    "mobile",
    "satisfaction",
    "evalDetail",
    "writingEvaluation",
    "assessTime",
    "assessNumber",
    "promiseTime",
    "resultDate",
    "dataSource",
    "appStatus",
    "rectification",
]


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("begun", "days", "due"),
    [
        ("2026-03-02 10:00", 5, "2026-03-09 17:00"),  # Monday to Monday
        ("2026-03-07 10:00", 1, "2026-03-09 17:00"),  # a Saturday
        ("2026-09-30 16:00", 1, "2026-10-08 17:00"),  # the week of the national holiday
        ("2026-10-09 09:00", 1, "2026-10-10 17:00"),  # a Saturday on which people work
        ("2026-02-13 09:00", 2, "2026-02-24 17:00"),  # work on the 14th, then the spring festival
    ],
)
def test_working_days(begun, days, due):
    assert WORK.after_days(at(begun), days) == at(due)


@pytest.mark.parametrize(
    ("begun", "hours", "due"),
    [
        ("2026-03-02 10:00", 1, "2026-03-02 11:00"),
        ("2026-03-02 10:00", 3, "2026-03-02 15:00"),  # over noon
        ("2026-03-02 12:30", 1, "2026-03-02 15:00"),
        ("2026-03-02 06:00", 6, "2026-03-02 17:00"),  # to the very end of the day
        ("2026-03-06 16:30", 1, "2026-03-09 09:30"),  # over a weekend
        ("2026-03-08 20:00", 0.5, "2026-03-09 09:30"),
    ],
)
def test_working_hours(begun, hours, due):
    assert WORK.after_hours(at(begun), hours) == at(due)


MOMENTS = st.integers(0, 365 * 24 * 60).map(lambda minutes: at("2026-01-01 00:00") + timedelta(minutes=minutes))


@given(MOMENTS, st.floats(0.1, 60), st.floats(0.1, 60))
def test_hours_add_up(begun, one, other):
    """To work one span and then another is to work both; deadlines lie within the hours of working days."""
    whole = WORK.after_hours(begun, one + other)
    assert abs(WORK.after_hours(WORK.after_hours(begun, one), other) - whole) < timedelta(milliseconds=1)
    assert WORK.works_on(whole.date())
    assert any(begin <= whole.time() <= end for begin, end in WORK.hours)


@given(MOMENTS, st.integers(1, 40))
def test_days_are_counted_one_by_one(begun, days):
    due = WORK.after_days(begun, days)
    between = [begun.date() + timedelta(days=n) for n in range(1, (due.date() - begun.date()).days + 1)]
    assert sum(WORK.works_on(day) for day in between) == days
    assert WORK.works_on(due.date())


def test_a_department_may_have_deadlines_of_its_own(tmp_path):
    def change(content):
        content["departments"]["housing"]["deadlines"] = {
            "level_1": {"working_hours": 3},
            "level_2": {"days": 1.5},
        }

    site = load(changed(tmp_path, change))
    begun = at("2026-03-02 10:00")
    assert site.due_at("housing/fund", 1, begun) == at("2026-03-02 15:00")
    assert site.due_at("housing/fund", 2, begun) == begun + timedelta(days=1.5)
    assert site.due_at("tax/proof", 1, begun) == at("2026-03-09 17:00")
    assert site.department_name("tax") == "tax"
    with translation.override("en"):
        assert site.department_name("housing").startswith("Wuhan")


def test_the_calendar_is_the_notice_of_the_state_council():
    """国务院办公厅关于2026年部分节假日安排的通知: 33 days off, and six Saturdays and Sundays of work."""
    days = WORK.holidays
    assert len(days) == 33
    assert {date(2026, 2, 15), date(2026, 2, 23), date(2026, 10, 7)} <= days
    assert len(WORK.working_days) == 6
    assert all(day.isoweekday() > 5 for day in WORK.working_days)
    assert list(RULES.holiday_years()) == [2026]


def changed(tmp_path, change):
    content = yaml.safe_load(FILE.read_text("utf-8"))
    change(content)
    file = tmp_path / "ratings.yaml"
    file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
    return file


def test_all_mistakes_are_told_at_once_with_their_lines(tmp_path):
    def spoil(content):
        content["deadlines"]["level_1"] = {"working_days": 5, "days": 3}
        content["deadlines"]["level_2"] = {"working_day": 5}
        content["calendar"]["hours"] = ["09:00-12:00", "11:00-17:00"]
        content["calendar"]["holidays"] = ["2026-10-07/2026-10-01", "tomorrow"]
        content["call_back"]["pf"].pop("online")
        content["default_rating"]["satisfaction"] = 2
        content["export"]["constants"] = {"dataSorce": "1"}
        content["departments"]["housing"].pop("name")

    file = changed(tmp_path, spoil)
    with pytest.raises(RulesError) as caught:
        load(file)
    said = str(caught.value).splitlines()
    assert said[0].endswith("to mend in the rules of ratings")
    assert all(re.match(rf"  {re.escape(str(file))}:\d+:\d+: ", line) for line in said[1:])
    for hint in (
        "write one of working_days, working_hours, days",
        "did you mean 'working_days'?",
        "write them from morning to evening",
        "write the earlier day first",
        "write 2026-10-01, or 2026-10-01/2026-10-07",
        "write a number from 1 to 6 for each of phone, message, counter, online",
        "default_rating.satisfaction",
        "did you mean 'dataSource'?",
        "departments.housing.name: is missing",
    ):
        assert hint in str(caught.value)


@pytest.mark.parametrize("hours", ["9-12", "12:00-09:00", 900])
def test_hours_that_are_none_are_refused(tmp_path, hours):
    file = changed(tmp_path, lambda content: content["calendar"].update(hours=[hours]))
    with pytest.raises(RulesError, match=r"calendar\.hours"):
        load(file)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"near": {"working_hours": 2, "days": 1}}, "write one of working_days, working_hours, days"),
        ({"give_up_h": 0}, "give_up_h"),
        ({"asigned": True}, "asigned"),
    ],
)
def test_mistakes_about_notices_are_told(tmp_path, said, told):
    file = changed(tmp_path, lambda content: content.update(notices=said))
    with pytest.raises(RulesError, match=told):
        load(file)


def test_a_file_from_before_there_were_notices_stands_and_a_site_may_remind_nobody(tmp_path):
    without = load(changed(tmp_path, lambda content: content.pop("notices"))).notices
    assert (without.assigned, without.near.working_hours, without.give_up_h) == (True, 8, 24)
    assert load(changed(tmp_path, lambda content: content.update(notices={"near": None}))).notices.near is None


def test_a_file_that_is_not_there_is_told_with_the_remedy(tmp_path):
    with pytest.raises(RulesError, match="KIOSK_CENTRAL_RATINGS"):
        load(tmp_path / "none.yaml")


def test_every_field_of_the_national_interface_is_exported_or_said_to_be_left_out():
    assert set(FIELDS) | set(LEFT_OUT) == set(NATIONAL)
    assert not set(FIELDS) & set(LEFT_OUT)
    assert list(FIELDS) == [name for name in NATIONAL if name not in LEFT_OUT]


def test_one_shift_a_day_is_enough():
    work = WorkingTime(frozenset({1}), ((time(9), time(10)),), frozenset(), frozenset())
    assert work.after_hours(at("2026-03-02 09:30"), 1) == at("2026-03-09 09:30")


@pytest.mark.parametrize(("holiday", "told"), [("{year}-01-01", set()), ("2020-01-01", {"kiosk.W014"})])
def test_a_year_without_holidays_is_told(settings, tmp_path, holiday, told):
    settings.DATA = tmp_path
    day = holiday.format(year=datetime.now(UTC).year)
    settings.RATINGS_FILE = changed(tmp_path, lambda content: content["calendar"].update(holidays=[day]))
    assert {found.id for found in checks.files()} & {"kiosk.W014"} == told
