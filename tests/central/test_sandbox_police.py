"""The sandbox's register of portraits: it gives the picture that a person's entry names, or compares a face with it."""

import base64
from pathlib import Path
from types import MappingProxyType

import cv2
import numpy as np
import pytest
from django.test import Client

from kiosk.central.sandbox import face_comparing, views
from kiosk.central.sandbox.persons import Asked
from kiosk.central.sandbox.police import portrait
from kiosk.central.sandbox.statement import Refusal
from kiosk.central.sandbox.views import demo_persons
from kiosk.engine.samples import PORTRAIT
from kiosk.faces.crop import jpeg_of
from kiosk.faces.finding import Detector, Embedder
from kiosk.faces.models import DETECTOR, EMBEDDER, FOLDER, read
from kiosk.protocol.face_crop import written
from kiosk.protocol.portraits import portrait_from

PERSONS = Path("drivers/face_camera/persons")
NOTHING = MappingProxyType({})


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


def face_of(person):
    """Return the face of a portrait as a terminal sends it: found, and laid upright by its five points."""
    shown = cv2.imread(str(PERSONS / f"{person}.jpg"))
    found = Detector(read(DETECTOR, FOLDER)).find(shown)[0]
    return written(jpeg_of(Embedder(read(EMBEDDER, FOLDER)).aligned(shown, found)))


@pytest.fixture(scope="module")
def faces():
    return {person: face_of(person) for person in ("teacher", "doctor")}


@pytest.fixture
def held(persons, settings, tmp_path, monkeypatch):
    """The first person's portrait is the teacher's; returns what asks by HTTP whether a face is the first person's."""
    settings.ROOT_URLCONF = "central.sandbox_urls"
    portrait = cv2.resize(cv2.imread(str(PERSONS / "teacher.jpg")), (358, 441), interpolation=cv2.INTER_AREA)
    settings.DEMO_PERSONS_FILE = tmp_path / "persons.yaml"
    cv2.imwrite(str(tmp_path / "teacher.jpg"), portrait)
    people = (persons[0].model_copy(update={"portrait": "teacher.jpg"}), persons[1].model_copy(update={"portrait": ""}))
    monkeypatch.setattr(views, "demo_persons", lambda _file: people)

    def ask(face, place=0, changes=NOTHING):
        body = {"name": people[place].name, "number": people[place].number, "face": face} | changes
        reply = Client().post("/sandbox/police/compare", body, content_type="application/json")
        return reply.status_code, reply.json()

    return ask


@pytest.mark.parametrize(("person", "same"), [("teacher", True), ("doctor", False)])
def test_it_compares_a_face_with_the_portrait_that_it_keeps(held, faces, person, same):
    assert held(faces[person]) == (200, {"same": same})


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ((1, {}), (422, "no_portrait")),
        ((0, {"name": "某某"}), (422, "unknown_person")),
        ((0, {"face": "/9j/"}), (400, "bad_request")),
        ((0, {"face": None}), (400, "bad_request")),
        ((0, {"face": written(PORTRAIT.jpeg)}), (400, "bad_request")),
    ],
)
def test_what_it_cannot_compare_it_refuses_before_any_program_runs(held, faces, monkeypatch, question, told):
    monkeypatch.setattr(face_comparing, "_PROGRAM", "no.such.program")
    status, reply = held(faces["teacher"], *question)
    assert (status, reply["code"]) == told
    assert faces["teacher"][:40] not in str(reply)


def test_without_the_models_it_is_out_of_order_and_says_which_is_missing(held, faces, settings, tmp_path, caplog):
    settings.DEMO_FACE_MODELS = tmp_path / "none"
    status, reply = held(faces["teacher"])
    assert (status, reply["code"]) == (503, "unavailable")
    assert DETECTOR.file in caplog.text
    assert faces["teacher"][:40] not in caplog.text


def test_a_program_that_fails_is_out_of_order(held, faces, monkeypatch):
    monkeypatch.setattr(face_comparing, "_PROGRAM", "no.such.program")
    assert held(faces["teacher"])[0] == 503


def test_a_portrait_without_a_face_is_none(held, faces, tmp_path):
    cv2.imwrite(str(tmp_path / "teacher.jpg"), np.full((441, 358, 3), 150, np.uint8))
    assert held(faces["teacher"]) == (422, {"code": "no_portrait", "detail": "no face is in the picture that is held"})
