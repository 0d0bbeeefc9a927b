"""verify_face: nobody gets past but by a face that is the same, or by a fall-back that the flow names."""

import pytest
from kit.face_scenes import PHOTO, asked, at_face, refuse
from kit.fields import FEATURES
from kit.player import CARD, Player, flow_from
from pydantic import ValidationError

from drivers.faults import Fault, Role
from kiosk.engine.effects import LookForVerifier, VerifyFace
from kiosk.engine.events import (
    CardRead,
    DeviceFailed,
    FaceGuided,
    FaceRefused,
    FaceVerified,
    Left,
    NoFaceInPhoto,
    Retried,
    Submitted,
    Timer,
    TimerFired,
    VerifierMissing,
    WentBack,
    WentOn,
)
from kiosk.engine.session import Doing, Troubled, Working
from kiosk.engine.steps.verify_face import AGREE, AGREE_STILL, ANOTHER_WAY, CONSENT, MOST_HINTS
from kiosk.engine.trouble import Trouble
from kiosk.protocol.faces import FaceGuide, FaceHint, FaceTask
from kiosk.protocol.faults import FACE_COUNTS, FaceReason
from kiosk.protocol.flow import CHECKED, Flow
from kiosk.protocol.personal import Personal
from kiosk.protocol.records import Outcome

PLAIN = flow_from(FEATURES / "verify_face.yaml")
OTHERWISE = flow_from(FEATURES / "verify_face_otherwise.yaml")
MENDABLE = [reason for reason in FaceReason if reason not in FACE_COUNTS]
COUNTING = [FaceReason.NOT_SAME, FaceReason.NOT_LIVE]


@pytest.fixture
def plain():
    return at_face(PLAIN)


def stopped(code):
    """The words name a counter, and there is nothing to do but leave."""
    return Troubled(Trouble("face", code))


def changed(flow: Flow, **face: object) -> Flow:
    """Return the flow with its face step changed, checked as an author's file is."""
    raw = flow.model_dump(mode="json", exclude_defaults=True)
    for step in raw["steps"]:
        step.pop("when", None)
        if step["id"] == "face":
            step.pop("on_fault", None)
            step.update(face)
    return Flow.model_validate(raw)


def test_before_anybody_agreed_no_camera_looks():
    player = asked(PLAIN)
    assert player.session.state == CONSENT
    assert player.last(LookForVerifier).ticket == player.session.ticket
    for event in (FaceVerified(player.session.ticket), WentOn(), Retried(), Submitted("face", Personal(True))):
        player.post(event)
    assert player.session.state == CONSENT
    assert player.all(VerifyFace) == []
    assert "face" not in player.session.answers


@pytest.mark.parametrize(("given", "gestures"), [(AGREE, "turning"), (AGREE_STILL, "still")])
def test_who_agrees_is_compared_with_the_photo_of_the_card_in_the_way_they_chose(given, gestures):
    player = asked(changed(PLAIN, false_accept="1e-5"))
    player.submit(given)
    verify = player.last(VerifyFace)
    assert player.session.state == Working(Doing.VERIFYING_FACE)
    assert (verify.ticket, verify.photo.reveal(), verify.timeout_s) == (player.session.ticket, PHOTO, 20)
    assert (verify.gestures, verify.false_accept) == (gestures, "1e-5")
    assert "x90" not in repr(player.session)
    refuse(player, FaceReason.TOO_DARK)
    assert player.last(VerifyFace).gestures == gestures


def test_who_wants_another_way_is_led_there_and_no_camera_looked():
    player = asked(OTHERWISE)
    player.submit(ANOTHER_WAY)
    assert player.session.step_id == "code"
    assert player.all(VerifyFace) == []


def test_where_the_flow_has_no_other_way_words_name_one_and_minds_may_be_changed():
    player = asked(PLAIN)
    player.submit(ANOTHER_WAY)
    assert player.session.state == Troubled(Trouble("face", "NOT_AGREED"), retry=True)
    player.post(Retried())
    assert player.session.state == CONSENT
    player.submit(AGREE)
    assert player.session.faces_refused == ()
    player.post(FaceVerified(player.session.ticket))
    assert player.session.step_id == "found"


def test_who_comes_back_is_asked_anew():
    noticed = PLAIN.model_copy(update={"steps": (PLAIN.steps[2].model_copy(update={"id": "first"}), *PLAIN.steps)})
    player = Player(noticed)
    player.submit(True)
    player.post(CardRead(player.session.ticket, Personal(CARD), Personal(PHOTO)))
    player.submit(AGREE)
    player.post(WentBack())
    player.submit(True)
    assert (player.session.step_id, player.session.state, player.session.gestures) == ("face", CONSENT, None)


def test_whoever_walks_away_from_the_question_ends_the_session():
    player = asked(PLAIN)
    player.post(TimerFired(Timer.IDLE))
    assert player.session.warned
    player.post(TimerFired(Timer.IDLE_END))
    assert player.session.outcome is Outcome.TIMED_OUT


