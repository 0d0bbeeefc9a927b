"""The sandbox's register of portraits: the picture that a person's entry names, to whoever knows name and number."""

import base64

import pytest
from django.test import Client

from kiosk.central.sandbox.persons import Asked
from kiosk.central.sandbox.police import portrait
from kiosk.central.sandbox.statement import Refusal
from kiosk.central.sandbox.views import demo_persons
from kiosk.engine.samples import PORTRAIT
from kiosk.protocol.portraits import portrait_from


@pytest.fixture
def persons(settings):
    return demo_persons(settings.DEMO_PERSONS_FILE)


@pytest.fixture
def pictured(persons, tmp_path):
    """The first person has a picture, the second none."""
    (tmp_path / "one.jpg").write_bytes(PORTRAIT.jpeg)
    return tuple(persons[place].model_copy(update={"portrait": name}) for place, name in enumerate(("one.jpg", "")))


def asked(person, **changes):
    return Asked(**{"name": person.name, "number": person.number, **changes})


def test_it_gives_the_picture_as_a_terminal_takes_it(pictured, tmp_path):
    reply = portrait(asked(pictured[0]), pictured, tmp_path)
    assert portrait_from(reply["portrait"]) == PORTRAIT.jpeg


def test_of_whom_it_has_none_it_says_nothing(pictured, tmp_path):
    assert portrait(asked(pictured[1]), pictured, tmp_path) == {}


@pytest.mark.parametrize("changes", [{"name": "某某"}, {"number": "1"}])
def test_it_gives_none_of_anybody_else(pictured, tmp_path, changes):
    with pytest.raises(Refusal) as refused:
        portrait(asked(pictured[0], **changes), pictured, tmp_path)
    assert refused.value.code == "unknown_person"


def test_each_picture_that_the_demo_names_is_one_that_terminals_take(persons, settings):
    folder = settings.DEMO_PERSONS_FILE.parent
    assert [bool(person.portrait) for person in persons] == [True] * 3 + [False] * (len(persons) - 3)
    for person in persons:
        if person.portrait:
            written = base64.b64encode((folder / person.portrait).read_bytes()).decode("ascii")
            assert portrait_from(written)


def test_it_is_asked_over_http(persons, settings):
    settings.ROOT_URLCONF = "central.sandbox_urls"
    body = {"name": persons[1].name, "number": "420100190001010000"}
    reply = Client().post("/sandbox/police/portrait", body, content_type="application/json")
    assert (reply.status_code, reply.json()["code"]) == (422, "unknown_person")
