"""sign: the resident's own hand, by finger on the screen."""

from typing import Literal

from kiosk.protocol.steps.step import Step, TextKey


class SignStep(Step):
    """Asks for a signature under `statement_text`. Answer: the line that was drawn, see `kiosk.engine.signature`.

    A document shows it with `image(bytes(signed.svg), format: "svg")`.
    """

    kind: Literal["sign"]
    statement_text: TextKey
