"""number: a count or a measure, with its unit."""

from typing import Literal

from pydantic import Field, model_validator

from kiosk.protocol.fields.field import FormField
from kiosk.protocol.notation import TextKey


class NumberField(FormField):
    """Value: an int; with `decimals`, a float. `min` and `max` are in the same unit as what is typed."""

    kind: Literal["number"]
    min: float = Field(0, ge=0)
    max: float = Field(le=999_999_999)
    decimals: int = Field(0, ge=0, le=3)
    unit: TextKey | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> "NumberField":
        if self.min > self.max:
            raise ValueError(f"min {self.min:g} is more than max {self.max:g}")
        for name, limit in (("min", self.min), ("max", self.max)):
            if round(limit, self.decimals) != limit:
                raise ValueError(f"{name} {limit:g} has more than {self.decimals} decimals; round it or raise decimals")
        return self
