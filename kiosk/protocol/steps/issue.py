"""issue: the document and its receipt on paper."""

from typing import Annotated, Literal

from pydantic import Field

from kiosk.protocol.steps.step import Expression, Identifier, Step, StepId


class IssueStep(Step):
    """Prints the document that `review` composed, then the receipt."""

    kind: Literal["issue"]
    document: StepId
    receipt: Annotated[str, Field(pattern=r"^[a-z0-9_-]+\.yaml$")]
    receipt_data: dict[Identifier, Expression] = Field(default_factory=dict)
    timeout_s: float = Field(120, gt=0, le=900)
