"""multi_choice: some of several things."""

from kiosk.engine.fields.reading import Sample, Scope, Wrong, wrong
from kiosk.protocol.fields import MultiChoiceField


def parse(field: MultiChoiceField, typed: object, _scope: Scope) -> list[str] | Wrong:
    given = typed if isinstance(typed, list | tuple) else ()
    chosen = [option.id for option in field.options if option.id in given]
    if len(chosen) < field.min_picks:
        return wrong("field.multi_choice.too_few", least=field.min_picks, typed=len(chosen))
    if len(chosen) > field.most:
        return wrong("field.multi_choice.too_many", most=field.most, typed=len(chosen))
    return chosen


def boundaries(field: MultiChoiceField, _scope: Scope) -> tuple[Sample, ...]:
    ids = [option.id for option in field.options]
    above = (Sample(ids[: field.most + 1], "field.multi_choice.too_many"),) if field.most < len(ids) else ()
    return (
        *(Sample([*_others(ids, at)[: field.min_picks - 1], ids[at]]) for at in range(len(ids))),
        Sample(ids[: field.most]),
        Sample(ids[: field.min_picks - 1], "field.multi_choice.too_few"),
        *above,
    )


def _others(ids: list[str], at: int) -> list[str]:
    return [*ids[:at], *ids[at + 1 :]]
