"""rate: 好差评."""

from typing import Literal

from pydantic import Field

from kiosk.protocol.steps.step import Step


class RateStep(Step):
    """好差评 (GB/T 39734): five levels; below 3 a reason; may be skipped."""

    kind: Literal["rate"]
    timeout_s: float = Field(45, gt=0, le=300)
