"""form: questions to the resident, one after another; or, in short, a range of months asked alone."""

from typing import Literal

from pydantic import Field, field_validator, model_validator

from kiosk.protocol.fields import AnyField, MonthPreset, MonthRangeField
from kiosk.protocol.steps.step import Expression, Step


class FormStep(Step):
    """Asks `fields`, each on a screen of its own. Answer: `{field id: value}`, see each kind's own value.

    The short form, with `presets`, `earliest` and `latest` in place of `fields`, asks one range of months; its answer
    is that range itself, `{preset, first, last}`.
    """

    kind: Literal["form"]
    fields: tuple[AnyField, ...] = Field((), max_length=40)
    presets: tuple[MonthPreset, ...] = ()
    custom: bool = True
    earliest: Expression | None = None
    latest: Expression | None = None

    @property
    def asked(self) -> tuple[AnyField, ...]:
        """All fields that may be asked; the short form has one, with the id and the title of the step."""
        if self.fields:
            return self.fields
        assert self.earliest is not None, "the short form is whole; the model sees to that"
        assert self.latest is not None, "the short form is whole; the model sees to that"
        return (
            MonthRangeField(
                kind="month_range",
                id=self.id,
                label=self.title,
                presets=self.presets,
                custom=self.custom,
                earliest=self.earliest,
                latest=self.latest,
            ),
        )

    @field_validator("fields")
    @classmethod
    def _told_apart(cls, fields: tuple[AnyField, ...]) -> tuple[AnyField, ...]:
        ids = [field.id for field in fields]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise ValueError(f"field {twice[0]!r} is there twice; give each its own id")
        if fields and fields[0].when is not None:  # or a form might ask nothing at all
            raise ValueError(f"field {fields[0].id!r} is the first and has when; write when on the step")
        return fields

    @model_validator(mode="after")
    def _one_of_both(self) -> "FormStep":
        given = {"presets": self.presets, "custom": not self.custom, "earliest": self.earliest, "latest": self.latest}
        short = [name for name, value in given.items() if value]
        if self.fields and short:
            raise ValueError(
                f"has fields and also {', '.join(short)}; move the months into a field of kind 'month_range'"
            )
        missing = [name for name in ("presets", "earliest", "latest") if not given[name]]
        if not self.fields and not short:
            raise ValueError("asks nothing; give it fields, or presets, earliest and latest for one range of months")
        if not self.fields and missing:
            raise ValueError(f"has no {', '.join(missing)}; one range of months needs presets, earliest and latest")
        return self
