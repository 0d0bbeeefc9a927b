"""Names of cameras as they stand in the configuration.

    v4l2:/dev/video0?width=1280&height=720&fps=30&format=MJPG&exposure_ms=10
    v4l2:/dev/v4l/by-id/usb-…-video-index0?width=1280&height=720
    http://192.168.1.30:8080/stream.mjpeg#width=1280&height=720
    file:/srv/recording.avi?width=640&height=480

What is named is asked of the camera and read back; what is not named is left to it. The wishes for a network camera
stand behind `#`, because what follows `?` belongs to the camera itself.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl, urlsplit

MOST_PIXELS = 20_000_000  # document cameras deliver up to 16 megapixels; nothing larger is ever decoded
FORMATS = ("MJPG", "YUYV")  # what USB cameras deliver (USB Video Class 1.5, payloads MJPEG and Uncompressed)
_FORM = (
    "write v4l2:/dev/video0?width=1280&height=720&fps=30&format=MJPG&exposure_ms=10, "
    "http://host:port/stream.mjpeg#width=1280&height=720 or file:/path/to/video.avi"
)


class Kind(StrEnum):
    """How the pictures come in; the value is the scheme of the url."""

    V4L2 = "v4l2"
    HTTP = "http"
    FILE = "file"


@dataclass(frozen=True)
class Source:
    """A camera and what is wished of it; None leaves a setting to the camera.

    `address` is a device path, an http url or a file path. `pixel_format` is one of `FORMATS`.
    """

    kind: Kind
    address: str
    width_px: int | None = None
    height_px: int | None = None
    fps: float | None = None
    pixel_format: str | None = None
    exposure_ms: float | None = None


def parse(url: str) -> Source:
    """Return the source that `url` names.

    Raises:
        ValueError: it names none; the message says what is wrong and how it is written.
    """
    parts = urlsplit(url)
    if parts.scheme == Kind.HTTP and parts.hostname:
        address = parts._replace(fragment="").geturl()
        return _wished(Kind.HTTP, address, parts.fragment, {"width", "height"}, url)
    if parts.scheme == Kind.V4L2 and parts.path.startswith("/dev/") and not parts.netloc:
        known = {"width", "height", "fps", "format", "exposure_ms"}
        return _wished(Kind.V4L2, parts.path, parts.query, known, url)
    if parts.scheme == Kind.FILE and parts.path.startswith("/") and not parts.netloc:
        return _wished(Kind.FILE, parts.path, parts.query, {"width", "height"}, url)
    raise ValueError(f"{url!r} names no camera; {_FORM}")


def _wished(kind: Kind, address: str, wishes: str, known: set[str], url: str) -> Source:
    got = dict(parse_qsl(wishes, keep_blank_values=True))
    if unknown := sorted(got.keys() - known):
        raise ValueError(f"{url!r}: {unknown[0]} is not a setting of {kind} cameras ({', '.join(sorted(known))})")
    if ("width" in got) != ("height" in got):
        raise ValueError(f"{url!r}: width and height go together")
    if got.get("format", FORMATS[0]) not in FORMATS:
        raise ValueError(f"{url!r}: format is one of {', '.join(FORMATS)}")
    width, height = _pixels(got, "width", url), _pixels(got, "height", url)
    if width and height and width * height > MOST_PIXELS:
        raise ValueError(f"{url!r}: more than {MOST_PIXELS // 1_000_000} million pixels")
    fps, exposure_ms = _positive(got, "fps", url), _positive(got, "exposure_ms", url)
    return Source(kind, address, width, height, fps, got.get("format"), exposure_ms)


def _pixels(got: dict[str, str], key: str, url: str) -> int | None:
    number = _positive(got, key, url)
    if number is not None and number != int(number):
        raise ValueError(f"{url!r}: {key} is a whole number of pixels")
    return None if number is None else int(number)


def _positive(got: dict[str, str], key: str, url: str) -> float | None:
    if key not in got:
        return None
    try:
        number = float(got[key])
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and number > 0):
        raise ValueError(f"{url!r}: {key} is a positive number, not {got[key]!r}")
    return number
