"""What stands before the emulated camera is what it passes for, measured as the terminal measures it.

Each of these is a property that the verification of faces rests on: a live head turns, opens eyes and mouth, and stays
the same person; a print does not.
"""

import functools
from dataclasses import dataclass

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from drivers.face_camera import points
from drivers.face_camera.actor import COURSES, Actor
from drivers.face_camera.drawing import Play, draw
from drivers.face_camera.portrait import portrait
from drivers.face_camera.stage import Attack, Gesture, Lighting, Position, Stage, Standing, Wear, Who
from kiosk.faces import models
from kiosk.faces.face import Face
from kiosk.faces.finding import Detector, Embedder, Embedding, Mesher, likeness
from kiosk.faces.mesh import Mesh

PERSONS = [Standing(who) for who in Who]
TURNS = {Gesture.TURN_LEFT: 1, Gesture.TURN_RIGHT: -1}
SIZE_PX = (640, 480)
STRANGER, SAME, SAME_TURNED = 0.3, 0.5, 0.3
Picture = NDArray[np.uint8]


@dataclass
class Eyes:
    """The three models. What they tell is in px of the picture."""

    detector: Detector
    mesher: Mesher
    embedder: Embedder

    def faces(self, picture: Picture) -> list[Face]:
        return self.detector.find(picture)

    def face(self, picture: Picture) -> Face:
        (face,) = self.faces(picture)
        return face

    def mesh(self, picture: Picture) -> Mesh:
        return self.mesher.mesh(picture, self.face(picture))

    def embed(self, picture: Picture) -> Embedding:
        return self.embedder.embed(picture, self.face(picture))


@pytest.fixture(scope="module")
def eyes(models_at) -> Eyes:
    content = {model: models.read(model, models_at) for model in models.MODELS}
    return Eyes(Detector(content[models.DETECTOR]), Mesher(content[models.MESH]), Embedder(content[models.EMBEDDER]))


@pytest.fixture(scope="session", name="models_at")
def _models_at(models):
    return models


def still(stage: Stage, *gestures: Gesture, at_s: float = 0.0, size_px=SIZE_PX) -> Picture:
    """Return the stage while those gestures are at their height; without any, somebody who looks ahead."""
    play = Play(Actor(blinks=False))
    for gesture in gestures:
        course = COURSES[gesture]
        play.actor.do(gesture, at_s - course.out_s - course.held_s / 2)
    return draw(stage, play, size_px, at_s)


def turned(who: Standing, share: float, side: Gesture) -> Picture:
    """Return somebody who has turned by that share of the whole."""
    play, course = Play(Actor(blinks=False)), COURSES[side]
    at_s = next(step / 1000 for step in range(1000) if course.share(step / 1000) >= share)
    play.actor.do(side, 0.0)
    return draw(Stage(who), play, SIZE_PX, at_s)


@functools.cache
def ahead(who: Standing) -> Picture:
    return still(Stage(who))


@pytest.mark.parametrize("who", PERSONS)
def test_a_person_is_one_face_that_looks_ahead_with_open_eyes(eyes: Eyes, who: Standing) -> None:
    face = eyes.face(ahead(who))
    assert abs(face.turn) < 0.1
    assert abs(face.roll_deg) < 5
    assert 0.45 < face.nod < 0.65
    assert face.score > 0.9
    assert 50 < face.eye_distance_px < 70
    assert eyes.mesh(ahead(who)).mouth_open < 0.32


@pytest.mark.parametrize("side", TURNS)
@pytest.mark.parametrize("who", PERSONS)
def test_a_head_that_turns_is_seen_to_turn_and_stays_the_same_person(eyes: Eyes, who: Standing, side: Gesture) -> None:
    """The detector's points waver by 0.1, so some of these pictures tell of less; some must tell of a turned head."""
    of = {other: eyes.embed(ahead(other)) for other in PERSONS}
    turns = {}
    for deg in (5, 12, 20, *range(30, 46, 2)):
        picture = turned(who, deg / abs(COURSES[side].most.turn_deg), side)
        face = eyes.face(picture)
        turns[deg] = face.turn * TURNS[side]
        found = eyes.embedder.embed(picture, face)
        assert likeness(of[who], found) > (SAME if deg <= 20 else SAME_TURNED)
        assert max(likeness(of[other], found) for other in PERSONS if other is not who) < STRANGER
    assert turns[5] < turns[20] < max(turns.values())
    assert max(turns[deg] for deg in turns if deg >= 30) > 0.35
    assert min(turns[deg] for deg in turns if deg >= 30) > 0.2


