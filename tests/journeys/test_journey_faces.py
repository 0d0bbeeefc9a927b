"""Faces at a terminal: the one who is on record is let through, nobody else is, and there is another way.

The whole of it: real camera stream, real models, real central with its register of portraits.
"""

import shutil
from pathlib import Path

import pytest
from kit.glass import Glass
from kit.journey import leave, rate_and_go, to_tile
from kit.known import message
from kit.town import Town

from drivers.face_camera.stage import Attack, Standing
from kiosk.demo.program import HOUSE
from kiosk.desk.cards import load_persons
from kiosk.desk.client import DeskClient
from kiosk.documents.pages import page_text
from kiosk.engine.session import Troubled, Working
from kiosk.protocol.faces import FaceGuide
from kiosk.walk import face
from kiosk.walk.script import item_name

pytestmark = pytest.mark.journey

RECORD = "civil-affairs/marriage-record-search"
PERSON, STRANGER = 1, Standing.DOCTOR
ATTEMPT_S = 60.0


@pytest.fixture(scope="module")
def flows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    shutil.copytree(HOUSE / "flows" / RECORD, folder / RECORD)
    return folder


def to_consent(glass: Glass, desk: DeskClient) -> None:
    """Come to the question whether the face may be compared."""
    tile = f"service_{item_name(RECORD)}"
    to_tile(glass, tile, "theme_civil_affairs")
    glass.touch(tile, "consent")
    glass.see("identify", doing="reading_card")
    desk.place(PERSON)
    glass.see("verify_face")


def watched(desk: DeskClient) -> bool:
    return desk.state().face_camera.watched


def attempt(glass: Glass, desk: DeskClient) -> str:
    """Do before the camera what the screen asks until the attempt is over; return the step or the trouble it led to."""
    asked: list[FaceGuide] = []

    def over() -> bool:
        session = glass.terminal.conductor.session
        assert session is not None
        state = session.state
        if session.step_id != "face" or isinstance(state, Troubled):
            return True
        guide = state.guide if isinstance(state, Working) else None
        if guide is not None and (not asked or (guide.task, guide.done) != (asked[-1].task, asked[-1].done)):
            asked.append(guide)
            face.do(desk, guide.task)
        return False

    glass.until(over, "the attempt to end", ATTEMPT_S)
    session = glass.terminal.conductor.session
    assert session is not None
    return session.state.trouble.code if isinstance(session.state, Troubled) else session.step_id


def printed_name(glass: Glass, desk: DeskClient) -> str:
    """Print the record and leave; return who of the demo's persons it is of."""
    glass.see("review")
    glass.touch("print")
    glass.see("rate", timeout_s=60)
    rate_and_go(glass, desk)
    text = "".join(page_text(desk.document(desk.state().document_printer.documents)).split())
    return next(person.name for person in load_persons() if person.name in text)


def test_whoever_does_not_agree_is_sent_a_code(glass: Glass, desk: DeskClient, town: Town) -> None:
    to_consent(glass, desk)
    assert not watched(desk), "nobody has agreed"
    glass.touch("consent_another_way")
    glass.see("identify")
    glass.touch(*(f"key_{sign}" for sign in load_persons()[PERSON - 1].number), "next")
    glass.touch(*(f"key_{sign}" for sign in message(town, PERSON)), "next")
    glass.see("review")
    assert not watched(desk)
    leave(glass, desk)


def test_a_stranger_with_the_card_is_refused_and_who_is_on_record_gets_the_paper(
    glass: Glass, desk: DeskClient
) -> None:
    to_consent(glass, desk)
    desk.stand(STRANGER)
    glass.touch("consent_agree")
    assert attempt(glass, desk) == "NOT_SAME"
    glass.until(lambda: "没有认出是本人" in glass.words, "words about it")
    face.stand(desk, PERSON)
    glass.touch("retry")
    assert attempt(glass, desk) in {"search", "record"}
    assert printed_name(glass, desk) == load_persons()[PERSON - 1].name


def test_a_photograph_of_who_is_on_record_is_not_alive(glass: Glass, desk: DeskClient) -> None:
    to_consent(glass, desk)
    desk.attack(Attack.PHOTO)
    glass.touch("consent_agree_still")
    assert attempt(glass, desk) == "NOT_LIVE"
    glass.until(lambda: "没有完成核验动作" in glass.words, "words about it")
    leave(glass, desk)
