"""A face blurred in any one direction is told from a sharp one; light, contrast and noise are not taken for blur."""

from functools import cache
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.faces.quality import LEAST_SHARPNESS
from kiosk.faces.sharpness import sharpness

Picture = np.ndarray[Any, np.dtype[Any]]


@cache
def natural(seed: int = 1) -> Picture:
    """Return 112 × 112 pixels of noise with as much detail, fine and coarse, as photographs of faces have."""
    across, down = np.meshgrid(np.fft.fftfreq(112), np.fft.fftfreq(112))
    frequency = np.hypot(across, down)
    frequency[0, 0] = np.inf
    noise = np.random.default_rng(seed).normal(size=(112, 112))
    shades = np.fft.ifft2(np.fft.fft2(noise) / frequency**1.3).real
    grey = np.clip(128 + 40 * shades / shades.std(), 0, 255).astype(np.uint8)
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR))


def moved(picture: Picture, length_px: int, angle_deg: float) -> Picture:
    kernel = np.zeros((length_px, length_px), np.float32)
    kernel[length_px // 2] = 1
    middle = (length_px - 1) / 2
    kernel = cv2.warpAffine(
        kernel, cv2.getRotationMatrix2D((middle, middle), angle_deg, 1), (length_px, length_px), flags=cv2.INTER_LINEAR
    )
    return np.asarray(cv2.filter2D(picture, -1, kernel / kernel.sum()))


@pytest.mark.parametrize("seed", range(5))
def test_a_sharp_face_is_sharp_enough(seed: int) -> None:
    assert sharpness(natural(seed)) > 1.5 * LEAST_SHARPNESS


def test_the_blurrier_the_less() -> None:
    blurred = [sharpness(cv2.GaussianBlur(natural(), (0, 0), sigma)) for sigma in (0.5, 1, 2, 3, 4, 6)]
    assert blurred == sorted(blurred, reverse=True)
    assert blurred[4] < LEAST_SHARPNESS


@pytest.mark.parametrize("angle_deg", range(0, 180, 15))
def test_movement_blurs_in_whatever_direction(angle_deg: int) -> None:
    assert sharpness(moved(natural(), 15, angle_deg)) < LEAST_SHARPNESS


@settings(max_examples=25)
@given(gain=st.floats(0.15, 1), lift=st.integers(0, 40))
def test_light_and_contrast_change_little(gain: float, lift: int) -> None:
    other = np.clip(natural() * gain + lift, 0, 255).astype(np.uint8)
    assert sharpness(other) == pytest.approx(sharpness(natural()), abs=0.05)


def test_noise_makes_no_blurred_face_sharp() -> None:
    blurred = cv2.GaussianBlur(natural(), (0, 0), 5)
    noise = np.random.default_rng(1).normal(0, 4, blurred.shape)
    assert sharpness(np.clip(blurred + noise, 0, 255).astype(np.uint8)) < LEAST_SHARPNESS


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_face_without_any_detail_is_blurred(level: int) -> None:
    assert sharpness(np.full((112, 112, 3), level, np.uint8)) == 0
