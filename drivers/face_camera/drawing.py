"""Drawing a stage: who stands there, what is held before the camera, in which light, at one moment."""

import functools
import math
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from drivers.face_camera import props
from drivers.face_camera.actor import COURSES, Actor, smooth
from drivers.face_camera.features import moved, worn
from drivers.face_camera.head import Pose, Where, turned
from drivers.face_camera.portrait import Array, Picture, portrait
from drivers.face_camera.props import Held
from drivers.face_camera.scenery import lit, over, room
from drivers.face_camera.stage import BEHIND, PLACES, Attack, Gesture, Place, Stage, Standing, Wear, Who

_FIELD_OF_VIEW = 1.15  # width of the picture over the distance, as of a lens of 60°
_EYES_AT = 0.46  # of the picture's height, for somebody of usual height
_SWAY_M = 0.006
_PHOTO_DEG, _BEND_DEG = 45.0, 42.0
_ARM_M, _TABLET_ARM_M, _HOLDER = 0.42, 0.4, Place(distance_m=0.8)
_STAYS_S, _WALKS_S, _OUTSIDE_M = 2.5, 1.2, 0.75
_SWING_S = 3.0
_RECORDED = (Gesture.TURN_LEFT, Gesture.BLINK, Gesture.TURN_RIGHT, Gesture.OPEN_MOUTH)
_EACH_S = 1.9
_BLACK = 2  # of 255: what a covered lens sees
_COARSE = 0.42  # below this scale a portrait of half the size is drawn from


@dataclass(frozen=True)
class Play:
    """What goes on: who acts in front, who behind, and since when the stage is as it is, in seconds."""

    actor: Actor = field(default_factory=Actor)
    second: Actor = field(default_factory=Actor)
    began_s: float = 0.0


def draw(stage: Stage, play: Play, size_px: tuple[int, int], moment_s: float) -> Picture:
    """Return what the camera sees without noise, not to be drawn into; `moment_s` is on the clock of the play."""
    width, height = size_px
    if stage.covered:
        return np.full((height, width, 3), _BLACK, np.uint8)
    if stage.attack is Attack.STILL:
        play, moment_s = Play(began_s=play.began_s), play.began_s
    picture = room(width, height)
    for layer in _layers(stage, play, size_px, moment_s):
        picture = over(picture, layer)
    return lit(picture, stage.light)


def _layers(stage: Stage, play: Play, size_px: tuple[int, int], moment_s: float) -> list[Array]:
    since_s = moment_s - play.began_s
    if stage.attack in _PROPS:
        return _held_up(stage, play, size_px, moment_s)
    if stage.attack in {Attack.CUT, Attack.WALK}:
        return _swapped(stage, play, size_px, moment_s, since_s)
    if stage.stands is Standing.NOBODY:
        return []
    front = _person(stage.person, play.actor.pose(moment_s), stage, PLACES[stage.position], size_px, moment_s)
    if stage.stands is not Standing.TWO:
        return [front]
    usual = replace(stage, wear=Wear.NOTHING)
    return [_person(stage.other, play.second.pose(moment_s + 2), usual, BEHIND, size_px, moment_s + 5), front]


