"""What stands before the emulated face camera: drawn, invented, and enough of a face for people to recognise one."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import cv2
import numpy as np

Picture = np.ndarray[Any, np.dtype[Any]]
"""(height, width, 3) of bytes, blue first."""

_WALL, _FLOOR, _DOOR = (196, 204, 206), (120, 130, 138), (150, 168, 178)
_SKIN, _SHADE, _HAIR, _COAT = (150, 182, 224), (120, 150, 198), (42, 46, 52), (128, 84, 52)
_WHITE, _IRIS, _LIPS = (240, 242, 244), (48, 62, 86), (104, 102, 186)
_HEAD_M = 0.15  # width of a head
_FIELD_OF_VIEW = 1.15  # width of the picture over the distance, as of a lens of 60°
_SUB = 4  # cv2 draws at quarters of a pixel: shift of 2 bits
_DARK = 0.13  # of the light of day
_SWAY_PX = 0.012  # of the picture's width


class Scene(StrEnum):
    """What the lens sees."""

    PERSON = "person"
    NOBODY = "nobody"
    DARK = "dark"  # a person at night, with the screen's light only
    COVERED = "covered"  # a hand or tape over the lens


@dataclass(frozen=True)
class Person:
    """How somebody stands before the terminal. `turn_deg` is positive to the picture's right, as is `aside_m`."""

    distance_m: float = 0.6
    aside_m: float = 0.0
    turn_deg: float = 0.0
    eyes_open: bool = True


def draw(scene: Scene, person: Person, width_px: int, height_px: int, moment_s: float) -> Picture:
    """Draw a scene without noise; `moment_s` moves the person as people move who stand still."""
    if scene is Scene.COVERED:
        return np.full((height_px, width_px, 3), 2, np.uint8)
    picture = _room(width_px, height_px)
    if scene is not Scene.NOBODY:
        sway = _SWAY_PX * width_px
        x = width_px * (0.5 + person.aside_m / (person.distance_m * _FIELD_OF_VIEW)) + sway * math.sin(moment_s * 1.3)
        y = height_px * 0.46 + sway * 0.4 * math.sin(moment_s * 2.1)
        head_px = width_px * _HEAD_M / (person.distance_m * _FIELD_OF_VIEW)
        _person(picture, x, y, head_px, person)
    return (picture * _DARK).astype(np.uint8) if scene is Scene.DARK else picture


def with_noise(picture: Picture, random: np.random.Generator) -> Picture:
    """Add a sensor's noise: never the same twice, mostly below 6 of 255."""
    noise = random.integers(-5, 6, picture.shape, np.int8, endpoint=False)
    return cv2.add(picture, noise, dtype=cv2.CV_8U)


def _room(width: int, height: int) -> Picture:
    room = np.empty((height, width, 3), np.uint8)
    light = np.linspace(1.0, 0.82, width)[None, :, None]
    room[:] = (np.array(_WALL) * light).astype(np.uint8)
    room[height * 4 // 5 :] = _FLOOR
    cv2.rectangle(room, (width * 3 // 4, height // 6), (width * 11 // 12, height * 4 // 5), _DOOR, -1)
    return room


def _person(picture: Picture, x: float, y: float, head: float, person: Person) -> None:
    """Draw shoulders, hair, face and its parts; a turned head shows its parts moved aside and narrower."""
    turn = math.radians(max(-80.0, min(80.0, person.turn_deg)))
    shift, narrow = math.sin(turn) * head * 0.42, math.cos(turn)
    _oval(picture, x, y + head * 1.75, head * 1.35, head * 0.95, _COAT)
    _oval(picture, x, y + head * 0.75, head * 0.24, head * 0.45, _SHADE)
    _oval(picture, x - shift * 0.3, y - head * 0.18, head * 0.56, head * 0.66, _HAIR)
    _oval(picture, x, y, head * 0.5, head * 0.66, _SKIN)
    centre = x + shift
    for side in (-1, 1):
        eye = centre + side * head * 0.21 * narrow
        _eye(picture, eye, y - head * 0.08, head, narrow, open_=person.eyes_open)
    _oval(picture, centre, y + head * 0.14, head * 0.055 * max(narrow, 0.5), head * 0.13, _SHADE)
    _oval(picture, centre, y + head * 0.36, head * 0.16 * narrow, head * 0.045, _LIPS)


def _eye(picture: Picture, x: float, y: float, head: float, narrow: float, *, open_: bool) -> None:
    _oval(picture, x, y - head * 0.12, head * 0.12 * narrow, head * 0.022, _HAIR)
    if not open_:
        _oval(picture, x, y, head * 0.09 * narrow, head * 0.012, _HAIR)
        return
    _oval(picture, x, y, head * 0.09 * narrow, head * 0.045, _WHITE)
    _oval(picture, x, y, head * 0.042 * narrow, head * 0.042, _IRIS)


def _oval(picture: Picture, x: float, y: float, half_width: float, half_height: float, colour: Any) -> None:  # noqa: PLR0917
    centre = (round(x * _SUB), round(y * _SUB))
    axes = (max(1, round(half_width * _SUB)), max(1, round(half_height * _SUB)))
    cv2.ellipse(picture, centre, axes, 0, 0, 360, colour, -1, cv2.LINE_AA, 2)
