"""Desks at random: each page found where it is, each trouble told; `python -m kit.desk_scenes 30` does many more."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit.desk_scenes import KINDS, WIDTH_PX, as_sent, tally

from drivers.document_camera import glare, page, sharpness
from drivers.document_camera.judgement import judge
from drivers.document_camera.page import NoPage
from drivers.document_camera.scenery import Desk, Laid, Mat, corners_px, draw
from drivers.document_camera.sheet import Sheet
from drivers.errors import Refused
from drivers.faults import Fault

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

RANDOM = np.random.default_rng(11)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_desks_at_random(kind):
    result = tally(kind, 3, np.random.default_rng(len(kind.name)))
    assert result.right == 3, dict(result.wrong)
    assert max(result.errors, default=0.0) < 0.005


@pytest.mark.parametrize("angle_deg", [-30, -15, -1, 0, 1, 15, 30])
def test_the_pages_top_is_the_sheets(angle_deg):
    desk = Desk(Laid(Sheet.A4, angle_deg=angle_deg))
    found = page.find(draw(desk, WIDTH_PX), Sheet.A4)
    assert np.abs(found.points - np.array(corners_px(desk, WIDTH_PX))).max() < 3


@pytest.mark.parametrize("angle_deg", [60, 90, 120])
def test_a_sheet_that_lies_across_is_delivered_upright(angle_deg):
    desk = Desk(Laid(Sheet.A4, angle_deg=angle_deg))
    found = page.find(draw(desk, WIDTH_PX), Sheet.A4)
    assert found.side_px(1) > found.side_px(0)


def test_a_large_picture_gives_the_same_corners():
    """Corners come out in the pixels of the picture that went in, whatever is searched."""
    desk = Desk(Laid(Sheet.A4, 12.0, 5.0, 8.0), Mat.GREEN)
    found = page.find(draw(desk, 2600), Sheet.A4)
    assert np.linalg.norm(found.points - np.array(corners_px(desk, 2600)), axis=1).max() < 4


def test_a_card_over_the_sheets_edge_is_no_page_and_one_under_it_does_no_harm():
    sheet, empty = Desk(Laid(Sheet.A4)), draw(Desk(), WIDTH_PX)
    picture, card = draw(sheet, WIDTH_PX), draw(Desk(Laid(Sheet.ID_CARD, 105.0, 0.0, 45.0)), WIDTH_PX)
    over = np.where(np.abs(card.astype(int) - empty).max(axis=2, keepdims=True) > 20, card, picture)
    with pytest.raises(NoPage):
        page.find(over, Sheet.A4)
    found = page.find(np.maximum(picture, card), Sheet.A4)
    assert np.abs(found.points - np.array(corners_px(sheet, WIDTH_PX))).max() < 3


@pytest.mark.parametrize("size", [(1, 200), (200, 1), (20_000, 101), (99, 99)])
def test_a_picture_that_no_camera_takes_is_no_page(size):
    with pytest.raises(NoPage, match="shows no mat"):
        page.find(np.zeros((*size, 3), np.uint8), Sheet.A4)


@pytest.mark.parametrize("value", [0, 40, 200, 255])
def test_a_picture_of_one_colour_is_no_page(value):
    with pytest.raises(NoPage):
        page.find(np.full((480, 640, 3), value, np.uint8), Sheet.A4)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(100, 240), st.integers(100, 240), st.sampled_from(Sheet))
def test_any_picture_is_judged_or_refused(seed, width, height, sheet):
    picture = np.random.default_rng(seed).integers(0, 255, (height, width, 3), np.uint8)
    try:
        judge(picture, sheet, 100)
    except Refused as refusal:
        assert refusal.fault in {Fault.NO_PAGE, Fault.IMAGE_BLURRED, Fault.IMAGE_GLARE}  # noqa: PT017


def squared(desk: Desk) -> tuple[np.ndarray, float]:
    picture = as_sent(desk, RANDOM)
    corners = page.find(picture, desk.laid.sheet)
    scale = page.px_per_mm(corners, desk.laid.sheet)
    return page.square(picture, corners, desk.laid.sheet, scale, 2.0), scale


def test_blur_grows_with_the_lens_out_of_focus():
    values = [sharpness.blur_mm(*squared(Desk(Laid(), defocus_px=px))) for px in (0, 0.5, 1.0, 1.5, 2.0, 3.0)]
    assert values == sorted(values)
    assert values[1] < sharpness.MOST_BLUR_MM * 0.8
    assert values[3] > sharpness.MOST_BLUR_MM * 1.2


@pytest.mark.parametrize("motion_deg", [0, 30, 45, 60, 90, 135])
def test_motion_blurs_in_every_direction(motion_deg):
    assert sharpness.blur_mm(*squared(Desk(Laid(), motion_px=7, motion_deg=motion_deg))) > sharpness.MOST_BLUR_MM


def test_a_blank_sheet_is_judged_by_its_own_edges():
    picture = np.full((300, 212, 3), 40, np.uint8)
    picture[6:-6, 6:-6] = 215
    assert sharpness.blur_mm(picture, 1000 / 297) < sharpness.MOST_BLUR_MM
    assert sharpness.blur_mm(np.full((300, 212, 3), 215, np.uint8), 1.0) == float("inf")


def test_a_coarse_camera_is_not_sharp_enough_to_read():
    """640 pixels over an A3 mat: 31 dpi."""
    with pytest.raises(Refused) as caught:
        judge(draw(Desk(Laid(angle_deg=3)), 640), Sheet.A4, 100)
    assert caught.value.fault is Fault.IMAGE_BLURRED


def test_the_size_of_a_mirrored_lamp():
    white = np.full((300, 210, 3), 215, np.uint8)
    assert glare.burnt_mm2(white, 1.0) == 0
    white[100:110, 50:70] = 255
    assert glare.burnt_mm2(white, 1.0) == pytest.approx(200, rel=0.1)
    assert glare.burnt_mm2(white, 2.0) == pytest.approx(50, rel=0.1)
    white[::7, ::7] = 255  # single bright pixels are noise
    assert glare.burnt_mm2(white, 1.0) == pytest.approx(200, rel=0.1)


def test_a_red_seal_is_no_glare():
    page_with_seal = np.full((300, 210, 3), 215, np.uint8)
    page_with_seal[50:120, 50:120] = (40, 40, 255)
    assert glare.burnt_mm2(page_with_seal, 1.0) == 0
