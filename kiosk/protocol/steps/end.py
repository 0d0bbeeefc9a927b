"""end: take your card and your papers."""

from typing import Literal

from pydantic import Field

from kiosk.protocol.steps.step import Step


class EndStep(Step):
    """Take your card and your papers; then everything is wiped."""

    kind: Literal["end"]
    timeout_s: float = Field(30, gt=0, le=300)
