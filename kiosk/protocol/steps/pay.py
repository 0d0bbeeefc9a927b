"""pay: money for a result, by a QR code that the resident's own phone scans."""

from typing import Literal

from pydantic import Field

from kiosk.protocol.steps.step import Expression, Step, StepId, TextKey


class PayStep(Step):
    """Asks for money. Answer: `{order, amount}`, the order's number and the amount paid, yuan with two decimals.

    `amount` gives yuan with two decimals and more than nothing: who pays nothing passes the step over by `when`.
    The payment is fulfilled when the last of `pays_for` that the way comes to is on paper; money of a session that
    ends before becomes a claim.
    """

    kind: Literal["pay"]
    amount: Expression
    purpose: TextKey = Field(description="what is paid for, as the resident reads it here and in the phone")
    pays_for: tuple[StepId, ...] = Field(min_length=1, description="the issue steps that this money buys")
    expires_s: float = Field(300, ge=60, le=900)
