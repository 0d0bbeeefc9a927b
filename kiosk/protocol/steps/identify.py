"""identify: who the resident is, by a card, by a code on a phone, or by a number and a code that comes by message."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, field_validator

from drivers.faults import Role
from kiosk.protocol.steps.step import Step


class Way(StrEnum):
    """How somebody may be known. Also the source of the troubles that are a way's own."""

    ID_CARD = "id_card"
    SOCIAL_CARD = "social_card"
    E_CREDENTIAL = "e_credential"  # 电子证照: a code that a phone shows to the scanner
    PHONE_CODE = "phone_code"  # the citizen number, typed, and a code sent to the phone that is on record for it

    @property
    def role(self) -> Role | None:
        """The device that this way needs."""
        return _ROLES.get(self)

    @property
    def asks_platform(self) -> bool:
        """True when central must be asked who it is."""
        return self in (Way.E_CREDENTIAL, Way.PHONE_CODE)


_ROLES = {Way.ID_CARD: Role.ID_CARD, Way.SOCIAL_CARD: Role.SOCIAL_CARD, Way.E_CREDENTIAL: Role.CODE_SCANNER}
_CARD_ALONE = (Way.ID_CARD,)


class IdentifyStep(Step):
    """Learns who the resident is. Answer: `kind`, `name`, `number` and `by`, the way; of an ID card all its fields.

    The fields are those of `kiosk.engine.scope.CARD_FIELDS`; other ways than the ID card leave the others out.
    """

    kind: Literal["identify"]
    by: Annotated[tuple[Way, ...], Field(min_length=1)] | None = Field(
        None, description="the ways, in the order in which they are shown; engine 3. Without it, the ID card"
    )
    accept: tuple[Literal["resident", "hmt", "foreign"], ...] = ("resident", "hmt", "foreign")
    timeout_s: float = Field(60, gt=0, le=300)

    @field_validator("by")
    @classmethod
    def _each_once(cls, given: tuple[Way, ...] | None) -> tuple[Way, ...] | None:
        twice = sorted({way for way in given or () if given and given.count(way) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} stands there twice; keep one")
        return given

    @property
    def ways(self) -> tuple[Way, ...]:
        """The ways, whether the flow names them or not."""
        return self.by or _CARD_ALONE
