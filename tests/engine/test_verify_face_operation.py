"""verify_face by an authority: it gets the face that was just seen and says whether it is the same; nothing is kept."""

from dataclasses import fields as fields_of

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.face_scenes import asked, at_face, refuse
from kit.fields import FEATURES
from kit.player import CARD, flow_from
from pydantic import ValidationError

from kiosk.engine.clocks import work_clock
from kiosk.engine.effects import Call, StartTimer, VerifyFace
from kiosk.engine.events import (
    CallDone,
    CallFailed,
    CallRefused,
    FaceSeen,
    FaceVerified,
    Left,
    NoFaceInPhoto,
    Retried,
    Submitted,
    Timer,
    TimerFired,
    VerifierMissing,
    WentOn,
)
from kiosk.engine.scenario import Scenario, run
from kiosk.engine.session import Doing, Troubled, Working
from kiosk.engine.steps.verify_face import AGREE, CONSENT
from kiosk.engine.tracing import happened
from kiosk.engine.trouble import PlatformFault, Trouble
from kiosk.protocol.face_crop import written
from kiosk.protocol.faults import FaceReason
from kiosk.protocol.flow import CHECKED, Flow
from kiosk.protocol.personal import Personal

OPERATION = flow_from(FEATURES / "verify_face_operation.yaml")
HERE = flow_from(FEATURES / "verify_face.yaml")
CROP = b"\xff\xd8 a face \xff\xd9"
SAME, OTHER = {"same": True}, {"same": False}


@pytest.fixture
def player():
    """Before the camera, with a card that has no photo."""
    player = asked(OPERATION, photo=None)
    player.submit(AGREE)
    return player


@pytest.fixture
def comparing(player):
    return seen(player)


def seen(player):
    player.post(FaceSeen(player.session.ticket, Personal(CROP)))
    return player


def told(player, event, *args, **named):
    player.post(event(player.session.ticket, *args, **named))


def reply(player, data):
    told(player, CallDone, Personal(data))


def changed(flow: Flow, **face: object) -> Flow:
    """Return the flow with its face step changed, checked as an author's file is; None leaves a part out."""
    raw = flow.model_dump(mode="json", exclude_defaults=True)
    for step in raw["steps"]:
        step.pop("when", None)
        if step["id"] == "face":
            step.pop("on_fault", None)
            step.update(face)
            for name in [name for name, value in face.items() if value is None]:
                del step[name]
    return Flow.model_validate(raw)


def test_whoever_agrees_is_looked_at_and_compared_with_nothing_here(player):
    verify = player.last(VerifyFace)
    assert (verify.photo, verify.gestures, verify.timeout_s) == (None, "turning", 60)
    assert player.session.photos == {}


def test_before_anybody_agreed_nothing_is_sent():
    player = seen(asked(OPERATION, photo=None))
    assert player.session.state == CONSENT
    assert player.all(Call) == player.all(VerifyFace) == []


def test_the_authority_gets_what_the_flow_names_and_the_face(comparing):
    call = comparing.last(Call)
    assert comparing.session.state == Working(Doing.COMPARING_FACE)
    assert (call.operation, call.timeout_s, call.ticket) == ("police.compare", 10, comparing.session.ticket)
    assert call.input.reveal() == {"name": CARD["name"], "number": CARD["number"], "face": written(CROP)}


def test_the_clock_gives_the_authority_its_time():
    player = asked(changed(OPERATION, call_timeout_s=120), photo=None)
    player.submit(AGREE)
    (start,) = work_clock(None, seen(player).session)
    assert isinstance(start, StartTimer)
    assert (start.timer, start.after_s > 120) == (Timer.WORK, True)


