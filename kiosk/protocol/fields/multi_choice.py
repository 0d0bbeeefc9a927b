"""multi_choice: some of the things that the flow names."""

from typing import Literal

from pydantic import Field, model_validator

from kiosk.protocol.fields.choice import Options
from kiosk.protocol.fields.field import FormField


class MultiChoiceField(FormField):
    """Value: a list with the ids of the chosen options, in the order of the options.

    At least `min_picks` and at most `max_picks` are chosen; without `max_picks`, all may be.
    """

    kind: Literal["multi_choice"]
    options: Options
    min_picks: int = Field(1, ge=1)
    max_picks: int | None = Field(None, ge=1)

    @property
    def most(self) -> int:
        return len(self.options) if self.max_picks is None else self.max_picks

    @model_validator(mode="after")
    def _holds_together(self) -> "MultiChoiceField":
        if self.most > len(self.options):
            raise ValueError(f"max_picks {self.most} is more than the {len(self.options)} options")
        if self.min_picks > self.most:
            raise ValueError(f"min_picks {self.min_picks} is more than {self.most} that may be chosen")
        return self
