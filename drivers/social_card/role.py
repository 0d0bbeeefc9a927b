"""What every social security card reader can do, and the values it delivers."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from drivers.cancel import Cancel
from drivers.status import DeviceStatus


class Sex(StrEnum):
    """GB/T 2261.1."""

    UNKNOWN = "0"
    MALE = "1"
    FEMALE = "2"
    UNSTATED = "9"


@dataclass(frozen=True)
class SocialCard:
    """What stands on a card and can be read without its keys. Personal: never log it, never keep it.

    Only card id, social security number and name are on every card; what a card lacks is empty or None.
    """

    card_id: str  # 卡识别码: 32 hexadecimal digits; the first six are the issuing region, GB/T 2260
    social_number: str  # 社会保障号码: as a rule the citizen identity number
    name: str
    card_class: str = ""  # 卡的类别
    spec_version: str = ""  # 规范版本: 1.00, 2.00, 3.00
    issuer: str = ""  # 初始化机构编号
    issued: date | None = None
    expires: date | None = None
    card_number: str = ""  # 卡号: nine characters, as printed on the card
    sex: Sex | None = None
    ethnic: str = ""  # GB/T 3304 code, two digits
    birthplace: str = ""  # GB/T 2260 code, six digits
    birth: date | None = None

    @property
    def region(self) -> str:
        """The issuing region, six digits of GB/T 2260."""
        return self.card_id[:6]

    def __repr__(self) -> str:
        return "SocialCard(…)"


class SocialCardReader(Protocol):
    """A social security card reader, contact or contactless. Used by one thread at a time; reconnects by itself."""

    def status(self) -> DeviceStatus:
        """Return the reader's state. Never raises: a lost reader is a status; the next call reconnects."""

    def read(self, *, timeout_s: float, cancel: Cancel) -> SocialCard:
        """Wait for a card and read it; a card that came in time is read to its end.

        Raises:
            Refused: NO_CARD when none came in `timeout_s`; WRONG_CARD, CARD_REMOVED, CARD_UNREADABLE,
                CARD_INVALID, BUSY.
            Unavailable, Timeout, ProtocolError, Cancelled: as `drivers.errors` tells.
        """

    def wait_removed(self, *, timeout_s: float, cancel: Cancel) -> bool:
        """Wait until no card is in the reader; False when one still is after `timeout_s`."""

    def close(self) -> None:
        """Give the reader back."""