def test_what_is_told_meanwhile_stands_until_another_is_told(plain):
    ticket = plain.session.ticket
    for guide in (FaceGuide(FaceTask.LOOK_AHEAD, 0, 3, FaceHint.TOO_FAR), FaceGuide(FaceTask.BLINK, 1, 3)):
        plain.post(FaceGuided(ticket, guide))
        assert plain.session.state == Working(Doing.VERIFYING_FACE, guide=guide)
    assert plain.session.ticket == ticket
    refuse(plain, FaceReason.TOO_FAR)
    plain.post(FaceGuided(ticket, FaceGuide(FaceTask.BLINK, 2, 3)))
    assert plain.session.state == Working(Doing.VERIFYING_FACE, Trouble("face", FaceReason.TOO_FAR))
    plain.post(FaceGuided(plain.session.ticket, FaceGuide(FaceTask.BLINK, 0, 3)))
    assert plain.session.state == Working(Doing.VERIFYING_FACE, guide=FaceGuide(FaceTask.BLINK, 0, 3))


def test_who_is_verified_goes_on(plain):
    plain.post(FaceVerified(plain.session.ticket))
    assert plain.session.step_id == "found"
    assert plain.session.answers["face"].reveal() is True


@pytest.mark.parametrize(
    "event",
    [
        Submitted("face", Personal(True)),
        WentOn(),
        Retried(),
        TimerFired(Timer.STEP),
        FaceVerified("another/face/2/0"),
        TimerFired(Timer.WORK),
    ],
)
def test_nothing_but_a_verified_face_leads_on(plain, event):
    plain.post(event)
    assert plain.session.step_id == "face"
    assert "face" not in plain.session.answers


def test_a_face_that_was_refused_is_not_verified_by_a_late_answer(plain):
    ticket = plain.session.ticket
    refuse(plain, FaceReason.NOT_SAME)
    plain.post(FaceVerified(ticket))
    assert "face" not in plain.session.answers


@pytest.mark.parametrize("reason", MENDABLE)
def test_what_a_person_can_mend_is_said_and_is_no_attempt(plain, reason):
    for _ in range(MOST_HINTS):
        refuse(plain, reason)
        assert plain.session.state == Working(Doing.VERIFYING_FACE, Trouble("face", reason))
        assert plain.last(VerifyFace).ticket == plain.session.ticket
    assert plain.session.faces_refused == ()
    plain.post(FaceVerified(plain.session.ticket))
    assert plain.session.step_id == "found"


@pytest.mark.parametrize("reason", MENDABLE)
def test_but_not_for_ever(plain, reason):
    for _ in range(MOST_HINTS + 1):
        refuse(plain, reason)
    assert plain.session.state == Troubled(Trouble("face", reason), retry=True, back=True)
    plain.post(Retried())
    assert plain.session.state == Working(Doing.VERIFYING_FACE)


@pytest.mark.parametrize("reason", COUNTING)
def test_another_face_is_an_attempt_and_they_are_used_up(plain, reason):
    for attempt in range(3):
        assert plain.session.faces_refused == ("face",) * attempt
        refuse(plain, reason)
        if attempt < 2:
            assert plain.session.state == Troubled(Trouble("face", reason), retry=True)
            plain.post(Retried())
            assert (plain.session.state == CONSENT) == (reason is FaceReason.NOT_LIVE)
            plain.submit(AGREE_STILL)
            assert plain.last(VerifyFace).gestures == ("still" if reason is FaceReason.NOT_LIVE else "turning")
    assert plain.session.state == stopped("NOT_VERIFIED")
    before = plain.session
    plain.post(Retried())
    assert plain.session is before
    plain.post(Left())
    assert plain.session.outcome is Outcome.FAILED


def test_hints_between_two_attempts_give_none_back(plain):
    for _ in range(2):
        refuse(plain, FaceReason.NOT_SAME)
        plain.post(Retried())
        refuse(plain, FaceReason.TOO_DARK)
    refuse(plain, FaceReason.NOT_SAME)
    assert plain.session.state == stopped("NOT_VERIFIED")


def test_going_back_gives_no_attempt_back():
    noticed = PLAIN.model_copy(update={"steps": (PLAIN.steps[2].model_copy(update={"id": "first"}), *PLAIN.steps)})
    player = Player(noticed)
    player.submit(True)
    player.post(CardRead(player.session.ticket, Personal(CARD), Personal(PHOTO)))
    for _ in range(2):
        player.submit(AGREE)
        refuse(player, FaceReason.NOT_SAME)
        player.post(WentBack())
        assert player.session.step_id == "first"
        player.submit(True)
        assert player.session.step_id == "face"
    player.submit(AGREE)
    refuse(player, FaceReason.NOT_SAME)
    assert player.session.state == stopped("NOT_VERIFIED")
    player.post(WentBack())
    player.submit(True)
    assert player.session.state == stopped("NOT_VERIFIED")


