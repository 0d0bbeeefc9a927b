"""What faces are compared with and by, as far as the engine carries it: from whoever gives it to whoever compares.

All show a person: they are never kept.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class CardPhoto:
    """The photo of a card. `bgr` is `height_px` rows of `width_px` pixels of three bytes, blue first."""

    width_px: int
    height_px: int
    bgr: bytes = field(repr=False)


@dataclass(frozen=True)
class PortraitFile:
    """The portrait that a department gave: a JPEG whose header is sane, and which nobody has decoded yet."""

    jpeg: bytes = field(repr=False)


@dataclass(frozen=True)
class FaceCrop:
    """What an authority gets of a face: a JPEG, see `kiosk.protocol.face_crop`."""

    jpeg: bytes = field(repr=False)


Portrait = CardPhoto | PortraitFile
