"""An open `cv2.VideoCapture`: what it was told, what it says, and its pictures as the camera sent them.

Runs in the capturing child only. What no test here can reach is the V4L2 backend itself: it needs a camera. Its
facts are from OpenCV's cap_v4l.cpp (5.x): a path may be opened as well as a number; CAP_PROP_CONVERT_RGB 0 hands the
driver's buffer over (MJPG: one row of bytes, YUYV: two bytes a pixel); CAP_PROP_POS_MSEC is the buffer's own timestamp,
on the monotonic clock with uvcvideo; a read waits for up to ten seconds that cannot be changed.
"""

import math
import time

import cv2
import numpy as np

from drivers.video import jpeg
from drivers.video.settings import Settings
from drivers.video.source import MOST_PIXELS, Kind, Source

OPEN_TIMEOUT_S = 2.0
_OPEN_TIMEOUT_MS = round(OPEN_TIMEOUT_S * 1000)
_READ_TIMEOUT_MS = 2000
_MOST_BYTES = 64 * 1024 * 1024  # of one compressed picture, or an uncompressed one at two bytes a pixel
_MANUAL, _AUTO = 1.0, 3.0  # V4L2_EXPOSURE_MANUAL, V4L2_EXPOSURE_APERTURE_PRIORITY
_EXPOSURE_UNITS_PER_MS = 10.0  # V4L2_CID_EXPOSURE_ABSOLUTE counts 100 µs
_STALE_S = 10.0  # a buffer's timestamp that is older is on another clock


def open_source(source: Source) -> cv2.VideoCapture:
    """Open the source and set what is wished; whether it worked, `isOpened` says."""
    if source.kind is Kind.V4L2:
        return cv2.VideoCapture(source.address, cv2.CAP_V4L2, _v4l2_wishes(source))
    wishes = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, _OPEN_TIMEOUT_MS, cv2.CAP_PROP_READ_TIMEOUT_MSEC, _READ_TIMEOUT_MS]
    if source.kind is Kind.HTTP:
        wishes += [cv2.CAP_PROP_FORMAT, -1]  # the packets themselves, not decoded
    return cv2.VideoCapture(source.address, cv2.CAP_FFMPEG, wishes)


def _v4l2_wishes(source: Source) -> list[int]:
    """The format goes first: the driver offers sizes and rates a format."""
    wishes = [cv2.CAP_PROP_CONVERT_RGB, 0, cv2.CAP_PROP_BUFFERSIZE, 4]
    wishes += [cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*(source.pixel_format or "MJPG"))]
    if source.width_px is not None and source.height_px is not None:
        wishes += [cv2.CAP_PROP_FRAME_WIDTH, source.width_px, cv2.CAP_PROP_FRAME_HEIGHT, source.height_px]
    if source.fps is not None:
        wishes += [cv2.CAP_PROP_FPS, round(source.fps)]
    return wishes


def set_exposure(capture: cv2.VideoCapture, source: Source) -> None:
    """Fix the exposure, or leave it to the camera; some cameras keep the last setting over a power cut."""
    if source.kind is not Kind.V4L2:
        return
    if source.exposure_ms is None:
        capture.set(cv2.CAP_PROP_AUTO_EXPOSURE, _AUTO)
        return
    capture.set(cv2.CAP_PROP_AUTO_EXPOSURE, _MANUAL)
    capture.set(cv2.CAP_PROP_EXPOSURE, source.exposure_ms * _EXPOSURE_UNITS_PER_MS)


def settings_of(capture: cv2.VideoCapture, source: Source) -> Settings:
    """Read back what the camera does."""
    size = (round(capture.get(cv2.CAP_PROP_FRAME_WIDTH)), round(capture.get(cv2.CAP_PROP_FRAME_HEIGHT)))
    if source.kind is not Kind.V4L2:
        return Settings(*size)
    code = round(capture.get(cv2.CAP_PROP_FOURCC)) & 0xFFFFFFFF
    exposure_ms = None
    if capture.get(cv2.CAP_PROP_AUTO_EXPOSURE) == _MANUAL:
        exposure_ms = capture.get(cv2.CAP_PROP_EXPOSURE) / _EXPOSURE_UNITS_PER_MS
    pixel_format = code.to_bytes(4, "little").decode("ascii", "replace")
    return Settings(*size, capture.get(cv2.CAP_PROP_FPS), pixel_format, exposure_ms)


def decode(raw: np.ndarray) -> np.ndarray:
    """Return the picture in `raw` as (height, width, 3), blue first.

    `raw` is a JPEG in one row or column of bytes, a YUYV picture (height, width, 2), or decoded already.

    Raises:
        ValueError: it is damaged, or larger than anything a camera has reason to send.
    """
    if raw.dtype != np.uint8 or raw.nbytes > _MOST_BYTES:
        raise ValueError(f"{raw.nbytes} bytes of {raw.dtype}")
    if raw.ndim == 3 and raw.shape[0] * raw.shape[1] > MOST_PIXELS:
        raise ValueError(f"{raw.shape[1]}x{raw.shape[0]} pixels")
    if raw.ndim == 3 and raw.shape[2] == 3:
        return raw
    if raw.ndim == 3 and raw.shape[2] == 2:
        return cv2.cvtColor(raw, cv2.COLOR_YUV2BGR_YUY2)
    return _decoded_jpeg(raw.reshape(-1))


def _decoded_jpeg(raw: np.ndarray) -> np.ndarray:
    width, height = jpeg.size(raw.tobytes())
    if width * height > MOST_PIXELS:
        raise ValueError(f"{width}x{height} pixels")
    try:
        picture = cv2.imdecode(raw, cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    except cv2.error as error:
        raise ValueError(f"OpenCV: {error.err}") from error
    if picture is None or picture.shape != (height, width, 3):
        raise ValueError("a JPEG that does not decode")
    return picture


def captured_at_s(capture: cv2.VideoCapture, source: Source) -> float:
    """When the frame that was just grabbed was taken: the driver's word where there is one, else now."""
    now = time.monotonic()
    if source.kind is not Kind.V4L2:
        return now
    stamp = capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
    return stamp if math.isfinite(stamp) and now - _STALE_S < stamp <= now else now