def test_a_face_that_was_verified_is_not_asked_for_again_on_the_way_back(plain):
    plain.post(FaceVerified(plain.session.ticket))
    before = plain.session
    plain.post(WentBack())
    assert plain.session is before


@pytest.mark.parametrize("on_fault", [{}, {"any": {"retry": True}}])
def test_a_photo_that_shows_no_face_is_no_photo_and_no_attempt(on_fault):
    player = at_face(changed(PLAIN, on_fault=on_fault))
    player.post(NoFaceInPhoto(player.session.ticket))
    assert player.session.state == stopped("NO_PHOTO")
    assert player.session.faces_refused == ()


@pytest.mark.parametrize(("photo", "event"), [(None, None), (PHOTO, VerifierMissing)])
def test_where_faces_cannot_be_compared_the_words_name_a_counter(photo, event):
    player = asked(PLAIN, photo=photo)
    if event:
        player.post(event(player.session.ticket))
    assert player.session.state == stopped("NO_VERIFIER" if event else "NO_PHOTO")


@pytest.mark.parametrize("fault", [Fault.OFFLINE, Fault.IMAGE_BLACK, Fault.IMAGE_FROZEN])
def test_a_camera_that_fails_may_be_tried_again(plain, fault):
    plain.post(DeviceFailed(plain.session.ticket, Role.FACE_CAMERA, fault))
    assert plain.session.state == Troubled(Trouble("face_camera", fault), retry=True, back=True)
    plain.post(Retried())
    assert plain.session.state == Working(Doing.VERIFYING_FACE)


@pytest.mark.parametrize(
    "event",
    [
        VerifierMissing,
        lambda ticket: FaceRefused(ticket, FaceReason.NOT_SAME),
        lambda ticket: DeviceFailed(ticket, Role.FACE_CAMERA, Fault.OFFLINE),
    ],
)
def test_the_fall_back_of_the_flow_leads_on(event):
    player = at_face(OTHERWISE)
    player.post(event(player.session.ticket))
    assert player.session.step_id == "code"
    assert "found" not in player.session.answers


def test_without_a_photo_it_leads_on_at_once():
    assert asked(OTHERWISE, photo=None).session.step_id == "code"


def test_nobody_is_asked_to_agree_where_nothing_compares():
    player = asked(OTHERWISE)
    player.post(VerifierMissing(player.session.ticket))
    assert player.session.step_id == "code"


def test_with_a_face_the_fall_back_is_passed_over():
    player = at_face(OTHERWISE)
    player.post(FaceVerified(player.session.ticket))
    assert player.session.step_id == "found"
    player.submit(True)
    assert player.session.step_id == "done"


def test_a_flow_cannot_offer_more_attempts_than_it_names():
    player = at_face(changed(PLAIN, attempts=1, on_fault={"any": {"retry": True}}))
    refuse(player, FaceReason.NOT_SAME)
    assert player.session.state == stopped("NOT_VERIFIED")


def test_words_of_the_flow_are_told():
    player = at_face(changed(PLAIN, attempts=1, on_fault={"face.NOT_VERIFIED": {"end": "found"}}))
    refuse(player, FaceReason.NOT_SAME)
    assert player.session.state == Troubled(Trouble("face", "NOT_VERIFIED", text="found"))


@pytest.mark.parametrize("end", [Left(), TimerFired(Timer.IDLE_END)])
def test_no_photo_outlives_the_session(plain, end):
    plain.post(end)
    assert plain.session.ended
    assert not plain.session.photos


def test_a_photo_that_nobody_compares_with_is_not_kept():
    player = Player(flow_from(FEATURES.parents[2] / "flows/housing/provident-fund-statement/flow.yaml"))
    player.submit(True)
    player.post(CardRead(player.session.ticket, Personal(CARD), Personal(PHOTO)))
    assert player.session.photos == {}


@pytest.mark.parametrize(
    ("face", "told"),
    [
        ({"against": "cart"}, "compares with a photo of 'cart', which no step before it gives | did you mean 'card'"),
        ({"against": "found"}, "which no step before it gives"),
        ({"attempts": 0}, "greater than or equal to 1"),
        ({"false_accept": "0.1"}, "false_accept"),
        ({"attempts": 6}, "less than or equal to 5"),
        ({"otherwise": "card"}, "otherwise goes to 'card', which does not come after it"),
        ({"otherwise": "done", "on_fault": {"any": {"end": "found"}}}, "says `otherwise` and on_fault 'any'"),
        ({"on_fault": {"face.NOT_SAME": {"go_to": "done"}}}, "face has no fault 'NOT_SAME'"),
        ({"on_fault": {"id_card": {"retry": True}}}, "never happens at a step of kind 'verify_face'"),
    ],
)
def test_mistakes_are_told(face, told):
    with pytest.raises(ValidationError) as caught:
        changed(PLAIN, **face)
    assert told in str(caught.value)


def test_a_flow_that_was_dumped_is_read_again():
    raw = OTHERWISE.model_dump(mode="json")
    assert Flow.model_validate(raw, context=CHECKED).steps == OTHERWISE.steps