def _person(who: Who, pose: Pose, stage: Stage, place: Place, size_px: tuple[int, int], moment_s: float) -> Array:  # noqa: PLR0917
    of, texture = portrait(who), _worn(who, stage.wear)
    focal_px = size_px[0] / _FIELD_OF_VIEW
    aside_m = place.aside_m + _SWAY_M * math.sin(moment_s * 1.3)
    height_m = place.height_m + 0.4 * _SWAY_M * math.sin(moment_s * 2.1)
    x = size_px[0] / 2 + focal_px * aside_m / place.distance_m
    y = size_px[1] * _EYES_AT - focal_px * height_m / place.distance_m
    where = Where(x, y, focal_px / place.distance_m / of.px_per_m)
    eyes_open = 1.0 if stage.wear is Wear.DARK_GLASSES else pose.eyes_open
    mouth_open = 0.0 if stage.wear is Wear.MASK else pose.mouth_open
    texture = moved(of, texture, eyes_open, mouth_open)
    if where.scale < _COARSE:
        texture = cv2.resize(texture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return turned(of, texture, pose, where, size_px)


@functools.lru_cache(16)
def _worn(who: Who, wear: Wear) -> Array:
    return worn(portrait(who), wear)


def _swapped(stage: Stage, play: Play, size_px: tuple[int, int], moment_s: float, since_s: float) -> list[Array]:
    """One person and the other take turns; both do what is asked."""
    pose, place = play.actor.pose(moment_s), PLACES[stage.position]
    round_, within_s = divmod(since_s, _STAYS_S)
    pair = (stage.person, stage.other) if round_ % 2 == 0 else (stage.other, stage.person)
    walked = smooth((within_s - _STAYS_S + _WALKS_S) / _WALKS_S) if stage.attack is Attack.WALK else 0.0
    leaving = replace(place, aside_m=place.aside_m - _OUTSIDE_M * walked)
    coming = replace(place, aside_m=place.aside_m + _OUTSIDE_M * (1 - walked))
    layers = [_person(pair[0], pose, stage, leaving, size_px, moment_s)]
    return [*layers, _person(pair[1], pose, stage, coming, size_px, moment_s)] if walked else layers


def _held_up(stage: Stage, play: Play, size_px: tuple[int, int], moment_s: float) -> list[Array]:
    """Somebody stands behind what they hold up, and does with it what they can of what is asked."""
    pose = play.actor.pose(moment_s)
    behind = _person(stage.other, Pose(), replace(stage, wear=Wear.NOTHING), _HOLDER, size_px, moment_s)
    focal_px = size_px[0] / _FIELD_OF_VIEW
    sheet, size_m, how = _PROPS[stage.attack](stage, pose, moment_s)
    how = replace(how, aside_m=how.aside_m + _SWAY_M * math.sin(moment_s * 1.7))
    front = props.held(sheet, size_m, how, size_px, focal_px)
    props.fingers(front)
    return [behind, front]


_Prop = tuple[Array, tuple[float, float], Held]


def _photo(stage: Stage, pose: Pose, _moment_s: float) -> _Prop:
    return props.print_of(stage.person), props.SHEET_M, Held(_ARM_M, turn_deg=_photo_turn(pose))


def _photo_turned(stage: Stage, _pose: Pose, moment_s: float) -> _Prop:
    turn_deg = _PHOTO_DEG * math.sin(2 * math.pi * moment_s / _SWING_S)
    return props.print_of(stage.person), props.SHEET_M, Held(_ARM_M, turn_deg=turn_deg)


def _photo_bent(stage: Stage, pose: Pose, _moment_s: float) -> _Prop:
    how = Held(_ARM_M, turn_deg=_photo_turn(pose), bend_deg=_BEND_DEG)
    return props.print_of(stage.person), props.SHEET_M, how


def _eye_holes(stage: Stage, pose: Pose, _moment_s: float) -> _Prop:
    sheet = props.with_eye_holes(stage.person, stage.other, round(pose.eyes_open, 1))
    return sheet, props.SHEET_M, Held(_ARM_M, turn_deg=_photo_turn(pose))


def _mouth_hole(stage: Stage, pose: Pose, _moment_s: float) -> _Prop:
    sheet = props.with_mouth_hole(stage.person, stage.other, round(pose.mouth_open, 1))
    return sheet, props.SHEET_M, Held(_ARM_M, turn_deg=_photo_turn(pose))


def _screen(stage: Stage, _pose: Pose, moment_s: float) -> _Prop:
    return props.tablet(stage.person, recorded(moment_s), moment_s), props.TABLET_M, Held(_TABLET_ARM_M)


_PROPS = {
    Attack.PHOTO: _photo,
    Attack.PHOTO_TURNED: _photo_turned,
    Attack.PHOTO_BENT: _photo_bent,
    Attack.EYE_HOLES: _eye_holes,
    Attack.MOUTH_HOLE: _mouth_hole,
    Attack.SCREEN: _screen,
}


def _photo_turn(pose: Pose) -> float:
    """Return how a photo is turned by who was asked to turn the head."""
    return pose.turn_deg / COURSES[Gesture.TURN_LEFT].most.turn_deg * _PHOTO_DEG


def recorded(moment_s: float) -> Pose:
    """Return the pose in a clip that repeats itself: every gesture, one after the other."""
    clip = Actor(blinks=False)
    in_clip_s = moment_s % (_EACH_S * len(_RECORDED))
    which = int(in_clip_s / _EACH_S)
    clip.do(_RECORDED[which], which * _EACH_S)
    return clip.pose(in_clip_s)
