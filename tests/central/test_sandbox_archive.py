"""The sandbox's housing archive: homes that stand in the register, or none."""

from datetime import date

import pytest
from kit.packages import real_package
from pydantic import ValidationError

from kiosk.central.sandbox.archive import ArchiveRequest, housing
from kiosk.central.sandbox.persons import Asked
from kiosk.central.sandbox.properties import properties
from kiosk.central.sandbox.registry import NO_CASE_INDEX
from kiosk.central.sandbox.statement import Refusal
from kiosk.central.sandbox.views import demo_persons
from kiosk.engine.reply import fit

FLOW = real_package("archives/housing-archive-proof").flow
TODAY = date(2026, 11, 24)


@pytest.fixture
def persons(settings):
    return demo_persons(settings.DEMO_PERSONS_FILE)


def asked(persons, index, **changes):
    person = persons[index]
    wish = {"name": person.name, "number": person.number, "purpose": "school", **changes}
    return housing(ArchiveRequest.model_validate(wish), persons, TODAY)


def test_each_reply_has_the_shape_that_the_flow_declares(persons):
    for index in range(len(persons)):
        reply = asked(persons, index)
        assert fit(reply, FLOW.step("archive").result) == reply
        assert reply["until"] == "2026-11-24"


def test_it_holds_the_homes_of_the_register_and_nothing_else(persons):
    for index, person in enumerate(persons):
        registered = properties(Asked(name=person.name, number=person.number), persons)["rows"]
        homes = [row["location"] for row in registered if row["state"] == "已登簿" and row["use"] == "住宅"]
        assert [row["location"] for row in asked(persons, index)["rows"]] == homes
    assert asked(persons, 0)["rows"]
    assert asked(persons, NO_CASE_INDEX)["rows"] == []


def test_each_purpose_that_the_flow_offers_is_taken(persons):
    for option in FLOW.step("wish").fields[0].options:
        assert asked(persons, 0, purpose=option.id) == asked(persons, 0)
    with pytest.raises(ValidationError):
        asked(persons, 0, purpose="curiosity")


def test_a_name_with_the_number_of_another_is_nobody(persons):
    with pytest.raises(Refusal) as refused:
        asked(persons, 0, number=persons[2].number)
    assert refused.value.code == "unknown_person"
