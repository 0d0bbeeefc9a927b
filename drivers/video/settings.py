"""What a camera was asked for and what it says it does."""

from dataclasses import dataclass

from drivers.video.source import Kind, Source

_FPS_SLACK = 0.2  # a camera that was asked for 30 and does 25 serves; one that does 5 was misconfigured
_EXPOSURE_SLACK = 0.1  # drivers round to steps of the sensor's lines


@dataclass(frozen=True)
class Settings:
    """What was read back from an open camera; None where its kind of wire does not say."""

    width_px: int
    height_px: int
    fps: float | None = None
    pixel_format: str | None = None
    exposure_ms: float | None = None


def differences(asked: Source, got: Settings) -> str:
    """Return what matters of the difference, such as `size asked 1280x720, got 640x480`; empty when it will do."""
    found = [size_difference(asked, got.width_px, got.height_px)]
    if asked.kind is Kind.V4L2:
        found += _of_v4l2(asked, got)
    return "; ".join(filter(None, found))


def size_difference(asked: Source, width_px: int, height_px: int) -> str:
    """As `differences`, of the size alone; pictures may differ from what was read back."""
    if asked.width_px is None or (asked.width_px, asked.height_px) == (width_px, height_px):
        return ""
    return f"size asked {asked.width_px}x{asked.height_px}, got {width_px}x{height_px}"


def _of_v4l2(asked: Source, got: Settings) -> list[str]:
    found = []
    if asked.pixel_format is not None and asked.pixel_format != got.pixel_format:
        found.append(f"format asked {asked.pixel_format}, got {got.pixel_format}")
    if _apart(asked.fps, got.fps, _FPS_SLACK):
        found.append(f"fps asked {asked.fps:g}, got {_number(got.fps)}")
    if _apart(asked.exposure_ms, got.exposure_ms, _EXPOSURE_SLACK):
        found.append(f"exposure_ms asked {asked.exposure_ms:g}, got {_number(got.exposure_ms)}")
    return found


def _apart(asked: float | None, got: float | None, slack: float) -> bool:
    return asked is not None and (got is None or abs(asked - got) > slack * asked)


def _number(value: float | None) -> str:
    return "nothing" if value is None else f"{value:g}"
