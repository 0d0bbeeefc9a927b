"""A value that is shown, and how it is written."""

from typing import Literal

from kiosk.protocol.notation import Expression, Strict

Format = Literal["masked", "text", "number", "money", "month", "day"]
"""How a value is written. Whoever stands behind the resident reads along, so what a flow says nothing of is masked."""


class Value(Strict):
    """CEL, and the form of what it gives. What is not there (null, or an empty text) is shown as a dash."""

    value: Expression
    format: Format = "masked"
