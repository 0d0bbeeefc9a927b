"""review: the document, composed and shown."""

from typing import Annotated, Literal

from pydantic import Field

from kiosk.protocol.steps.step import Expression, Identifier, Step, TextKey


class ReviewStep(Step):
    """Composes the document and shows its real pages before anything is printed."""

    kind: Literal["review"]
    template: Annotated[str, Field(pattern=r"^[a-z0-9_-]+\.typ$")]
    document_title: TextKey
    data: dict[Identifier, Expression]
