"""call: a question to a department's system."""

from typing import Literal

from pydantic import Field

from kiosk.protocol.notation import Operation
from kiosk.protocol.steps.shape import Fields
from kiosk.protocol.steps.step import Expression, Identifier, Step, TextKey


class CallStep(Step):
    """Asks a department's system. Answer: its reply, of which only what `result` declares is kept, if it declares any.

    No screen of its own but a calm wait.
    """

    kind: Literal["call"]
    operation: Operation
    input: dict[Identifier, Expression]
    result: Fields | None = Field(None, description="the shape of the reply; a reply that does not fit is a fault")
    timeout_s: float = Field(15, gt=0, le=120)
    refusals: dict[Identifier, TextKey] = Field(default_factory=dict)
