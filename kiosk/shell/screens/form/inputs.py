"""Which input answers which kind of field."""

from typing import cast

from kiosk.protocol.fields import AddressField, AnyField, ChoiceField, MonthRangeField, MultiChoiceField
from kiosk.shell.screens.form.address import AddressInput
from kiosk.shell.screens.form.keypad import KeypadInput, TypedField
from kiosk.shell.screens.form.month_range import MonthRangeInput
from kiosk.shell.screens.form.question import Question
from kiosk.shell.screens.form.tiles import TilesInput
from kiosk.shell.view import Desk

FormInput = MonthRangeInput | KeypadInput | TilesInput | AddressInput


def input_of(desk: Desk, question: Question[AnyField]) -> FormInput:
    """Return what the resident answers `question` with."""
    match question.field:
        case MonthRangeField():
            return MonthRangeInput(desk, cast("Question[MonthRangeField]", question))
        case ChoiceField() | MultiChoiceField():
            return TilesInput(desk, cast("Question[ChoiceField | MultiChoiceField]", question))
        case AddressField():
            return AddressInput(desk, cast("Question[AddressField]", question))
        case _:
            return KeypadInput(desk, cast("Question[TypedField]", question))
