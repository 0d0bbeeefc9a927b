"""An attempt without a portrait: alive, one person throughout, and the frame that is sent shows who did the tasks."""

from dataclasses import replace

import pytest
from faces.test_attempt import OTHER, Told
from hypothesis import given
from hypothesis import strategies as st
from kit.watched_person import BARE, Shown, obliging

from kiosk.faces.best import worth
from kiosk.protocol.faces import FaceTask, Gestures
from kiosk.protocol.faults import FaceReason

SHARP = 0.95
"""As sharp as a photograph that somebody holds up: sharper than whoever stands there."""


def shown_by(told: Told) -> float:
    """Return when the frame was captured that would be sent, in frames from the first."""
    assert told.attempt.best_at_s is not None
    return round((told.attempt.best_at_s - 100.0) * 15)


@given(seed=st.integers(0, 10_000), gestures=st.sampled_from(["turning", "still"]))
def test_who_does_what_is_asked_is_alive_and_nobody_says_who_it_is(seed: int, gestures: Gestures) -> None:
    told = Told(obliging, gestures=gestures, seed=seed, threshold=None)
    assert told.verdict == "LIVE"
    assert told.tasks[0] is told.tasks[-1] is FaceTask.LOOK_AHEAD
    assert told.attempt.best_at_s is not None


def test_a_likeness_to_a_portrait_is_nothing_to_it() -> None:
    def unlike(task: FaceTask, since_s: float) -> Shown:
        shown = obliging(task, since_s)
        return replace(shown, look=replace(shown.look, likeness=0.0))

    assert Told(unlike, threshold=None).verdict == "LIVE"
    assert Told(unlike).verdict is FaceReason.NOT_SAME


@pytest.mark.parametrize("at", [2, 7, 40])
def test_the_sharpest_frame_is_sent_whenever_a_face_ahead_was_asked_for(at: int) -> None:
    """Before the tasks, and not while one is done."""
    count: list[int] = []

    def play(task: FaceTask, since_s: float) -> Shown:
        count.append(1)
        shown = obliging(task, since_s)
        return replace(shown, look=replace(shown.look, sharpness=SHARP)) if len(count) == at + 1 else shown

    told = Told(play, threshold=None)
    assert told.verdict == "LIVE"
    assert (shown_by(told) == at) == (at == 2)


def test_a_better_frame_after_the_tasks_is_sent_even_the_very_last() -> None:
    done: list[int] = []

    def play(task: FaceTask, since_s: float) -> Shown:
        done.append(1) if task is not FaceTask.LOOK_AHEAD else None
        shown = obliging(task, since_s)
        ahead = task is FaceTask.LOOK_AHEAD and done
        return replace(shown, look=replace(shown.look, sharpness=0.8 + since_s / 10)) if ahead else shown

    told = Told(play, threshold=None)
    assert told.verdict == "LIVE"
    assert told.attempt.best_at_s == pytest.approx(100.0 + told.took_s)


@pytest.mark.parametrize("sameness", [0.05, 0.36, 0.49])
@pytest.mark.parametrize("every", [2, 3])
def test_a_photograph_that_is_shown_between_is_never_sent(sameness: float, every: int) -> None:
    """Somebody does the tasks and lets one frame in two or three show another, sharper face."""
    count: list[int] = []
    photographs: set[float] = set()

    def play(task: FaceTask, since_s: float) -> Shown:
        count.append(1)
        if task is FaceTask.LOOK_AHEAD and len(count) > 1 and len(count) % every == 0:
            photographs.add(len(count) - 1)
            return Shown(look=replace(BARE, sharpness=SHARP, sameness=sameness))
        return obliging(task, since_s)

    told = Told(play, threshold=None)
    assert photographs
    if told.attempt.best_at_s is not None:
        assert shown_by(told) not in photographs


@pytest.mark.parametrize("seed", range(6))
def test_a_photograph_before_and_somebody_else_for_the_tasks_sends_no_photograph(seed: int) -> None:
    asked: set[FaceTask] = set()

    def play(task: FaceTask, since_s: float) -> Shown:
        asked.update({task} - {FaceTask.LOOK_AHEAD})
        shown = obliging(task, since_s)
        return replace(shown, look=OTHER) if asked else shown

    assert Told(play, seed=seed, threshold=None).verdict is FaceReason.NOT_LIVE


def test_after_the_tasks_it_must_be_the_same_beyond_doubt() -> None:
    """As like the first frame as one stranger in a thousand is, and never two frames of another face in a row."""
    asked: list[int] = []

    def play(task: FaceTask, since_s: float) -> Shown:
        asked.append(1) if task is not FaceTask.LOOK_AHEAD else None
        shown = obliging(task, since_s)
        if task is FaceTask.LOOK_AHEAD and asked:
            return replace(shown, look=replace(shown.look, sameness=0.4))
        return shown

    assert Told(play, threshold=None).verdict is FaceReason.NOT_LIVE


@pytest.mark.parametrize(
    "worse",
    [
        {"sharpness": 0.5},
        {"turn": 0.15},
        {"turn": -0.15},
        {"eyes_open": 0.05},
    ],
)
def test_what_makes_a_frame_worse(worse: dict[str, float]) -> None:
    at = Shown().face
    assert worth(at, replace(BARE, **worse)) < worth(at, BARE)


@given(sharpness=st.floats(0, 2), turn=st.floats(-1, 1), eyes_open=st.floats(0, 1), more=st.floats(0, 1))
def test_worth_is_a_share_and_grows_with_sharpness(
    sharpness: float, turn: float, eyes_open: float, more: float
) -> None:
    look = replace(BARE, sharpness=sharpness, turn=turn, eyes_open=eyes_open)
    at = Shown().face
    assert 0 <= worth(at, look) <= worth(at, replace(look, sharpness=sharpness + more)) <= 1
    assert worth(at, replace(look, eyes_open=0.1)) == worth(at, replace(look, eyes_open=0.3))
