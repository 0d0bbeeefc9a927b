"""form: a range of months."""

from typing import Literal

from pydantic import Field

from kiosk.protocol.steps.step import Expression, Identifier, Step, Strict, TextKey


class MonthPreset(Strict):
    """A period that one tap chooses; `first` and `last` are CEL that give months as `YYYY-MM`."""

    id: Identifier
    label: TextKey
    first: Expression
    last: Expression


class FormStep(Step):
    """Asks for a range of months. Answer: `{preset, first, last}`, months as `YYYY-MM`, both included."""

    kind: Literal["form"]
    presets: tuple[MonthPreset, ...] = Field(min_length=1)
    custom: bool = True
    earliest: Expression
    latest: Expression
