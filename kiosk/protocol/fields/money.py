"""money: an amount in yuan."""

from typing import Literal

from pydantic import Field, model_validator

from kiosk.protocol.fields.field import FormField


class MoneyField(FormField):
    """Value: an int, in fen. Typed in yuan, with two decimals at most."""

    kind: Literal["money"]
    min_fen: int = Field(0, ge=0)
    max_fen: int = Field(le=99_999_999_999)

    @model_validator(mode="after")
    def _holds_together(self) -> "MoneyField":
        if self.min_fen > self.max_fen:
            raise ValueError(f"min_fen {self.min_fen} is more than max_fen {self.max_fen}")
        return self
