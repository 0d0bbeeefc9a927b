"""An attempt, frame by frame: who passes, who does not, and what is told meanwhile."""

import random
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.watched_person import BARE, Play, Shown, face, frame, moments, obliging

from kiosk.faces.attempt import Attempt, overlap
from kiosk.faces.challenge import draw
from kiosk.protocol.faces import FaceGuide, FaceHint, FaceTask, Gestures
from kiosk.protocol.faults import FaceReason

THRESHOLD = 0.45
OTHER = replace(BARE, likeness=0.1, sameness=0.05)
"""Somebody else than before, who is not who is on the portrait, either."""
STRANGER = replace(BARE, likeness=0.1)
TURNS = (FaceTask.TURN_LEFT, FaceTask.TURN_RIGHT)


class Told:
    """What came of an attempt: the guides as they changed, and the verdict; None when two minutes brought none."""

    def __init__(
        self, play: Play, *, gestures: Gestures = "turning", seed: int = 1, threshold: float | None = THRESHOLD
    ) -> None:
        self.attempt = Attempt(threshold=threshold, gestures=gestures, chance=random.Random(seed))
        self.guides: list[FaceGuide] = []
        self.verdict, self.took_s = None, 0.0
        task, asked_s = FaceTask.LOOK_AHEAD, 0.0
        for at_s in moments():
            asked_s = asked_s or at_s
            anchored = None if self.attempt.anchor_at_s is None else 0.95
            said = self.attempt.see(frame(play(task, at_s - asked_s), at_s, anchored))
            self.took_s = at_s - 100.0
            if not isinstance(said, FaceGuide):
                self.verdict = said
                return
            if not self.guides or said != self.guides[-1]:
                self.guides.append(said)
            now = (said.task, said.done)
            if now != (task, self._done(task)):
                task, asked_s = said.task, at_s
            self._last = said

    def _done(self, task: FaceTask) -> int:
        last = getattr(self, "_last", None)
        return last.done if last is not None and last.task is task else 0

    @property
    def tasks(self) -> list[FaceTask]:
        tasks = [guide.task for guide in self.guides]
        return [task for index, task in enumerate(tasks) if index == 0 or task is not tasks[index - 1]]


@given(seed=st.integers(0, 10_000), gestures=st.sampled_from(["turning", "still"]))
def test_who_does_what_is_asked_and_is_on_the_portrait_passes(seed: int, gestures: Gestures) -> None:
    told = Told(obliging, gestures=gestures, seed=seed)
    assert told.verdict == "VERIFIED"
    assert told.tasks[0] is told.tasks[-1] is FaceTask.LOOK_AHEAD
    assert told.took_s < 12


def test_the_tasks_are_asked_one_after_another_and_counted() -> None:
    told = Told(obliging)
    counted = [(guide.done, guide.of) for guide in told.guides]
    assert counted == sorted(counted)
    assert counted[-1] == (3, 3)


def test_another_person_is_refused_before_any_task() -> None:
    told = Told(lambda _task, _since: Shown(look=STRANGER))
    assert told.verdict is FaceReason.NOT_SAME
    assert told.tasks == [FaceTask.LOOK_AHEAD]


def test_a_picture_that_never_moves_is_not_alive() -> None:
    assert Told(lambda _task, _since: Shown()).verdict is FaceReason.NOT_LIVE


def test_a_flat_photograph_with_holes_that_is_turned_as_asked_is_not_alive() -> None:
    """Eyes blink behind it; it is turned as far as one can be, and back."""

    def play(task: FaceTask, since_s: float) -> Shown:
        side = {FaceTask.TURN_LEFT: 0.25, FaceTask.TURN_RIGHT: -0.25}.get(task)
        return obliging(task, since_s) if side is None else Shown(face=face(turn=side * (0.6 <= since_s < 1.4)))

    assert all(Told(play, seed=seed).verdict is FaceReason.NOT_LIVE for seed in range(20))


def test_eyes_that_shut_and_stay_shut_are_no_blink() -> None:
    def play(task: FaceTask, since_s: float) -> Shown:
        shut = task is FaceTask.BLINK and since_s > 0.5
        return Shown(look=replace(BARE, eyes_open=0.04)) if shut else obliging(task, since_s)

    assert all(Told(play, gestures="still", seed=seed).verdict is FaceReason.NOT_LIVE for seed in range(12))


