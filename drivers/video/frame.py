"""One picture of a camera."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Frame:
    """A picture and the moment it was taken. Shows a person or their papers: never log it, never keep it.

    `bgr` holds `height_px` rows of `width_px` pixels of three bytes, blue first, without padding; any number of
    readers may share it (`numpy.frombuffer`, `QImage(…, Format_BGR888)`) without a copy. `captured_at_s` is on the
    clock of `time.monotonic`; `number` counts the frames since the camera was opened, including those that nobody took.
    """

    width_px: int
    height_px: int
    number: int
    captured_at_s: float
    bgr: bytes = field(repr=False)
