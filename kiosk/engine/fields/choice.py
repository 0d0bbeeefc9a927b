"""choice: one of a few things."""

from kiosk.engine.fields.reading import Sample, Scope, Wrong, wrong
from kiosk.protocol.fields import ChoiceField


def parse(field: ChoiceField, typed: object, _scope: Scope) -> str | Wrong:
    for option in field.options:
        if option.id == typed:
            return option.id
    return wrong("field.choice.none")


def boundaries(field: ChoiceField, _scope: Scope) -> tuple[Sample, ...]:
    return (*(Sample(option.id) for option in field.options), Sample("", "field.choice.none"))
