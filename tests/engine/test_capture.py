"""capture: pages of papers, one after another, each looked at; no fewer than wanted and none too many."""

import pytest
from kit.capture_scenes import page, take
from kit.fields import FEATURES
from kit.player import flow_from
from pydantic import ValidationError

from drivers.document_camera.sheet import Sheet
from drivers.faults import Fault, Role
from kiosk.engine.effects import CancelWork, LookForForgottenSheet, TakePage, WatchMat
from kiosk.engine.events import (
    CallDone,
    DeviceFailed,
    DeviceHeldUp,
    Left,
    PageTaken,
    Retried,
    SheetLifted,
    Submitted,
    Timer,
    TimerFired,
    WentBack,
    WentOn,
)
from kiosk.engine.samples import PAGE
from kiosk.engine.session import Asking, Doing, Troubled, Working
from kiosk.engine.steps.capture import JUDGED, located
from kiosk.protocol.personal import Personal
from kiosk.protocol.records import Outcome
from kiosk.protocol.steps.capture import MOST_PAGES, CaptureStep


@pytest.fixture
def at_proof(play):
    player = play("capture")
    player.submit(True)
    return player


@pytest.fixture
def at_extra(at_proof):
    for choice in ("more", "done"):
        take(at_proof)
        at_proof.submit(choice)
    return at_proof


def fail(player, fault):
    player.post(DeviceFailed(player.session.ticket, Role.DOCUMENT_CAMERA, fault))


def count(player, step="proof"):
    return len(player.session.drafts[step].reveal()["pages"])


def test_the_camera_looks_for_the_sheet_that_the_flow_names(at_proof):
    assert at_proof.session.state == Working(Doing.TAKING_PAGE)
    assert at_proof.last(TakePage) == TakePage(at_proof.session.ticket, "a4", 40, 0)


def test_every_kind_of_sheet_is_one_that_the_camera_knows():
    kinds = CaptureStep.model_fields["sheet"].annotation.__args__
    assert set(kinds) == set(Sheet)


def test_a_page_counts_once_it_was_looked_at(at_proof):
    take(at_proof)
    assert at_proof.session.state == Asking()
    assert "proof" not in at_proof.session.answers
    at_proof.submit("more")
    take(at_proof)
    at_proof.submit("done")
    answer = at_proof.session.answers["proof"].reveal()
    assert answer == {"pages": [page(), page()], "count": 2}


def test_fewer_pages_than_wanted_are_not_taken_for_all(at_proof):
    take(at_proof)
    at_proof.submit("done")
    assert at_proof.session.step_id == "proof"
    at_proof.submit("more")
    before = at_proof.session
    at_proof.post(WentOn())
    assert at_proof.session is before


def test_no_more_pages_are_taken_than_there_is_room_for(at_proof):
    for _ in range(2):
        take(at_proof)
        at_proof.submit("more")
    take(at_proof)
    before = at_proof.session
    at_proof.submit("more")
    assert at_proof.session.state == Asking()
    assert at_proof.session.attempt == before.attempt
    at_proof.submit("done")
    assert at_proof.session.answers["proof"].reveal()["count"] == 3


def test_a_page_that_is_wanted_again_is_taken_anew(at_proof):
    take(at_proof)
    at_proof.submit("again")
    assert count(at_proof) == 0
    again = at_proof.last(TakePage)
    assert 0 < again.same_after_s < 10, "whoever wants it again may leave it as it lies"
    take(at_proof)
    assert count(at_proof) == 1


def test_the_sheet_that_was_taken_is_not_the_next_page(at_proof):
    take(at_proof)
    at_proof.submit("more")
    after = at_proof.last(TakePage)
    assert after.same_after_s == after.timeout_s


def test_nor_is_it_the_first_of_the_next_papers(at_extra):
    first = at_extra.last(TakePage)
    assert first.sheet == "id_card"
    assert first.same_after_s == first.timeout_s


def test_a_page_that_comes_twice_counts_once(at_proof):
    taken = PageTaken(at_proof.session.ticket, Personal(PAGE))
    at_proof.post(taken)
    at_proof.post(taken)
    assert count(at_proof) == 1


def test_a_late_word_of_the_camera_does_not_hide_the_page(at_proof):
    ticket = at_proof.session.ticket
    take(at_proof)
    at_proof.post(DeviceHeldUp(ticket, Role.DOCUMENT_CAMERA, Fault.IMAGE_GLARE))
    fail(at_proof, Fault.OFFLINE)
    assert at_proof.session.state == Asking()


def test_an_empty_mat_is_no_trouble_and_a_bad_picture_says_why(at_proof):
    for fault in JUDGED:
        at_proof.post(DeviceHeldUp(at_proof.session.ticket, Role.DOCUMENT_CAMERA, fault))
        held_up = at_proof.session.state.held_up
        assert (held_up.code if held_up else None) == (None if fault is Fault.NO_PAGE else fault)
    at_proof.post(DeviceHeldUp(at_proof.session.ticket, Role.DOCUMENT_CAMERA, None))
    assert at_proof.session.state == Working(Doing.HOLDING_STILL)


@pytest.mark.parametrize("fault", [Fault.OFFLINE, Fault.IMAGE_BLACK, Fault.IMAGE_FROZEN, *JUDGED])
def test_every_fault_may_be_tried_again(at_proof, fault):
    fail(at_proof, fault)
    state = at_proof.session.state
    assert isinstance(state, Troubled)
    assert (state.trouble.source, state.trouble.code) == ("document_camera", fault)
    assert (state.retry, state.back, state.go_on) == (True, True, False)
    at_proof.post(Retried())
    take(at_proof)
    assert count(at_proof) == 1


