"""month_range: from one month to another, by one tap or by hand."""

from typing import Literal

from pydantic import Field, field_validator

from kiosk.protocol.fields.field import FormField
from kiosk.protocol.notation import Expression, Identifier, Strict, TextKey


class MonthPreset(Strict):
    """A period that one tap chooses; `first` and `last` are CEL that give months as `YYYY-MM`."""

    id: Identifier
    label: TextKey
    first: Expression
    last: Expression


class MonthRangeField(FormField):
    """Value: `{preset, first, last}`, months as `YYYY-MM`, both included; `preset` is `custom` for those by hand."""

    kind: Literal["month_range"]
    presets: tuple[MonthPreset, ...] = Field(min_length=1)
    custom: bool = True
    earliest: Expression
    latest: Expression

    @field_validator("presets")
    @classmethod
    def _told_apart(cls, presets: tuple[MonthPreset, ...]) -> tuple[MonthPreset, ...]:
        ids = [preset.id for preset in presets]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise ValueError(f"preset {twice[0]!r} is there twice; give each its own id")
        return presets