@pytest.mark.parametrize("who", PERSONS)
def test_nobody_is_taken_for_another(eyes: Eyes, who: Standing) -> None:
    of = {other: eyes.embed(ahead(other)) for other in PERSONS}
    assert {other for other in PERSONS if likeness(of[who], of[other]) > STRANGER} == {who}


@pytest.mark.parametrize("who", PERSONS)
def test_an_open_mouth_is_seen_to_be_open(eyes: Eyes, who: Standing) -> None:
    shut, wide = eyes.mesh(ahead(who)).mouth_open, eyes.mesh(still(Stage(who), Gesture.OPEN_MOUTH)).mouth_open
    assert wide > 0.35
    assert wide - shut > 0.2


@pytest.mark.parametrize("attack", [Attack.NONE, Attack.EYE_HOLES])
@pytest.mark.parametrize("who", PERSONS)
def test_a_blink_changes_the_eyes_and_nothing_else(eyes: Eyes, who: Standing, attack: Attack) -> None:
    stage = Stage(who, attack=attack)
    opened = still(stage)
    differs = cv2.absdiff(opened, still(stage, Gesture.BLINK)).max(axis=2) > 25
    mesh, mask = eyes.mesh(opened), np.zeros(opened.shape[:2], np.uint8)
    for ring in ((*points.RIGHT_EYE_ABOVE, *points.RIGHT_EYE_BELOW), (*points.LEFT_EYE_ABOVE, *points.LEFT_EYE_BELOW)):
        spots = np.array([mesh.spots[point][:2] for point in ring], np.float32)
        cv2.fillConvexPoly(mask, cv2.convexHull(spots).astype(np.int32), 1)
    assert differs[mask == 1].mean() > 0.3
    around = cv2.dilate(mask, np.ones((25, 25), np.uint8))
    assert not differs[around == 0].any()


@pytest.mark.parametrize("attack", [Attack.PHOTO, Attack.PHOTO_TURNED, Attack.EYE_HOLES, Attack.MOUTH_HOLE])
@pytest.mark.parametrize("who", PERSONS)
def test_a_print_that_is_turned_is_no_head_that_turns(eyes: Eyes, who: Standing, attack: Attack) -> None:
    for moment_s, gestures in ((0.75, ()), (2.25, ()), (1.0, (Gesture.TURN_LEFT,)), (1.0, (Gesture.TURN_RIGHT,))):
        face = eyes.face(still(Stage(who, attack=attack), *gestures, at_s=moment_s))
        assert abs(face.turn) < 0.3


@pytest.mark.parametrize("who", PERSONS)
def test_a_print_is_taken_for_the_person_and_a_clip_as_well(eyes: Eyes, who: Standing) -> None:
    """That is why likeness alone is not enough."""
    front = eyes.embed(ahead(who))
    for attack in (Attack.PHOTO, Attack.PHOTO_BENT, Attack.EYE_HOLES, Attack.MOUTH_HOLE, Attack.SCREEN):
        assert likeness(front, eyes.embed(still(Stage(who, attack=attack), at_s=3.7))) > 0.4


def test_a_mouth_behind_a_hole_opens(eyes: Eyes) -> None:
    stage = Stage(attack=Attack.MOUTH_HOLE)
    differs = cv2.absdiff(still(stage), still(stage, Gesture.OPEN_MOUTH)).max(axis=2) > 40
    rows = np.nonzero(differs.any(axis=1))[0]
    face = eyes.face(still(stage))
    assert differs.sum() > 400
    assert rows.min() > face.nose[1]


def test_a_clip_does_what_was_recorded_whatever_is_asked(eyes: Eyes) -> None:
    stage = Stage(attack=Attack.SCREEN)
    assert np.array_equal(still(stage, at_s=9.0), still(stage, Gesture.TURN_RIGHT, at_s=9.0))
    turns = [eyes.face(still(stage, at_s=moment_s)).turn for moment_s in (0.8, 3.7, 4.6)]
    assert turns[0] > 0.25
    assert abs(turns[1]) < 0.15
    assert turns[2] < -0.25


