"""send: the receipt by electronic mail, to whoever wants it."""

from typing import Annotated, Literal

from pydantic import Field

from kiosk.protocol.steps.step import Expression, Identifier, Step, Strict

ReceiptFile = Annotated[str, Field(pattern=r"^[a-z0-9_-]+\.yaml$")]


class Receipts(Strict):
    """The receipt in each language: it is read at home, in the language that the resident chose here."""

    zh: ReceiptFile
    en: ReceiptFile


class SendStep(Step):
    """Offers the receipt by mail. Answer: true when it is on its way, false for whoever wants none.

    `email` gives the address, such as that of an `email` field; whoever gave none passes the step over by `when`.
    The step is over once the mail is on disk: central sends it when it can be reached.
    """

    kind: Literal["send"]
    email: Expression
    receipts: Receipts
    receipt_data: dict[Identifier, Expression] = Field(default_factory=dict)
