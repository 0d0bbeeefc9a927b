"""What was asked for against what was read back."""

import pytest

from drivers.video.settings import Settings, differences, size_difference
from drivers.video.source import parse

ASKED = parse("v4l2:/dev/video0?width=1280&height=720&fps=30&format=MJPG&exposure_ms=10")
GOT = Settings(1280, 720, 30.0, "MJPG", 10.0)


def test_what_was_asked_for():
    assert differences(ASKED, GOT) == ""


def test_what_was_not_asked_for_is_the_cameras_to_choose():
    assert differences(parse("v4l2:/dev/video0"), Settings(160, 120, 5.0, "YUYV", 300.0)) == ""


@pytest.mark.parametrize("got", [Settings(1280, 720, 25.0, "MJPG", 10.9), Settings(1280, 720, 36.0, "MJPG", 9.1)])
def test_near_enough(got):
    assert differences(ASKED, got) == ""


@pytest.mark.parametrize(
    ("got", "what"),
    [
        (Settings(640, 480, 30.0, "MJPG", 10.0), "size asked 1280x720, got 640x480"),
        (Settings(720, 1280, 30.0, "MJPG", 10.0), "size asked 1280x720, got 720x1280"),
        (Settings(1280, 720, 10.0, "MJPG", 10.0), "fps asked 30, got 10"),
        (Settings(1280, 720, None, "MJPG", 10.0), "fps asked 30, got nothing"),
        (Settings(1280, 720, 30.0, "YUYV", 10.0), "format asked MJPG, got YUYV"),
        (Settings(1280, 720, 30.0, "MJPG", 33.3), "exposure_ms asked 10, got 33.3"),
        (Settings(1280, 720, 30.0, "MJPG", None), "exposure_ms asked 10, got nothing"),
        (Settings(640, 480, 5.0, "MJPG", 10.0), "size asked 1280x720, got 640x480; fps asked 30, got 5"),
    ],
)
def test_a_difference_that_matters(got, what):
    assert differences(ASKED, got) == what


def test_a_network_camera_says_its_size_only():
    asked = parse("http://host/stream#width=640&height=480")
    assert differences(asked, Settings(640, 480)) == ""
    assert size_difference(asked, 320, 240) == "size asked 640x480, got 320x240"
