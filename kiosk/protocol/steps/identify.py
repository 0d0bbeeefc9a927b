"""identify: the resident's card."""

from typing import Literal

from pydantic import Field

from kiosk.protocol.steps.step import Step


class IdentifyStep(Step):
    """Reads the resident's card. Answer: the card's fields, see `kiosk.engine.scope.card_answer`."""

    kind: Literal["identify"]
    accept: tuple[Literal["resident", "hmt", "foreign"], ...] = ("resident", "hmt", "foreign")
    timeout_s: float = Field(60, gt=0, le=300)
