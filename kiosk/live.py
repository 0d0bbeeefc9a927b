"""A camera's picture for the screen: what devices make and the shell draws."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class LivePicture:
    """Shows a person or their papers: never kept. `number` tells it from others of the same camera.

    `rgb` is `height_px` rows of `width_px` pixels, red first, without padding.
    """

    number: int
    width_px: int
    height_px: int
    rgb: bytes = field(repr=False)
