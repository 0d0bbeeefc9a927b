"""What the measures of a picture mean.

Black: a covered lens gives next to no light and no structure; a dark room with a lit face gives more of both. Cameras
start black for some frames while the exposure settles, so only a second of it counts.

Frozen: the very same bytes for two seconds while the camera goes on counting frames. A sensor's noise changes the bytes
of every frame, compressed or not, also of a still scene; network cameras that repeat a frame to keep their rate up do
so for less than a second. Pictures without content (all black, all white) say nothing: their noise may be clipped away.
"""

from dataclasses import dataclass

from drivers.faults import Fault

_BLACK_MEAN = 12.0  # of 255; the noise of a covered sensor at full gain stays below
_BLACK_DEVIATION = 8.0
_BLACK_FOR_S = 1.0
_FROZEN_FOR_S = 2.0
_CONTENT_DEVIATION = 2.0


@dataclass(frozen=True)
class Look:
    """What was measured on a frame. Brightnesses are of 0…255."""

    mean: float
    deviation: float
    black_for_s: float  # how long every picture has been black
    unchanged_for_s: float  # how long the camera has sent the very same bytes

    def __str__(self) -> str:
        brightness = f"brightness {self.mean:.0f} ± {self.deviation:.0f}"
        return f"{brightness}, black for {self.black_for_s:.1f} s, unchanged for {self.unchanged_for_s:.1f} s"


def is_black(look: Look) -> bool:
    return look.mean < _BLACK_MEAN and look.deviation < _BLACK_DEVIATION


def is_repeated(look: Look) -> bool:
    """True for a picture with content that is the one before again: nothing new, and perhaps a frozen camera."""
    return look.deviation >= _CONTENT_DEVIATION and look.unchanged_for_s > 0


def fault_of(look: Look) -> Fault | None:
    """Return IMAGE_BLACK, IMAGE_FROZEN or None."""
    if is_black(look):
        return Fault.IMAGE_BLACK if look.black_for_s >= _BLACK_FOR_S else None
    if is_repeated(look) and look.unchanged_for_s >= _FROZEN_FOR_S:
        return Fault.IMAGE_FROZEN
    return None