def test_the_face_is_in_no_session_and_in_no_trace(comparing):
    for name in (field.name for field in fields_of(comparing.session)):
        assert "face \\xff" not in repr(getattr(comparing.session, name))
        assert written(CROP) not in repr(getattr(comparing.session, name))
    revealed = [kept.reveal() for kept in (*comparing.session.answers.values(), *comparing.session.photos.values())]
    assert all(written(CROP) not in repr(kept) and repr(CROP) not in repr(kept) for kept in revealed)
    event = FaceSeen(comparing.session.ticket, Personal(CROP))
    assert happened(comparing.session, event, comparing.session).__str__() == "FaceSeen"
    assert "face" not in repr(event).removeprefix("FaceSeen").replace("/face/", "")
    assert written(CROP) not in repr(comparing.last(Call))


def test_the_same_face_leads_on(comparing):
    reply(comparing, SAME)
    assert comparing.session.step_id == "found"
    assert comparing.session.answers["face"].reveal() is True


def test_another_face_is_an_attempt_and_they_are_used_up():
    player = asked(changed(OPERATION), photo=None)
    player.submit(AGREE)
    for attempt in range(2):
        reply(seen(player), OTHER)
        assert len(player.session.faces_refused) == attempt + 1
        if attempt == 0:
            assert player.session.state == Troubled(Trouble("face", FaceReason.NOT_SAME), retry=True)
            player.post(Retried())
    assert player.session.state == Troubled(Trouble("face", "NOT_VERIFIED"))


def test_who_is_not_alive_is_refused_before_anything_is_sent(player):
    refuse(player, FaceReason.NOT_LIVE)
    assert player.session.faces_refused == ("face",)
    assert player.all(Call) == []


@pytest.mark.parametrize(
    "event",
    [
        FaceVerified,
        NoFaceInPhoto,
        lambda ticket: CallDone(ticket, Personal(SAME)),
        lambda _ticket: CallDone("another/face/1/0", Personal(SAME)),
        lambda _ticket: WentOn(),
        lambda _ticket: Submitted("face", Personal(True)),
        lambda _ticket: TimerFired(Timer.WORK),
    ],
)
def test_nothing_but_the_authoritys_word_about_a_face_that_was_seen_leads_on(player, event):
    player.post(event(player.session.ticket))
    assert "face" not in player.session.answers or player.session.answers["face"].reveal() is not True
    assert player.session.step_id != "found"


@pytest.mark.parametrize(
    "event", [FaceVerified, lambda ticket: FaceSeen(ticket, Personal(b"another")), VerifierMissing]
)
def test_while_the_authority_compares_the_camera_says_nothing_more(comparing, event):
    before = comparing.session
    comparing.post(event(before.ticket))
    assert comparing.session.state == before.state
    assert len(comparing.all(Call)) == 1


def test_where_it_is_compared_here_a_face_is_not_sent():
    player = seen(at_face(HERE))
    assert player.session.state == Working(Doing.VERIFYING_FACE)
    assert player.all(Call) == []


@given(
    data=st.dictionaries(
        st.sampled_from(["same", "score", "code"]),
        st.none() | st.text(max_size=4) | st.integers(-1, 2) | st.floats(0, 1) | st.lists(st.booleans(), max_size=2),
    )
)
def test_what_is_no_answer_lets_nobody_past(data):
    player = asked(changed(OPERATION), photo=None)
    player.submit(AGREE)
    reply(seen(player), data)
    assert player.session.state == Troubled(Trouble("platform", PlatformFault.DEPARTMENT_DOWN), retry=True, back=True)
    assert player.session.faces_refused == ()


@pytest.mark.parametrize("fault", PlatformFault)
def test_an_authority_that_cannot_be_asked_is_no_attempt_and_the_face_is_looked_at_anew(fault):
    player = asked(changed(OPERATION), photo=None)
    player.submit(AGREE)
    told(seen(player), CallFailed, fault)
    assert player.session.state == Troubled(Trouble("platform", fault), retry=True, back=True)
    first = player.last(Call)
    player.post(Retried())
    assert player.session.state == Working(Doing.VERIFYING_FACE)
    assert len(player.all(VerifyFace)) == 2
    second = seen(player).last(Call)
    assert player.session.faces_refused == ()
    assert first.idempotency_key != second.idempotency_key, "another picture is another question"
    reply(player, SAME)
    assert player.session.step_id == "found"


