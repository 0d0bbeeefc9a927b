"""identify by several ways: each leads to the same answer, and from each trouble of one another is a touch away."""

import pytest
from kit.player import CARD, Player

from drivers.faults import Fault, Role
from drivers.lights import Flash, Light
from kiosk.engine.answers import answer_type
from kiosk.engine.effects import (
    AskCredential,
    CancelWork,
    CheckCode,
    LookForForgottenCard,
    ReadCard,
    ScanCode,
    SendCode,
    StartTimer,
    WatchCard,
)
from kiosk.engine.events import (
    CallFailed,
    CardRead,
    CardRemoved,
    CodeScanned,
    CodeSent,
    DeviceFailed,
    Identified,
    Left,
    NotIdentified,
    Retried,
    Timer,
    TimerFired,
    WentBack,
    WorkFailed,
)
from kiosk.engine.guide_lights import guide_lights
from kiosk.engine.path import back_target
from kiosk.engine.session import ASKING, Asking, Doing, Troubled, Working
from kiosk.engine.trouble import PlatformFault, Trouble
from kiosk.protocol.faults import OF_E_CREDENTIAL, OF_PHONE_CODE, IdentityFault
from kiosk.protocol.personal import Personal

NUMBER, NAME = CARD["number"], CARD["name"]
HMT, FOREIGN = "810099199001020008", "94225019850412000X"
WAYS = ("id_card", "social_card", "e_credential", "phone_code")


def choosing(play) -> Player:
    return play("identify_by")


def on(play, way, flow="identify_by") -> Player:
    player = play(flow)
    player.submit({"way": way})
    return player


def social(player, **changes):
    card = Personal({"name": NAME, "number": NUMBER, "valid_to": "", **changes})
    player.post(CardRead(player.session.ticket, card, role=Role.SOCIAL_CARD))


def sent(play) -> Player:
    player = on(play, "phone_code")
    player.submit({"number": NUMBER})
    player.post(CodeSent(player.session.ticket, "challenge", Personal("138****1234"), 60.0))
    return player


def person(player, number=NUMBER, name=NAME):
    player.post(Identified(player.session.ticket, Personal({"name": name, "number": number})))


def answer(player):
    return player.session.answers["card"].reveal()


def test_of_several_ways_one_is_chosen_first(play):
    player = choosing(play)
    assert player.session.state == ASKING
    assert not player.all(ReadCard)
    for late in ({"way": "unknown"}, {"number": NUMBER}, {"code": "123456"}, {"again": True}, "id_card", None):
        player.submit(late)
        assert player.session.state == ASKING


@pytest.mark.parametrize("way", WAYS)
def test_back_leads_from_each_way_to_the_others_and_what_it_asked_is_too_late(play, way):
    player = on(play, way)
    before = player.session.ticket
    player.post(WentBack())
    assert player.session.state == ASKING
    assert player.session.ticket != before
    assert not player.post(CardRead(before, Personal(CARD)))
    assert not player.session.answers
    assert back_target(player.session) is None


@pytest.mark.parametrize("way", WAYS[:3])
def test_back_cancels_what_a_reader_is_at(play, way):
    player = on(play, way)
    before = player.session.ticket
    assert CancelWork(before) in player.post(WentBack())


def test_by_id_card_the_answer_has_all_that_the_card_has(play):
    player = on(play, "id_card")
    player.read_card()
    assert answer(player) == {**CARD, "by": "id_card"}


def test_by_social_card_the_answer_has_what_every_way_has(play):
    player = on(play, "social_card")
    assert player.last(ReadCard).role is Role.SOCIAL_CARD
    social(player)
    assert answer(player) == {"kind": "resident", "name": NAME, "number": NUMBER, "by": "social_card"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": "S00001234"}, "CARD_INVALID"),
        ({"number": FOREIGN}, "WRONG_CARD"),
        ({"valid_to": "2026-11-23"}, "CARD_EXPIRED"),
    ],
)
def test_a_social_card_that_does_not_serve_says_why_and_leaves_the_other_ways(play, changes, code):
    player = on(play, "social_card", "identify_by_some")
    social(player, **changes)
    assert player.session.state == Troubled(Trouble("social_card", code), retry=True, back=True)
    player.post(WentBack())
    player.submit({"way": "id_card"})
    player.read_card()
    assert answer(player)["by"] == "id_card"


