"""What may lie under the camera."""

from enum import StrEnum


class Sheet(StrEnum):
    """The kinds of sheet whose page is sought."""

    A4 = "a4"
    ID_CARD = "id_card"

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height as the page is delivered: A4 upright (ISO 216), a card lying (ISO/IEC 7810 ID-1)."""
        return (210.0, 297.0) if self is Sheet.A4 else (85.6, 53.98)
