"""issue: the document and its receipt on paper."""

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from kiosk.protocol.steps.step import Expression, Identifier, Step, StepId, TextKey

MOST_COPIES = 5
"""What one person carries away and one job may hold: a cassette of 250 sheets is everybody's."""


def is_number_of_copies(value: object) -> bool:
    """True for 1 to 5; what only looks like a number is none."""
    return type(value) is int and 1 <= value <= MOST_COPIES


class IssueStep(Step):
    """Prints the `document` that a `review` had ready, or a `file` that no review showed; then the receipt.

    A part of a joint service has none of its own: one `summary` lists all parts. All copies are one document with one
    serial; what gives another number than 1 to 5 breaks the session off, it is never made to fit.
    """

    kind: Literal["issue"]
    document: StepId | None = None
    file: Expression | None = Field(None, description="CEL that gives a file of a call, `pdf` in its result")
    document_title: TextKey | None = Field(None, description="of a file, as records and the receipt call it")
    copies: Expression | Annotated[int, Field(strict=True, ge=1, le=MOST_COPIES)] = Field(
        1, description=f"1 to {MOST_COPIES}, or CEL that gives an int: the number field of a form"
    )
    receipt: Annotated[str, Field(pattern=r"^[a-z0-9_-]+\.yaml$")] | None = None
    receipt_data: dict[Identifier, Expression] = Field(default_factory=dict)
    timeout_s: float = Field(120, gt=0, le=900)

    @property
    def ready_by(self) -> str:
        """The step that has ready what is printed here."""
        return self.id if self.document is None else self.document

    @field_validator("copies", mode="before")
    @classmethod
    def _so_many(cls, written: object) -> object:
        if isinstance(written, str) and written:
            return written
        if not is_number_of_copies(written):
            raise ValueError(f"{written!r} is no number of copies; write 1 to {MOST_COPIES}, or an expression")
        return written

    @model_validator(mode="after")
    def _one_source(self) -> "IssueStep":
        if (self.document is None) == (self.file is None):
            raise ValueError("has exactly one of document and file; a document is what a review has ready")
        if (self.file is None) != (self.document_title is None):
            raise ValueError("names a document_title with a file, and only then; a review has its own")
        return self