def test_the_kind_of_a_person_is_told_by_the_number(play):
    player = on(play, "social_card")
    social(player, number=HMT)
    assert answer(player)["kind"] == "hmt"


def test_each_card_that_was_read_is_to_be_taken_from_its_own_reader(play):
    player = on(play, "id_card")
    player.read_card(valid_to="2020-01-01")
    player.post(WentBack())
    player.submit({"way": "social_card"})
    social(player)
    assert [watch.role for watch in player.all(WatchCard)] == [Role.ID_CARD, Role.SOCIAL_CARD]
    assert guide_lights(player.session) == {Light.CARD_READER: Flash.MEDIUM, Light.CONTACTLESS: Flash.MEDIUM}
    player.post(CardRemoved(player.session.ticket, Role.SOCIAL_CARD))
    assert player.session.cards == (Role.ID_CARD,)
    player.submit(True)
    assert [look.role for look in player.all(LookForForgottenCard)] == [Role.ID_CARD]


def test_a_code_that_was_scanned_is_asked_about_once(play):
    player = on(play, "e_credential")
    scanning = player.last(ScanCode).ticket
    assert guide_lights(player.session) == {Light.SCANNER: Flash.MEDIUM}
    player.post(CodeScanned(scanning, Personal("a code")))
    assert player.session.state == Working(Doing.CHECKING_CREDENTIAL)
    assert not guide_lights(player.session)
    player.post(CodeScanned(scanning, Personal("another")))
    assert [asked.code.reveal() for asked in player.all(AskCredential)] == ["a code"]
    person(player)
    assert answer(player) == {"kind": "resident", "name": NAME, "number": NUMBER, "by": "e_credential"}


@pytest.mark.parametrize("fault", OF_E_CREDENTIAL)
def test_a_code_that_does_not_serve_says_why_and_another_can_be_shown(play, fault):
    player = on(play, "e_credential")
    player.post(CodeScanned(player.session.ticket, Personal("a code")))
    player.post(NotIdentified(player.session.ticket, fault))
    assert player.session.state == Troubled(Trouble("e_credential", fault), retry=True, back=True)
    player.post(Retried())
    assert player.session.state == Working(Doing.SCANNING_CODE)
    assert len(player.all(ScanCode)) == 2


def test_a_person_of_a_kind_that_is_not_served_is_told_so(play):
    player = on(play, "e_credential", "identify_by_some")
    player.post(CodeScanned(player.session.ticket, Personal("a code")))
    person(player, number=FOREIGN)
    assert player.session.state.trouble == Trouble("e_credential", "NOT_ACCEPTED")
    assert not player.session.answers


@pytest.mark.parametrize(("number", "name"), [("1", NAME), (NUMBER, "")])
def test_what_cannot_be_a_person_is_nobody(play, number, name):
    player = on(play, "e_credential")
    player.post(CodeScanned(player.session.ticket, Personal("a code")))
    person(player, number=number, name=name)
    assert player.session.state.trouble == Trouble("platform", "DEPARTMENT_DOWN")


def test_a_number_that_is_none_is_never_sent(play):
    player = on(play, "phone_code")
    player.submit({"number": NUMBER[:-1] + "0"})
    assert player.session.state == Asking("field.citizen_number.check", "number")
    assert not player.all(SendCode)


def test_a_code_is_sent_typed_and_checked(play):
    player = sent(play)
    assert player.session.state == Asking(field="code")
    assert player.last(StartTimer) != StartTimer(Timer.STEP, 60.0)  # the idle clock comes last
    assert StartTimer(Timer.STEP, 60.0) in player.effects
    player.submit({"code": "123456"})
    asked = player.last(CheckCode)
    assert (asked.challenge, asked.number.reveal(), asked.code.reveal()) == ("challenge", NUMBER, "123456")
    person(player)
    assert answer(player) == {"kind": "resident", "name": NAME, "number": NUMBER, "by": "phone_code"}
    assert player.session.identifying is None


