"""The kinds of fields of a form, a module each. A closed union: the engine has a module of the same name for each."""

from typing import Annotated

from pydantic import Field

from kiosk.protocol.fields.address import AddressField, Division
from kiosk.protocol.fields.choice import ChoiceField, Option
from kiosk.protocol.fields.citizen_number import CitizenNumberField
from kiosk.protocol.fields.credit_code import CreditCodeField
from kiosk.protocol.fields.date import DateField
from kiosk.protocol.fields.date_range import DateRangeField
from kiosk.protocol.fields.email import EmailField
from kiosk.protocol.fields.field import FormField
from kiosk.protocol.fields.money import MoneyField
from kiosk.protocol.fields.month_range import MonthPreset, MonthRangeField
from kiosk.protocol.fields.multi_choice import MultiChoiceField
from kiosk.protocol.fields.number import NumberField
from kiosk.protocol.fields.phone import PhoneField
from kiosk.protocol.fields.text import TextField

__all__ = [
    "AddressField",
    "AnyField",
    "ChoiceField",
    "CitizenNumberField",
    "CreditCodeField",
    "DateField",
    "DateRangeField",
    "Division",
    "EmailField",
    "FormField",
    "MoneyField",
    "MonthPreset",
    "MonthRangeField",
    "MultiChoiceField",
    "NumberField",
    "Option",
    "PhoneField",
    "TextField",
]

AnyField = Annotated[
    TextField
    | NumberField
    | MoneyField
    | DateField
    | DateRangeField
    | MonthRangeField
    | PhoneField
    | EmailField
    | CitizenNumberField
    | CreditCodeField
    | ChoiceField
    | MultiChoiceField
    | AddressField,
    Field(discriminator="kind"),
]
