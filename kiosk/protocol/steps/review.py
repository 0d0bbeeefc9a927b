"""review: the document, composed or given by the department, and shown."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from kiosk.protocol.steps.step import Expression, Identifier, Step, TextKey


class ReviewStep(Step):
    """Shows the real pages before anything is printed: of `template`, composed with `data`, or of `file` as it came."""

    kind: Literal["review"]
    template: Annotated[str, Field(pattern=r"^([a-z0-9-]+\.[a-z0-9-]+/)?[a-z0-9_-]+\.typ$")] | None = None
    file: Expression | None = Field(None, description="CEL that gives a file of a call, `pdf` in its result")
    document_title: TextKey
    data: dict[Identifier, Expression] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_source(self) -> "ReviewStep":
        if (self.template is None) == (self.file is None):
            raise ValueError("has exactly one of template and file; a file is what a call's result has as pdf")
        if self.file is not None and self.data:
            raise ValueError("has data, and a file is shown as it came; leave data out, or write a template")
        return self
