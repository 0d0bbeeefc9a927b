"""Who a walk lets stand before the camera, and what they do there."""

from typing import Any

import pytest

from drivers.face_camera.stage import Gesture, Stage, Standing
from kiosk.desk.cards import load_persons
from kiosk.protocol.faces import FaceTask
from kiosk.walk import face


class Desk:
    """Notes what it is asked for."""

    def __init__(self) -> None:
        self.stood: list[Standing] = []
        self.done: list[Gesture] = []

    def stand(self, who: Standing) -> None:
        self.stood.append(who)

    def do(self, gesture: Gesture) -> None:
        self.done.append(gesture)


@pytest.fixture
def desk() -> Any:
    return Desk()


def test_the_first_person_is_who_stands_there_at_first_and_each_portrait_is_somebody_elses() -> None:
    assert face.standing(1) is Stage().stands
    known = [who for who in (face.standing(number) for number in range(1, len(load_persons()) + 1)) if who]
    assert sorted(known) == sorted({Standing.TEACHER, Standing.DOCTOR, Standing.PILOT})


def test_whoever_has_no_portrait_leaves_who_stands_there(desk: Any) -> None:
    face.stand(desk, 2)
    face.stand(desk, len(load_persons()))
    assert desk.stood == [Standing.DOCTOR]


def test_what_is_asked_is_done_and_to_look_ahead_is_nothing_to_do(desk: Any) -> None:
    for task in FaceTask:
        face.do(desk, task)
    face.do(desk, "")
    assert [gesture.name for gesture in desk.done] == [task for task in FaceTask if task != FaceTask.LOOK_AHEAD]