def test_pages_at_hand_outlive_a_fault(at_proof):
    take(at_proof)
    at_proof.submit("more")
    fail(at_proof, Fault.OFFLINE)
    at_proof.post(Retried())
    take(at_proof)
    at_proof.submit("done")
    assert at_proof.session.step_id == "extra"


def test_with_enough_pages_a_fault_does_not_hold_anybody_up(at_proof):
    take(at_proof)
    at_proof.submit("more")
    take(at_proof)
    at_proof.submit("more")
    fail(at_proof, Fault.IMAGE_BLACK)
    assert at_proof.session.state.go_on
    at_proof.post(WentOn())
    assert at_proof.session.answers["proof"].reveal()["count"] == 2


def test_a_page_too_many_need_not_be_waited_for(at_proof):
    take(at_proof)
    at_proof.submit("more")
    take(at_proof)
    at_proof.submit("more")
    ticket = at_proof.session.ticket
    effects = at_proof.post(WentOn())
    assert CancelWork(ticket) in effects
    assert at_proof.session.answers["proof"].reveal()["count"] == 2


def test_papers_that_are_optional_may_be_left_out(at_extra):
    at_extra.post(WentOn())
    assert at_extra.session.answers["extra"].reveal() == {"pages": [], "count": 0}
    assert at_extra.session.step_id == "sent"


def test_a_department_is_handed_the_pages(at_extra):
    at_extra.post(WentOn())
    (call,) = [effect for effect in at_extra.effects if type(effect).__name__ == "Call"]
    assert call.input.reveal() == {"pages": [page(), page()], "first": page()["image"], "extra": 0}


def test_going_back_keeps_the_pages(at_extra):
    at_extra.post(WentBack())
    assert at_extra.session.step_id == "proof"
    assert at_extra.session.state == Asking()
    assert count(at_extra) == 2
    at_extra.submit("done")
    assert at_extra.session.answers["proof"].reveal()["count"] == 2


@pytest.mark.parametrize("value", [True, None, "", "use", {"pages": [PAGE]}, 7])
def test_what_no_key_says_changes_nothing(at_proof, value):
    take(at_proof)
    before = at_proof.session
    at_proof.post(Submitted("proof", Personal(value)))
    assert at_proof.session is before


def test_a_sheet_on_the_mat_is_watched_at_the_end_and_looked_for_afterwards(at_extra):
    at_extra.post(WentOn())
    at_extra.post(CallDone(at_extra.session.ticket, Personal({"receipt": "A1"})))
    at_extra.submit(True)
    watch = at_extra.last(WatchMat)
    assert (watch.ticket, watch.sheet) == (at_extra.session.ticket, "a4")
    at_extra.submit(True)
    assert at_extra.session.outcome is Outcome.COMPLETED
    assert at_extra.last(LookForForgottenSheet).sheet == "a4"


def test_a_sheet_that_was_taken_away_is_looked_for_no_more(at_extra):
    at_extra.post(WentOn())
    at_extra.post(CallDone(at_extra.session.ticket, Personal({"receipt": "A1"})))
    at_extra.submit(True)
    at_extra.post(SheetLifted(at_extra.session.ticket))
    at_extra.submit(True)
    assert not at_extra.all(LookForForgottenSheet)


@pytest.mark.parametrize("end", [Left(), TimerFired(Timer.IDLE_END)])
def test_nothing_of_the_papers_is_left_however_it_ends(at_proof, end):
    take(at_proof)
    at_proof.post(end)
    assert at_proof.session.ended
    assert not at_proof.session.answers
    assert not at_proof.session.drafts
    assert at_proof.last(LookForForgottenSheet).sheet == "a4"


def test_the_camera_that_never_answers_is_given_up(at_proof):
    at_proof.post(TimerFired(Timer.WORK))
    assert isinstance(at_proof.session.state, Troubled)
    assert any(isinstance(effect, CancelWork) for effect in at_proof.effects)


@pytest.mark.parametrize("pages", [{"min": 0}, {"max": 0}, {"min": 2, "max": 1}, {"min": 1, "max": MOST_PAGES + 1}])
def test_numbers_of_pages_that_make_no_sense(pages):
    with pytest.raises(ValidationError):
        CaptureStep(id="proof", kind="capture", title="proof", sheet="a4", pages=pages)


def test_all_pages_of_a_flow_fit_into_one_request(play):
    flow = play("capture").session.flow.model_dump(mode="json", exclude_defaults=True)
    flow["steps"][2]["pages"] = {"max": MOST_PAGES}
    with pytest.raises(ValidationError, match=r"more than 8 pages may be taken in all \(proof 3, extra 8\)"):
        type(play("capture").session.flow).model_validate(flow)


def test_an_older_engine_is_told_that_it_does_not_know_the_step(tmp_path):
    text = (FEATURES / "capture.yaml").read_text("utf-8").replace("engine: 3", "engine: 2")
    file = tmp_path / "flow.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(ValidationError, match=r"write engine: 3"):
        flow_from(file)


def test_a_page_is_found_by_its_picture(at_proof):
    take(at_proof)
    at_proof.submit("more")
    take(at_proof, (300, 424))
    at_proof.submit("done")
    session = at_proof.session
    assert located(session, page()["image"]) == ("proof", 0)
    assert located(session, page((300, 424))["image"]) == ("proof", 1)
    assert located(session, PAGE["image"]) is None
    assert located(session, None) is None