@pytest.mark.parametrize("attack", [Attack.CUT, Attack.WALK])
def test_somebody_else_stands_there_afterwards(eyes: Eyes, attack: Attack) -> None:
    stage = Stage(Standing.PILOT, attack=attack)
    front = eyes.embed(ahead(Standing.PILOT))
    before, after = (eyes.embed(still(stage, at_s=moment_s)) for moment_s in (1.0, 2.6))
    assert likeness(front, before) > SAME
    assert likeness(front, after) < STRANGER
    aside = eyes.faces(still(stage, at_s=1.7))[0].x / eyes.faces(still(stage, at_s=1.0))[0].x
    assert aside == pytest.approx(1, abs=0.05) if attack is Attack.CUT else aside < 0.8


def test_two_persons_are_two_faces_the_second_one_smaller(eyes: Eyes) -> None:
    first, second = eyes.faces(still(Stage(Standing.TWO)))
    assert 0.4 < second.width / first.width < 0.8


def test_nobody_is_no_face(eyes: Eyes) -> None:
    assert eyes.faces(still(Stage(Standing.NOBODY))) == []


@pytest.mark.parametrize(
    ("position", "holds"),
    [
        (Position.NEAR, lambda face: face.eye_distance_px > 100),
        (Position.FAR, lambda face: face.eye_distance_px < 26),
        (Position.ASIDE, lambda face: face.x + face.width / 2 > 0.7 * SIZE_PX[0]),
        (Position.LOW, lambda face: face.nose[1] > 0.75 * SIZE_PX[1]),
        (Position.TALL, lambda face: face.nose[1] < 0.35 * SIZE_PX[1]),
    ],
)
def test_where_somebody_stands_is_where_they_are_found(eyes: Eyes, position: Position, holds) -> None:
    assert holds(eyes.face(still(Stage(position=position))))


@pytest.mark.parametrize(("light", "least", "most"), [(Lighting.DARK, 5, 40), (Lighting.BRIGHT, 225, 255)])
def test_light_is_told_by_brightness(light: Lighting, least: float, most: float) -> None:
    assert least < still(Stage(light=light)).mean() < most
    assert 90 < still(Stage()).mean() < 200


@pytest.mark.parametrize("wear", [Wear.DARK_GLASSES, Wear.MASK])
@pytest.mark.parametrize("who", PERSONS)
def test_what_is_worn_hides_eyes_or_mouth_and_nothing_else(eyes: Eyes, who: Standing, wear: Wear) -> None:
    bare = ahead(who)
    mesh, hides = eyes.mesh(bare), cv2.absdiff(bare, still(Stage(who, wear=wear))).max(axis=2) > 12
    eye = [mesh.spots[point] for point in (159, 386)]
    mouth = [mesh.spots[point] for point in (13, 14)]
    assert all(hides[round(spot.y), round(spot.x)] for spot in (eye if wear is Wear.DARK_GLASSES else mouth))
    assert not any(hides[round(spot.y), round(spot.x)] for spot in (mouth if wear is Wear.DARK_GLASSES else eye))


def test_a_still_picture_moves_for_nothing() -> None:
    stage = Stage(attack=Attack.STILL)
    assert np.array_equal(still(stage, at_s=1.0), still(stage, Gesture.TURN_LEFT, at_s=2.0))
    assert not np.array_equal(still(Stage(), at_s=1.0), still(Stage(), at_s=2.0))


@pytest.mark.parametrize("size_px", [(1280, 720), (320, 240), (161, 333)])
def test_a_person_is_found_at_each_size(eyes: Eyes, size_px: tuple[int, int]) -> None:
    face = eyes.face(still(Stage(), size_px=size_px))
    assert 0.1 < face.width / size_px[0] < 0.3


def test_portraits_are_small_and_whole() -> None:
    for who in Who:
        of = portrait(who)
        assert of.spots.shape == (468, 3)
        height, width = of.picture.shape[:2]
        assert of.depth.shape == (-(-height // 4), -(-width // 4))
        assert of.picture[:, [0, -1], 3].max() == 0
        assert of.picture[0, :, 3].max() == 0