def test_the_flow_leads_on_from_it(comparing):
    told(comparing, CallFailed, PlatformFault.TIMEOUT)
    assert comparing.session.step_id == "code"


@pytest.mark.parametrize(("code", "text"), [("no_portrait", "nothing_held"), ("unknown_person", "")])
def test_a_refusal_is_that_there_is_no_photo_in_the_words_of_the_flow(code, text):
    player = asked(changed(OPERATION), photo=None)
    player.submit(AGREE)
    told(seen(player), CallRefused, code)
    assert player.session.state == Troubled(Trouble("face", "NO_PHOTO", text=text))
    assert happened(player.session, CallRefused("t", code), player.session).of == (code if text else "another",)


def test_and_leads_where_the_flow_says(comparing):
    told(comparing, CallRefused, "no_portrait")
    assert comparing.session.step_id == "code"


def test_whoever_leaves_meanwhile_has_left(comparing):
    ticket = comparing.session.ticket
    comparing.post(Left())
    assert comparing.session.ended
    comparing.post(CallDone(ticket, Personal(SAME)))
    assert "face" not in comparing.session.answers


def test_a_scenario_plays_it():
    lines = [
        {"do": {"card": dict(CARD)}},
        {"do": {"submit": "agree"}, "expect": {"doing": "verifying_face"}},
        {
            "do": {"face": "SEEN"},
            "expect": {"doing": "comparing_face", "input": {"name": CARD["name"]}},
        },
        {"do": {"reply": OTHER}, "expect": {"trouble": "face.NOT_SAME"}},
        {"do": {"tap": "retry"}},
        {"do": {"face": "SEEN"}},
        {"do": {"reply": SAME}, "expect": {"step": "found"}},
    ]
    scenario = Scenario.model_validate({"name": "by the police", "today": "2026-11-24", "lines": lines})
    assert run(scenario, OPERATION) == []


@pytest.mark.parametrize(
    ("face", "problem"),
    [
        ({"operation": None, "input": None, "recipient": None, "call_timeout_s": None, "refusals": None}, "one of"),
        ({"against": "card"}, "write one of `against` and `operation`"),
        ({"operation": None, "against": "card"}, "has `input` and no `operation`"),
        ({"recipient": None}, "who gets a picture of their face"),
        ({"input": {"face": "card.name"}}, "names 'face' in its input"),
        ({"false_accept": "1e-3"}, "whoever compares decides"),
        ({"operation": "police.comparing"}, "'police.comparing', which is not listed under operations"),
        ({"call_timeout_s": 0}, "call_timeout_s"),
        ({"on_fault": {"platform.SLOW": {"go_to": "done"}}}, "platform has no fault 'SLOW'"),
    ],
)
def test_mistakes_are_told(face, problem):
    raw = changed(OPERATION).model_dump(mode="json", exclude_defaults=True)
    step = next(step for step in raw["steps"] if step["id"] == "face")
    step.update({name: value for name, value in face.items() if value is not None})
    for name in (name for name, value in face.items() if value is None):
        del step[name]
    with pytest.raises(ValidationError) as error:
        Flow.model_validate(raw)
    assert problem in str(error.value)


def test_a_face_that_is_compared_here_meets_no_fault_of_a_platform():
    with pytest.raises(ValidationError, match="never happens"):
        changed(HERE, on_fault={"platform": {"retry": True}})


def test_a_flow_that_was_dumped_is_read_again():
    raw = OPERATION.model_dump(mode="json")
    assert Flow.model_validate(raw, context=CHECKED).steps == OPERATION.steps
