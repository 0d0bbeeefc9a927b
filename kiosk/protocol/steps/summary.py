"""summary: the parts of a joint service, each with what came of it; and the one receipt that lists them all."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from kiosk.protocol.steps.step import Expression, Identifier, Step, TextKey


class SummaryStep(Step):
    """Lists the parts of the flow: before them what there will be, after them what there is and what is not, and why.

    Answer: whether there is a receipt. It is printed once paper came out, where `receipt` names one.
    """

    kind: Literal["summary"]
    receipt: Annotated[str, Field(pattern=r"^[a-z0-9_-]+\.yaml$")] | None = None
    receipt_data: dict[Identifier, Expression] = Field(default_factory=dict)
    fault_text: TextKey | None = Field(None, description="on the receipt: why, where no words of the flow say it")

    @model_validator(mode="after")
    def _tells_why(self) -> "SummaryStep":
        if self.receipt is not None and self.fault_text is None:
            raise ValueError("has a receipt and no fault_text; write what it says of a part that a fault stopped")
        return self
