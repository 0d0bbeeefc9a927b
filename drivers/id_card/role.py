"""What every ID card reader can do, and the values it delivers."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from drivers.cancel import Cancel
from drivers.status import DeviceStatus


class CardKind(StrEnum):
    """The kinds of card that a SAM reads; the value is the type character of the text block (byte 248)."""

    RESIDENT = " "
    HMT_RESIDENCE = "J"  # 港澳台居民居住证
    FOREIGN_PR_2017 = "I"  # 外国人永久居留身份证, first edition
    FOREIGN_PR_2023 = "Y"  # 外国人永久居留身份证, 2023 edition


class Sex(StrEnum):
    """GB/T 2261.1."""

    UNKNOWN = "0"
    MALE = "1"
    FEMALE = "2"
    UNSTATED = "9"


@dataclass(frozen=True)
class Picture:
    """A picture, row by row from the top, three bytes a pixel: blue, green, red."""

    width_px: int
    height_px: int
    bgr: bytes = field(repr=False)


@dataclass(frozen=True)
class IdCard:
    """What stands on a card. Personal from the first field to the last: never log it, never keep it.

    `valid_to` is None for 长期 (no end). Fields that a kind of card does not carry are empty strings.
    """

    kind: CardKind
    name: str
    sex: Sex
    birth: date
    number: str
    valid_from: date
    valid_to: date | None
    ethnic: str = ""  # GB/T 3304 code, two digits
    address: str = ""
    issuer: str = ""
    name_en: str = ""
    nationality: str = ""  # ISO 3166-1, alpha-3 (2017 edition) or as printed in the 2023 edition
    permit_number: str = ""  # HK/Macau/Taiwan: number of the travel permit
    issue_count: str = ""
    photo_wlt: bytes = field(default=b"", repr=False)
    photo: Picture | None = field(default=None, repr=False)  # needs a decoder that the site has to supply
    fingerprints: bytes = field(
        default=b"", repr=False
    )  # two of 512 bytes; empty on older cards and when not asked for
    new_addresses: tuple[str, ...] = ()  # written to the card after it was issued

    def __repr__(self) -> str:
        return f"IdCard(kind={self.kind.name}, …)"


class IdCardReader(Protocol):
    """An ID card reader. Used by one thread at a time; reconnects by itself."""

    def status(self) -> DeviceStatus:
        """Return the reader's state. Never raises: a lost reader is a status; the next call reconnects."""

    def read(self, *, timeout_s: float, cancel: Cancel, with_fingerprints: bool = False) -> IdCard:
        """Wait for a card and read it, its fingerprints only where somebody needs them.

        Raises:
            Refused: NO_CARD when none came in `timeout_s`; WRONG_CARD, CARD_REMOVED, CARD_UNREADABLE,
                CARD_INVALID, NOT_AUTHORISED.
            Unavailable, Timeout, ProtocolError, Cancelled: as `drivers.errors` tells.
        """

    def wait_removed(self, *, timeout_s: float, cancel: Cancel) -> bool:
        """Wait until no card lies on the reader; False when one still does after `timeout_s`."""

    def close(self) -> None:
        """Give the wire back."""
