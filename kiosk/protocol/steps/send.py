"""send: the receipt by electronic mail or as a short message, to whoever wants it."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from kiosk.protocol.mail import Way
from kiosk.protocol.steps.step import Expression, Identifier, Step, Strict

ReceiptFile = Annotated[str, Field(pattern=r"^[a-z0-9_-]+\.yaml$")]


class Receipts(Strict):
    """The receipt in each language: it is read at home, in the language that the resident chose here."""

    zh: ReceiptFile
    en: ReceiptFile


class SendStep(Step):
    """Offers the receipt by mail or short message. Answer: true when it is on its way, false for whoever wants none.

    `email` gives the address, such as that of an `email` field, or `phone` a mobile number; whoever gave none passes
    the step over by `when`. A short message has 300 signs at most and names nobody: it is read on a locked phone.
    The step is over once it is on disk: central sends it when it can be reached.
    """

    kind: Literal["send"]
    email: Expression | None = None
    phone: Expression | None = None
    receipts: Receipts
    receipt_data: dict[Identifier, Expression] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_way(self) -> "SendStep":
        if (self.email is None) == (self.phone is None):
            raise ValueError("give either email or phone: where the receipt goes")
        return self

    @property
    def way(self) -> Way:
        return "email" if self.phone is None else "phone"

    @property
    def to(self) -> str:
        """The expression that gives where the receipt goes."""
        return self.email or self.phone or ""
