"""form: what each kind of field calls worth typing, and what the flow compares the field with, and beside it."""

from collections.abc import Iterator
from typing import Any

from kiosk.engine import fields, questions
from kiosk.engine.dates import days_after, is_day
from kiosk.engine.fields import date, money, number
from kiosk.engine.session import Session
from kiosk.protocol.fields import AnyField, ChoiceField, DateField, MoneyField, MonthRangeField, NumberField, TextField
from kiosk.protocol.steps import FormStep


def answers(session: Session, step: FormStep, compared: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return what may be handed in for the field that is asked.

    Raises:
        RuleError: a limit of the field cannot be evaluated.
    """
    field = questions.present(session, step)
    samples = fields.boundaries(field, questions.scope(session, step, field))
    values = [sample.typed for sample in samples]
    values += [typed for typed in _typed(field, compared) if typed not in values]
    return tuple(_handed_in(step, field, value) for value in values)


def asked(session: Session, step: FormStep) -> str:
    """Return the name of the field that is asked."""
    return questions.present(session, step).id if step.fields else ""


def tapped(session: Session, step: FormStep) -> tuple[Any, ...]:
    """Return what the screen offers ready-made: periods and options."""
    field = questions.present(session, step)
    match field:
        case MonthRangeField():
            return tuple(_handed_in(step, field, {"preset": preset.id}) for preset in field.presets)
        case ChoiceField():
            return tuple(_handed_in(step, field, option.id) for option in field.options)
        case _:
            return ()


def _handed_in(step: FormStep, field: AnyField, value: Any) -> Any:
    return {field.id: value} if step.fields else value


def _typed(field: AnyField, compared: tuple[Any, ...]) -> Iterator[Any]:
    """Yield what has to be typed for each value that the flow compares the field with; it may be out of its limits."""
    for value in compared:
        match field:
            case NumberField() if isinstance(value, int | float) and not isinstance(value, bool):
                yield from (number.typed_again(max(0, value + more)) for more in (-1, 0, 1))
            case MoneyField() if type(value) is int:
                yield from (money.typed_again(max(0, value + more)) for more in (-1, 0, 1))
            case DateField() if isinstance(value, str) and is_day(value):
                yield from (date.typed_again(days_after(value, more)) for more in (-1, 0, 1))
            case TextField() if isinstance(value, str):
                yield value
            case _:
                pass
