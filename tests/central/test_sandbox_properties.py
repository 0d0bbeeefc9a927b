"""The sandbox's registration centre: whose properties are which, and how far their registration has come."""

import re

import pytest
from kit.packages import real_package

from kiosk.central.sandbox.persons import Asked
from kiosk.central.sandbox.properties import STAGES, properties
from kiosk.central.sandbox.registry import NO_CASE_INDEX, NOTHING_DUE_INDEX, case_of
from kiosk.central.sandbox.statement import Refusal
from kiosk.central.sandbox.views import demo_persons
from kiosk.engine.reply import fit

FLOW = real_package("real-estate/registration-result").flow
CALL = next(step for step in FLOW.steps if step.id == "found")
PROGRESS = next(step for step in FLOW.steps if step.id == "progress")


@pytest.fixture
def persons(settings):
    return demo_persons(settings.DEMO_PERSONS_FILE)


def rows(persons, index, **changes):
    person = persons[index]
    return properties(Asked(**{"name": person.name, "number": person.number, **changes}), persons)["rows"]


def test_each_reply_has_the_shape_that_the_flow_declares_and_is_the_same_again(persons):
    for index in range(len(persons)):
        reply = {"rows": rows(persons, index)}
        assert fit(reply, CALL.result) == reply == {"rows": rows(persons, index)}


def test_there_is_somebody_with_nothing_with_one_and_with_several(persons):
    assert rows(persons, NO_CASE_INDEX) == []
    assert [row["state"] for row in rows(persons, NOTHING_DUE_INDEX)] == ["已登簿"]
    assert len(rows(persons, 0)) > 1


def test_what_is_under_way_is_the_case_that_the_fee_is_asked_for(persons):
    assert [stage.id for stage in PROGRESS.timeline.stages] == list(STAGES)
    for index in set(range(len(persons))) - {NO_CASE_INDEX, NOTHING_DUE_INDEX}:
        first, *others = rows(persons, index)
        assert (first["case"], first["unit"]) == (case_of(index)["case"], case_of(index)["unit"])
        assert first["stage"] in STAGES
        assert first["accepted"] < first["expected"]
        assert "certificate" not in first
        assert not any("stage" in row for row in others)


def test_units_and_certificates_are_well_formed(persons):
    for row in (row for index in range(len(persons)) for row in rows(persons, index)):
        assert re.fullmatch(r"\d{12}GB\d{5}F\d{8}", row["unit"])
        if "certificate" in row:
            assert re.fullmatch(r"鄂（20\d\d）武汉市示范不动产权第\d{7}号", row["certificate"])
            assert row["registered"][:4] in row["certificate"]


def test_a_name_with_the_number_of_another_is_nobody(persons):
    with pytest.raises(Refusal) as refused:
        rows(persons, 0, number=persons[2].number)
    assert refused.value.code == "unknown_person"