def test_eyes_that_seem_to_shut_as_the_head_turns_are_no_blink() -> None:
    """A photograph that is tilted: its eyes look narrower while it is askew, and open again when it is not."""

    def play(task: FaceTask, since_s: float) -> Shown:
        if task is not FaceTask.BLINK or not 0.6 <= since_s < 1.4:
            return Shown() if task is FaceTask.BLINK else obliging(task, since_s)
        return Shown(look=replace(BARE, eyes_open=0.05), face=face(turn=0.08 if since_s < 0.8 else 0.14))

    told = [Told(play, gestures="still", seed=seed).verdict for seed in range(12)]
    assert set(told) == {FaceReason.NOT_LIVE}


def test_who_is_like_the_portrait_before_the_tasks_and_not_after_them_is_refused() -> None:
    """However alike both are to each other."""
    asked: list[FaceTask] = []

    def play(task: FaceTask, since_s: float) -> Shown:
        asked.append(task)
        after = task is FaceTask.LOOK_AHEAD and len(set(asked)) > 1
        return Shown(look=replace(BARE, likeness=0.2)) if after else obliging(task, since_s)

    assert Told(play).verdict is FaceReason.NOT_SAME


def test_a_face_that_changes_and_changes_back_is_refused_the_second_time() -> None:
    frames: list[int] = []

    def play(task: FaceTask, since_s: float) -> Shown:
        frames.append(1)
        return Shown(look=OTHER) if 20 <= len(frames) % 40 < 24 else Shown()

    told = Told(play)
    assert told.verdict is FaceReason.NOT_LIVE
    assert told.took_s < 5


def test_a_head_on_the_portrait_that_was_always_held_aside_counts_from_there() -> None:
    """A photograph of a face that looks aside a little, turned by the most that a flat one can be."""

    def play(task: FaceTask, since_s: float) -> Shown:
        side = {FaceTask.TURN_LEFT: 1, FaceTask.TURN_RIGHT: -1}.get(task, 0)
        return Shown(face=face(turn=0.18 + 0.25 * side * (0.5 < since_s < 1.5)))

    assert all(Told(play, seed=seed).verdict is FaceReason.NOT_LIVE for seed in range(20))


