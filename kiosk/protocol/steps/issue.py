"""issue: the document and its receipt on paper."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from kiosk.protocol.steps.step import Expression, Identifier, Step, StepId, TextKey


class IssueStep(Step):
    """Prints the `document` that a `review` had ready, or a `file` that no review showed; then the receipt.

    A part of a joint service has none of its own: one `summary` lists all parts.
    """

    kind: Literal["issue"]
    document: StepId | None = None
    file: Expression | None = Field(None, description="CEL that gives a file of a call, `pdf` in its result")
    document_title: TextKey | None = Field(None, description="of a file, as records and the receipt call it")
    receipt: Annotated[str, Field(pattern=r"^[a-z0-9_-]+\.yaml$")] | None = None
    receipt_data: dict[Identifier, Expression] = Field(default_factory=dict)
    timeout_s: float = Field(120, gt=0, le=900)

    @property
    def ready_by(self) -> str:
        """The step that has ready what is printed here."""
        return self.id if self.document is None else self.document

    @model_validator(mode="after")
    def _one_source(self) -> "IssueStep":
        if (self.document is None) == (self.file is None):
            raise ValueError("has exactly one of document and file; a document is what a review has ready")
        if (self.file is None) != (self.document_title is None):
            raise ValueError("names a document_title with a file, and only then; a review has its own")
        return self
