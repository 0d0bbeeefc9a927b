"""A receipt as it is sent by mail: its lines, for whoever makes a text or a page of them."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

MailAddress = Annotated[str, Field(max_length=60, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]


class MailLine(BaseModel):
    """`text`: one line; `pair`: a label and its value; `code`: what a QR code holds; `rule`: a line across."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["text", "pair", "code", "rule"]
    label: str = Field("", max_length=100)
    value: str = Field("", max_length=500)
    strong: bool = False


MailLines = Annotated[tuple[MailLine, ...], Field(max_length=80)]