@pytest.mark.parametrize("typed", ["12345", "1234567", "12345x", "１２３４５６", 123456, None])
def test_what_is_no_code_is_not_asked_about(play, typed):
    player = sent(play)
    player.submit({"code": typed})
    assert player.session.state == Asking("identify.code_digits", "code")
    assert not player.all(CheckCode)


def test_a_wrong_code_is_asked_again_and_says_how_often_yet(play):
    player = sent(play)
    player.submit({"code": "000000"})
    player.post(NotIdentified(player.session.ticket, IdentityFault.WRONG, 2))
    assert player.session.state == Asking("identify.wrong_code", "code", (("left", 2),))
    player.submit({"code": "123456"})
    person(player)
    assert player.session.step_id == "done"


@pytest.mark.parametrize("fault", OF_PHONE_CODE)
def test_after_the_last_code_the_number_is_asked_again(play, fault):
    player = sent(play)
    player.submit({"code": "000000"})
    player.post(NotIdentified(player.session.ticket, fault))
    assert player.session.state == Troubled(Trouble("phone_code", fault), retry=True, back=True)
    player.post(Retried())
    assert player.session.state == Asking(field="number")
    assert player.session.identifying.challenge == ""
    assert player.session.identifying.number.reveal() == NUMBER


def test_a_code_stays_good_when_only_central_could_not_be_asked(play):
    player = sent(play)
    player.submit({"code": "123456"})
    player.post(CallFailed(player.session.ticket, PlatformFault.TIMEOUT))
    assert player.session.state == Troubled(Trouble("platform", "TIMEOUT"), retry=True, back=True)
    player.post(Retried())
    assert player.session.state == Asking(field="code")
    player.submit({"code": "123456"})
    assert len(player.all(CheckCode)) == 2


def test_another_message_may_be_asked_for_once_its_time_has_come(play):
    player = sent(play)
    player.submit({"again": True})
    assert len(player.all(SendCode)) == 1
    player.post(TimerFired(Timer.STEP))
    assert player.session.identifying.again
    player.submit({"again": True})
    assert len(player.all(SendCode)) == 2
    assert player.session.state == Working(Doing.SENDING_CODE)


def test_the_time_for_another_message_may_come_while_a_code_is_checked(play):
    player = sent(play)
    player.submit({"code": "000000"})
    player.post(TimerFired(Timer.STEP))
    player.post(NotIdentified(player.session.ticket, IdentityFault.WRONG, 1))
    assert player.session.identifying.again


@pytest.mark.parametrize("way", WAYS[:3])
def test_work_that_failed_leaves_the_other_ways(play, way):
    player = on(play, way)
    player.post(WorkFailed(player.session.ticket))
    assert player.session.state == Troubled(Trouble("terminal", "INTERNAL"), retry=True, back=True)


def test_whoever_leaves_leaves_nothing_behind(play):
    player = sent(play)
    player.post(Left())
    assert player.session.ended
    assert player.session.identifying is None


@pytest.mark.parametrize(("way", "role"), [("social_card", Role.SOCIAL_CARD), ("e_credential", Role.CODE_SCANNER)])
def test_one_way_alone_needs_no_choice_and_has_none_to_go_back_to(play, way, role):
    player = play(f"identify_{way}")
    assert isinstance(player.session.state, Working)
    assert back_target(player.session) is None
    player.post(DeviceFailed(player.session.ticket, role, Fault.OFFLINE))
    assert player.session.state == Troubled(Trouble(role.value, "OFFLINE"), retry=True, back=True)
    player.post(Retried())
    assert isinstance(player.session.state, Working)


def test_a_number_alone_is_asked_at_once(play):
    assert play("identify_phone_code").session.state == Asking(field="number")


def test_what_an_answer_has_depends_on_the_ways(play):
    alone, several = (answer_type(play(name).session.flow.step("card")) for name in ("identify", "identify_by"))
    assert "by" not in alone.fields
    assert not any(field.optional for field in alone.fields.values())
    always = {name for name, field in several.fields.items() if not field.optional}
    assert always == {"kind", "name", "number", "by"}
