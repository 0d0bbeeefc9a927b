"""The room before the emulated face camera, its light, and a sensor's noise."""

import functools
from types import MappingProxyType

import cv2
import numpy as np

from drivers.face_camera.portrait import Array, Picture
from drivers.face_camera.stage import Lighting

_WALL, _FLOOR, _DOOR = (196, 204, 206), (120, 130, 138), (150, 168, 178)
_GAINS = MappingProxyType({Lighting.DARK: (0.13, 0.0), Lighting.BRIGHT: (1.5, 45.0)})
_NOISE = 5  # of 255
_GRAIN_PX, _SPARE_PX = 640, 256


@functools.lru_cache(8)
def room(width: int, height: int) -> Picture:
    """Return the empty room. It is shared: never draw into it."""
    room_ = np.empty((height, width, 3), np.uint8)
    light = np.linspace(1.0, 0.82, width)[None, :, None]
    room_[:] = (np.array(_WALL) * light).astype(np.uint8)
    room_[height * 4 // 5 :] = _FLOOR
    cv2.rectangle(room_, (width * 3 // 4, height // 6), (width * 11 // 12, height * 4 // 5), _DOOR, -1)
    room_.flags.writeable = False
    return room_


def over(picture: Picture, layer: Array) -> Picture:
    """Return `picture` with `layer` before it: (height, width, 4), its colours multiplied with the fourth."""
    left = cv2.cvtColor(255 - layer[:, :, 3], cv2.COLOR_GRAY2BGR)
    return np.asarray(cv2.add(cv2.multiply(picture, left, scale=1 / 255), layer[:, :, :3]), np.uint8)


def lit(picture: Picture, light: Lighting) -> Picture:
    if light not in _GAINS:
        return picture
    return np.asarray(cv2.LUT(picture, _curve(light)), np.uint8)


@functools.cache
def _curve(light: Lighting) -> Array:
    gain, more = _GAINS[light]
    return np.asarray(np.clip(np.arange(256) * gain + more, 0, 255), np.uint8)


def with_noise(picture: Picture, random: np.random.Generator) -> Picture:
    """Add a sensor's noise, at most 5 of 255: a cut-out of one large field, from another place each time."""
    height, width = picture.shape[:2]
    field = _grain(max(1, -(-height // _GRAIN_PX)), max(1, -(-width // _GRAIN_PX)))
    top, left = (int(random.integers(0, spare)) for spare in (field.shape[0] - height, field.shape[1] - width))
    return np.asarray(cv2.add(picture, field[top : top + height, left : left + width], dtype=cv2.CV_8U), np.uint8)


@functools.lru_cache(4)
def _grain(down: int, across: int) -> Array:
    """Return noise for pictures of so many times `_GRAIN_PX`, with room to choose."""
    whole = np.random.default_rng(1).integers(-_NOISE, _NOISE, (_GRAIN_PX, _GRAIN_PX, 3), np.int8, endpoint=True)
    tiled = np.tile(whole, (down, across, 1))
    return np.pad(tiled, ((0, _SPARE_PX), (0, _SPARE_PX), (0, 0)), mode="wrap")
