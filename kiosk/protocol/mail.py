"""A receipt as it is sent by mail or short message: its lines, for whoever makes a text or a page of them."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from kiosk.protocol.personal import ONLY_KEYS

MailAddress = Annotated[str, Field(max_length=60, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]


PhoneNumber = Annotated[str, Field(pattern=r"^1[3-9][0-9]{9}$")]
Way = Literal["email", "phone"]

MOST_SIGNS = 300
"""A short message is cut into parts of 67 signs (3GPP TS 23.040, UCS-2), and each is paid for: five are enough."""


class MailLine(BaseModel):
    """`text`: one line; `pair`: a label and its value; `code`: what a QR code holds; `rule`: a line across."""

    model_config = ConfigDict(extra="forbid", frozen=True, cache_strings=ONLY_KEYS)

    kind: Literal["text", "pair", "code", "rule"]
    label: str = Field("", max_length=100)
    value: str = Field("", max_length=500)
    strong: bool = False


MailLines = Annotated[tuple[MailLine, ...], Field(max_length=80)]


def message_of(lines: tuple[MailLine, ...]) -> str:
    """Return the receipt as a short message: a line of text for each of its lines but those across."""
    return "\n".join(f"{line.label}: {line.value}" if line.kind == "pair" else line.value for line in _written(lines))


def _written(lines: tuple[MailLine, ...]) -> tuple[MailLine, ...]:
    return tuple(line for line in lines if line.kind != "rule")
