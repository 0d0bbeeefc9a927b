"""The photo of a card, as far as the engine carries it: from the reader to whoever compares faces."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class CardPhoto:
    """`bgr` is `height_px` rows of `width_px` pixels of three bytes, blue first. Shows a person: never kept."""

    width_px: int
    height_px: int
    bgr: bytes = field(repr=False)
