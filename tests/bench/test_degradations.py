"""Each degradation is what its name says."""

from typing import Any

import cv2
import numpy as np
import pytest

from kiosk.bench.degradations import DEGRADATIONS
from kiosk.faces.face import Face

Picture = np.ndarray[Any, np.dtype[Any]]
FACE = Face(60, 40, 70, 90, (80, 75), (112, 75), (96, 92), (84, 110), (108, 110), 0.9)


@pytest.fixture(scope="module")
def seen() -> Picture:
    noise = np.random.default_rng(1).integers(30, 200, (160, 200, 3)).astype(np.uint8)
    return np.asarray(cv2.GaussianBlur(noise, (0, 0), 2))


def test_nothing_is_done_to_the_picture_itself(seen: Picture) -> None:
    before = seen.copy()
    for kind in DEGRADATIONS.values():
        made = kind(seen, FACE)
        assert made.dtype == np.uint8
        assert made.shape[2] == 3
        assert (seen == before).all()


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("as it is", (160, 200)),
        ("half the size", (80, 100)),
        ("face 35 px wide", (80, 100)),
        ("as a photo turned by 45°", (160, 142)),
        ("laid over by 30°", (160, 200)),
    ],
)
def test_size(seen: Picture, name: str, size: tuple[int, int]) -> None:
    assert DEGRADATIONS[name](seen, FACE).shape[:2] == size


@pytest.mark.parametrize(("name", "factor"), [("light × 0.25", 0.25), ("light × 0.12", 0.12)])
def test_dark(seen: Picture, name: str, factor: float) -> None:
    assert DEGRADATIONS[name](seen, FACE).mean() == pytest.approx(seen.mean() * factor, abs=0.6)


@pytest.mark.parametrize(("name", "factor"), [("light × 2", 2), ("light × 3", 3)])
def test_bright_is_cut_off_at_white(seen: Picture, name: str, factor: int) -> None:
    made = DEGRADATIONS[name](seen, FACE)
    assert (made[seen.astype(int) * factor >= 255] == 255).all()
    assert (made[seen.astype(int) * factor < 255] == seen[seen.astype(int) * factor < 255] * factor).all()


def test_grey_has_no_colour(seen: Picture) -> None:
    made = DEGRADATIONS["grey"](seen, FACE)
    assert (made == made[:, :, :1]).all()
    assert (seen != seen[:, :, :1]).any()


def test_noise_is_as_strong_as_said_and_the_same_each_time(seen: Picture) -> None:
    made = DEGRADATIONS["noise, σ 20 of 255"](seen, FACE)
    assert (made.astype(int) - seen).std() == pytest.approx(20, rel=0.1)
    assert (made == DEGRADATIONS["noise, σ 20 of 255"](seen, FACE)).all()


def spot() -> Picture:
    dark = np.zeros((61, 61, 3), np.uint8)
    dark[30, 30] = 255
    return dark


def spread_px(made: Picture) -> tuple[float, float]:
    """How far the light of a spot is spread, across and down: standard deviations."""
    light = made[:, :, 0].astype(float)
    squares = (np.arange(61) - 30.0) ** 2
    across, down = ((light.sum(axis) * squares).sum() / light.sum() for axis in (0, 1))
    return float(np.sqrt(across)), float(np.sqrt(down))


def test_blur_is_the_same_in_all_directions_and_movement_is_along_one() -> None:
    bright = spot()
    across, down = spread_px(DEGRADATIONS["blurred, σ 2 px"](bright, FACE))
    assert across == pytest.approx(down)
    assert across == pytest.approx(2, abs=0.3)
    across, down = spread_px(DEGRADATIONS["moved by 9 px aside"](bright, FACE))
    assert (across, down) == (pytest.approx(np.sqrt((9**2 - 1) / 12), abs=0.05), 0)
    slanting = DEGRADATIONS["moved by 15 px aslant"](bright, FACE)[:, :, 0]
    rows, columns = np.nonzero(slanting)
    assert np.corrcoef(rows, columns)[0, 1] < -0.9  # upwards to the right


def test_jpeg_loses_detail(seen: Picture) -> None:
    made = DEGRADATIONS["JPEG of quality 15"](seen, FACE)
    assert made.shape == seen.shape
    assert 1 < np.abs(made.astype(int) - seen).mean() < 20
