"""Names of cameras."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.document_camera.device import VideoDocumentCamera
from drivers.face_camera.device import VideoFaceCamera
from drivers.video.source import Kind, Source, parse


@pytest.mark.parametrize(
    ("url", "source"),
    [
        ("v4l2:/dev/video0", Source(Kind.V4L2, "/dev/video0")),
        (
            "v4l2:/dev/video0?width=1280&height=720&fps=30&format=MJPG&exposure_ms=12.5",
            Source(Kind.V4L2, "/dev/video0", 1280, 720, 30.0, "MJPG", 12.5),
        ),
        (
            "v4l2:/dev/v4l/by-id/usb-Sonix_HD:2.0_Camera-video-index0?format=YUYV",
            Source(Kind.V4L2, "/dev/v4l/by-id/usb-Sonix_HD:2.0_Camera-video-index0", pixel_format="YUYV"),
        ),
        ("http://10.0.0.8:8080/live?channel=1", Source(Kind.HTTP, "http://10.0.0.8:8080/live?channel=1")),
        (
            "http://10.0.0.8/live?width=9#width=640&height=480",
            Source(Kind.HTTP, "http://10.0.0.8/live?width=9", 640, 480),
        ),
        ("file:/srv/demo.avi?width=640&height=480", Source(Kind.FILE, "/srv/demo.avi", 640, 480)),
    ],
)
def test_what_a_url_names(url, source):
    assert parse(url) == source


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("/dev/video0", "names no camera; write v4l2:"),
        ("v4l2:video0", "names no camera"),
        ("v4l2://dev/video0", "names no camera"),
        ("rtsp://host/stream", "names no camera"),
        ("https://host/stream", "names no camera"),
        ("http:///stream", "names no camera"),
        ("file:demo.avi", "names no camera"),
        ("v4l2:/dev/video0?widht=640", "widht is not a setting of v4l2 cameras"),
        ("http://host/stream#fps=30", "fps is not a setting of http cameras"),
        ("v4l2:/dev/video0?width=640", "width and height go together"),
        ("v4l2:/dev/video0?width=640&height=480.5", "height is a whole number"),
        ("v4l2:/dev/video0?width=0&height=480", "width is a positive number"),
        ("v4l2:/dev/video0?width=99999&height=99999", "more than 20 million pixels"),
        ("v4l2:/dev/video0?format=H264", "format is one of MJPG, YUYV"),
        ("v4l2:/dev/video0?fps=nan", "fps is a positive number"),
        ("v4l2:/dev/video0?exposure_ms=-1", "exposure_ms is a positive number"),
        ("v4l2:/dev/video0?exposure_ms=", "exposure_ms is a positive number"),
    ],
)
@pytest.mark.parametrize("camera", [VideoFaceCamera, VideoDocumentCamera])
def test_a_url_that_a_camera_cannot_use_is_told_at_once(url, why, camera):
    with pytest.raises(ValueError, match=why):
        camera(url)


@given(st.text())
def test_any_text_is_a_source_or_a_value_error(text):
    for url in (text, f"v4l2:/dev/{text}", f"http://host/{text}"):
        try:
            parse(url)
        except ValueError:
            continue
