"""A face is compared with a portrait that a department gave: it is with the session, and in none of its values."""

from types import MappingProxyType

import pytest
from kit.fields import FEATURES
from kit.player import CARD, Player, flow_from
from pydantic import ValidationError

from kiosk.engine.effects import VerifyFace
from kiosk.engine.events import CallDone, CallFailed, CardRead, FaceVerified, Left, Timer, TimerFired, WentBack
from kiosk.engine.photos import photo_of
from kiosk.engine.samples import PHOTO, PORTRAIT
from kiosk.engine.scope import scope_of
from kiosk.engine.session import Asking, Troubled, replace
from kiosk.engine.steps.verify_face import AGREE, CONSENT
from kiosk.engine.tracing import happened
from kiosk.engine.trouble import PlatformFault, Trouble
from kiosk.protocol.flow import Flow
from kiosk.protocol.personal import Personal, revealed

FLOW = flow_from(FEATURES / "verify_face_portrait.yaml")


def called(flow=FLOW):
    player = Player(flow)
    player.post(CardRead(player.session.ticket, Personal(CARD), Personal(PHOTO)))
    return player


def given(player, data=None, portrait=PORTRAIT):
    event = CallDone(
        player.session.ticket,
        Personal({"portrait": True} if data is None else data),
        portrait=None if portrait is None else Personal(portrait),
    )
    before = player.session
    player.post(event)
    return happened(before, event, player.session)


def written(**call):
    """Return the flow with its call changed, checked as an author's file is."""
    raw = FLOW.model_dump(mode="json", exclude_defaults=True)
    for step in raw["steps"]:
        if step["id"] == "known":
            step.update(call)
        if step["id"] == "face":
            step["on_fault"] = {}
    return Flow.model_validate(raw)


def test_the_portrait_goes_to_whoever_compares_and_into_no_value():
    player = called()
    assert player.session.photos == {}, "no face is compared with the card's"
    told = given(player)
    assert player.session.state == CONSENT
    assert revealed(player.session.answers["known"]) == {"portrait": True}
    assert revealed(scope_of(player.session)["known"]) == {"portrait": True}
    assert (told.how, told.of, told.near) == ("fits", (), ())
    assert "xff" not in repr(player.session)
    player.submit(AGREE)
    assert player.last(VerifyFace).photo.reveal() == PORTRAIT
    player.post(FaceVerified(player.session.ticket))
    assert player.session.step_id == "done"


@pytest.mark.parametrize("data", [{}, {"portrait": None}])
def test_without_a_portrait_the_way_leads_past_the_face(data):
    player = called()
    given(player, data, None)
    assert player.session.step_id == "code"


def test_a_portrait_that_is_said_to_be_there_and_is_not_is_the_departments_fault():
    player = called(written(on_fault={}))
    given(player, None, None)
    assert player.session.state == Troubled(Trouble("platform", PlatformFault.DEPARTMENT_DOWN), retry=True, back=True)
    assert player.session.photos == {}


@pytest.mark.parametrize("picture", [False, "9j/4", 1])
def test_whatever_else_stands_there_is_no_portrait(picture):
    player = called(written(on_fault={}))
    given(player, {"portrait": picture})
    assert isinstance(player.session.state, Troubled)
    assert player.session.photos == {}


def test_what_an_earlier_call_gave_is_forgotten_when_it_is_asked_again():
    steps = FLOW.steps
    notice = Flow.model_validate(
        {
            **FLOW.model_dump(mode="json", exclude_defaults=True),
            "steps": [
                {"id": "first", "kind": "notice", "title": "first", "points": ["first"], "consent_text": "first"},
                *FLOW.model_dump(mode="json", exclude_defaults=True)["steps"],
            ],
        }
    )
    assert len(notice.steps) == len(steps) + 1
    player = Player(notice)
    player.submit(True)
    player.post(CardRead(player.session.ticket, Personal(CARD)))
    given(player)
    assert set(player.session.photos) == {"known"}
    player.post(WentBack())
    assert player.session.step_id == "first"
    player.submit(True)
    assert player.session.photos == {}
    player.post(CallFailed(player.session.ticket, PlatformFault.TIMEOUT))
    assert player.session.step_id == "code"


def test_a_portrait_of_a_step_that_this_way_does_not_come_by_is_none():
    player = called()
    given(player)
    session = player.session
    assert photo_of(session, "known").reveal() == PORTRAIT
    elsewhere = MappingProxyType({name: kept for name, kept in session.answers.items() if name != "known"})
    assert photo_of(replace(session, answers=elsewhere), "known") is None


@pytest.mark.parametrize("end", [Left(), TimerFired(Timer.IDLE_END)])
def test_no_portrait_outlives_the_session(end):
    player = called()
    given(player)
    assert isinstance(player.session.state, Asking)
    assert player.session.photos
    player.post(end)
    assert player.session.ended
    assert not player.session.photos


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ({"result": {"name": "text"}}, "compares with a photo of 'known', which no step before it gives"),
        ({"result": {"a": "portrait", "b": "portrait?"}}, "asks for more than one portrait"),
        ({"result": {"rows": [{"a": "portrait"}]}}, "has a portrait inside another part of its result"),
        ({"result": {"a": {"b": "portrait?"}}}, "has a portrait inside another part of its result"),
    ],
)
def test_mistakes_are_told(call, told):
    with pytest.raises(ValidationError) as caught:
        written(**call)
    assert told in str(caught.value)


def test_an_older_engine_does_not_know_portraits():
    raw = FLOW.model_dump(mode="json", exclude_defaults=True)
    with pytest.raises(ValidationError, match="has a portrait, which engine 2 does not know"):
        Flow.model_validate({**raw, "engine": 2})
