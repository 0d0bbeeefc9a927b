"""review: pages before they are printed, or answers before they count.

{kind: review, template: proof.typ, document_title: document.title, data: {holder: card.name}}
{kind: review, file: licence.file, document_title: document.title}
{kind: review, answers: [wish, home]}
"""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from kiosk.protocol.steps.step import Expression, Identifier, Step, StepId, TextKey


class ReviewStep(Step):
    """Shows the real pages before anything is printed: of `template`, composed with `data`, or of `file` as it came.

    With `answers`, it lists what was answered at those forms and choices, each with a key to change it: see
    docs/adr/0033.
    """

    kind: Literal["review"]
    template: Annotated[str, Field(pattern=r"^([a-z0-9-]+\.[a-z0-9-]+/)?[a-z0-9_-]+\.typ$")] | None = None
    file: Expression | None = Field(None, description="CEL that gives a file of a call, `pdf` in its result")
    answers: Annotated[tuple[StepId, ...], Field(min_length=1)] | None = Field(
        None, description="forms and choices before it, whose answers are listed in this order"
    )
    document_title: TextKey | None = Field(None, description="of the pages, as records and the receipt call them")
    data: dict[Identifier, Expression] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_source(self) -> "ReviewStep":
        if sum(source is not None for source in (self.template, self.file, self.answers)) != 1:
            raise ValueError(
                "has exactly one of template, file and answers; a file is what a call's result has as pdf, "
                "answers name forms and choices"
            )
        if self.file is not None and self.data:
            raise ValueError("has data, and a file is shown as it came; leave data out, or write a template")
        if self.answers is not None and (self.data or self.document_title is not None):
            raise ValueError("lists answers, which are no document; leave document_title and data out")
        if self.answers is None and self.document_title is None:
            raise ValueError("has no document_title; write what records and the receipt call these pages")
        return self

    @model_validator(mode="after")
    def _told_apart(self) -> "ReviewStep":
        twice = [name for name in self.answers or () if (self.answers or ()).count(name) > 1]
        if twice:
            raise ValueError(f"lists {twice[0]!r} twice; name each step once")
        return self