def test_a_replay_passes_no_more_often_than_it_guesses() -> None:
    """A recording that turns left, turns right and blinks in one order, whatever is asked."""
    order = (FaceTask.TURN_LEFT, FaceTask.TURN_RIGHT, FaceTask.BLINK)
    passed = 0
    for seed in range(120):
        began: list[float] = []

        def play(_task: FaceTask, _since_s: float, began: list[float] = began) -> Shown:
            began.append(0)
            second = len(began) / 15.0
            return obliging(order[int(second // 2) % 3], second % 2)

        passed += Told(play, seed=seed).verdict == "VERIFIED"
    assert passed / 120 < 0.35


def test_the_wrong_side_is_forgiven_once_with_other_tasks() -> None:
    turned: list[FaceTask] = []

    def play(task: FaceTask, since_s: float) -> Shown:
        if task in TURNS and not turned:
            turned.append(task)
            return Shown(face=face(turn=-0.5 if task is FaceTask.TURN_LEFT else 0.5))
        return obliging(task, since_s)

    assert Told(play, seed=3).verdict == "VERIFIED"


def test_the_wrong_side_twice_is_no_sign_of_life() -> None:
    def play(task: FaceTask, since_s: float) -> Shown:
        other = {FaceTask.TURN_LEFT: FaceTask.TURN_RIGHT, FaceTask.TURN_RIGHT: FaceTask.TURN_LEFT}
        return obliging(other.get(task, task), since_s)

    told = Told(play, seed=3)
    assert told.verdict is FaceReason.NOT_LIVE
    assert told.tasks.count(FaceTask.LOOK_AHEAD) == 2


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("after", [0, 1])
def test_who_takes_over_for_the_tasks_is_found_out(seed: int, after: int) -> None:
    asked: set[FaceTask] = set()

    def play(task: FaceTask, since_s: float) -> Shown:
        if task is not FaceTask.LOOK_AHEAD:
            asked.add(task)
        shown = obliging(task, since_s)
        return replace(shown, look=OTHER) if len(asked) > after else shown

    assert Told(play, seed=seed).verdict in {FaceReason.NOT_LIVE, FaceReason.NOT_SAME}


def test_who_does_the_tasks_and_then_holds_up_the_photograph_is_found_out() -> None:
    """The photograph before and after, somebody else between them."""

    def play(task: FaceTask, since_s: float) -> Shown:
        shown = obliging(task, since_s)
        if task is FaceTask.LOOK_AHEAD:
            return shown
        return replace(shown, look=replace(shown.look, likeness=0.1, sameness=0.05))

    assert all(Told(play, seed=seed).verdict is FaceReason.NOT_LIVE for seed in range(12))


def test_a_face_that_jumps_begins_anew() -> None:
    frames: list[int] = []

    def play(task: FaceTask, since_s: float) -> Shown:
        frames.append(1)
        shown = obliging(task, since_s)
        return replace(shown, face=face(x=430.0)) if len(frames) == 20 else shown

    told = Told(play)
    dones = [guide.done for guide in told.guides]
    assert told.verdict == "VERIFIED"
    assert told.tasks.count(FaceTask.LOOK_AHEAD) >= 3 or dones != sorted(dones)


def test_pictures_whose_size_changes_are_of_no_camera_and_nobody_passes_by_them() -> None:
    attempt, size = Attempt(threshold=THRESHOLD, gestures="turning", chance=random.Random(1)), random.Random(2)
    said = None
    for at_s in moments():
        seen = frame(Shown(), at_s, None if attempt.anchor_at_s is None else 0.95)
        said = attempt.see(replace(seen, width_px=640 + size.randint(0, 9)))
    assert isinstance(said, FaceGuide)
    assert said.done == 0


def test_a_face_that_is_gone_for_a_moment_begins_anew_and_for_a_blink_of_the_camera_does_not() -> None:
    def gone_for(frames_gone: int) -> Told:
        count: list[int] = []

        def play(task: FaceTask, since_s: float) -> Shown:
            count.append(1)
            if 30 <= len(count) < 30 + frames_gone:
                return Shown(nobody=True)
            return obliging(task, since_s)

        return Told(play)

    short, long = gone_for(3), gone_for(20)
    assert short.tasks.count(FaceTask.LOOK_AHEAD) == 2
    assert long.tasks.count(FaceTask.LOOK_AHEAD) == 3
    assert short.verdict == long.verdict == "VERIFIED"


def test_what_must_be_mended_is_told_with_the_task() -> None:
    dark: list[bool] = []

    def play(task: FaceTask, since_s: float) -> Shown:
        dark.append(True)
        return Shown(look=replace(BARE, brightness=10)) if len(dark) < 20 else obliging(task, since_s)

    told = Told(play)
    assert told.guides[0] == FaceGuide(FaceTask.LOOK_AHEAD, 0, 3, FaceHint.TOO_DARK)
    assert told.verdict == "VERIFIED"


def test_glasses_that_glint_for_a_moment_are_waited_for() -> None:
    count: list[int] = []

    def play(task: FaceTask, since_s: float) -> Shown:
        count.append(1)
        return Shown(look=replace(BARE, likeness=0.3)) if len(count) < 30 else obliging(task, since_s)

    assert Told(play).verdict == "VERIFIED"


@given(seed=st.integers(0, 2**32), gestures=st.sampled_from(["turning", "still"]))
def test_tasks_are_drawn_from_their_kind_and_never_all_alike(seed: int, gestures: Gestures) -> None:
    tasks = draw(gestures, random.Random(seed))
    assert len(set(tasks)) > 1
    assert set(tasks) <= ({FaceTask.BLINK, FaceTask.OPEN_MOUTH} if gestures == "still" else {*TURNS, FaceTask.BLINK})
    if gestures == "turning":
        assert all(one is not other for one, other in pairwise(tasks))


@pytest.mark.parametrize("gestures", ["turning", "still"])
def test_no_order_of_tasks_is_drawn_more_often_than_others(gestures: Gestures) -> None:
    chance = random.Random(5)
    drawn = [draw(gestures, chance) for _ in range(2800)]
    counts = [drawn.count(tasks) for tasks in set(drawn)]
    assert len(counts) >= 12
    assert max(counts) < 1.6 * min(counts)


@given(x=st.floats(-200, 200), y=st.floats(-200, 200), width=st.floats(20, 300))
def test_overlap_is_a_share_and_the_same_from_both_sides(x: float, y: float, width: float) -> None:
    one, other = face(), face(x=250 + x, y=140 + y, width=width)
    assert 0 <= overlap(one, other) <= 1 + 1e-9
    assert overlap(one, other) == pytest.approx(overlap(other, one))
    assert overlap(one, one) == pytest.approx(1)
