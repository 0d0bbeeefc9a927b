"""The type of each step's answer and of the session's facts: what expressions are checked against.

One place for all kinds of steps; the list is closed, so a new kind cannot be forgotten here.
"""

from typing import assert_never

from kiosk.engine.cel.types import (
    BOOL,
    DAY,
    DOUBLE,
    DYN,
    FILE,
    IMAGE,
    INT,
    MONEY,
    MONTH,
    TEXT,
    Field,
    ListOf,
    Record,
    Type,
)
from kiosk.engine.scope import OF_EVERY_WAY
from kiosk.protocol.fields import (
    AddressField,
    AnyField,
    ChoiceField,
    CitizenNumberField,
    CreditCodeField,
    DateField,
    DateRangeField,
    EmailField,
    MoneyField,
    MonthRangeField,
    MultiChoiceField,
    NumberField,
    PhoneField,
    TextField,
)
from kiosk.protocol.flow import Flow
from kiosk.protocol.steps import (
    AnyStep,
    CallStep,
    CaptureStep,
    ChooseStep,
    EndStep,
    FormStep,
    IdentifyStep,
    IssueStep,
    NoticeStep,
    PayStep,
    RateStep,
    ReviewStep,
    SendStep,
    ShowStep,
    SignStep,
    SummaryStep,
    VerifyFaceStep,
    Way,
)
from kiosk.protocol.steps.shape import Fields, Shape

_FACTS: dict[str, Type] = {
    "today": DAY,
    "terminal": Record({"id": Field(TEXT), "place": Field(TEXT)}, "`terminal`"),
    "flow": Record({"service": Field(TEXT), "version": Field(INT)}, "`flow`"),
}
CARD: dict[str, Type] = {
    "kind": TEXT,
    "name": TEXT,
    "name_en": TEXT,
    "sex": TEXT,
    "birth": DAY,
    "number": TEXT,
    "address": TEXT,
    "issuer": TEXT,
    "valid_from": TEXT,
    "valid_to": TEXT,
    "nationality": TEXT,
}
"""The days of validity are texts: `valid_to` is empty for 长期."""

PAGE: dict[str, Type] = {"image": IMAGE, "width_px": INT, "height_px": INT}
SIGNATURE: dict[str, Type] = {"svg": TEXT, "path": TEXT, "trace": TEXT, "strokes": INT, "duration_ms": INT}

_WORDS: dict[str, Type] = {
    "text": TEXT,
    "truth": BOOL,
    "int": INT,
    "number": DOUBLE,
    "day": DAY,
    "month": MONTH,
    "money": MONEY,
    "pdf": FILE,
    "portrait": BOOL,  # whether there is one; the picture itself is not for expressions
}


_MONTHS = Record({"preset": Field(TEXT), "first": Field(MONTH), "last": Field(MONTH)}, "a range of months")


def facts_types(flow: Flow) -> dict[str, Type]:
    """Return the types of what `kiosk.engine.scope.scope_of` gives besides the answers."""
    led = [step.id for step in flow.leading_away]
    return {
        **_FACTS,
        "fees": Record({fee.id: Field(MONEY) for fee in flow.fees}, "the fees of this flow"),
        "detours": Record(dict.fromkeys(led, Field(TEXT)), "the steps whose faults lead to another"),
    }


def answer_type(step: AnyStep) -> Type:  # noqa: C901 - an arm for each kind of step
    """Return the type of what `step` answers."""
    gives = f"what `{step.kind}` gives"
    match step:
        case (
            NoticeStep()
            | VerifyFaceStep()
            | ShowStep()
            | ReviewStep()
            | SendStep()
            | IssueStep()
            | EndStep()
            | SummaryStep()
        ):
            return BOOL
        case IdentifyStep():
            return Record(_identity(step), gives)
        case FormStep(fields=()):
            return _MONTHS
        case FormStep():
            return Record({field.id: field_in_form(field) for field in step.fields}, gives)
        case PayStep():
            return Record({"order": Field(TEXT), "amount": Field(MONEY)}, gives)
        case CallStep(result=None):
            return DYN
        case CallStep(result=result, operation=operation):
            assert result is not None, "the arm above takes it"
            return record_of(result, f"the declared result of `{operation}`")
        case CaptureStep():
            page = Record({name: Field(kind) for name, kind in PAGE.items()}, "a page")
            return Record({"pages": Field(ListOf(page)), "count": Field(INT)}, gives)
        case SignStep():
            return Record({name: Field(kind) for name, kind in SIGNATURE.items()}, gives)
        case ChooseStep() | RateStep():  # what an item is hangs on what others answer
            return DYN
        case _:
            assert_never(step)


def _identity(step: IdentifyStep) -> dict[str, Field]:
    """Return the fields of an answer: where another way than the ID card will do, most may be absent."""
    sparse = any(way is not Way.ID_CARD for way in step.ways)
    fields = {name: Field(kind, optional=sparse and name not in OF_EVERY_WAY) for name, kind in CARD.items()}
    return fields | ({"by": Field(TEXT)} if step.by is not None else {})


def field_in_form(field: AnyField) -> Field:
    """Return the field as it is in the answer of its form."""
    return Field(field_type(field), optional=field.optional or field.when is not None)


def field_type(field: AnyField) -> Type:
    """Return the type of what `field` is answered with."""
    match field:
        case TextField() | PhoneField() | EmailField() | CitizenNumberField() | CreditCodeField() | ChoiceField():
            return TEXT
        case NumberField(decimals=decimals):
            return DOUBLE if decimals else INT
        case MoneyField():
            return INT
        case DateField():
            return DAY
        case DateRangeField():
            return Record({"first": Field(DAY), "last": Field(DAY)}, f"`{field.id}`")
        case MonthRangeField():
            return _MONTHS
        case MultiChoiceField():
            return ListOf(TEXT)
        case AddressField():
            texts = {
                "codes": Field(ListOf(TEXT)),
                "names": Field(ListOf(TEXT)),
                "line": Field(TEXT),
                "text": Field(TEXT),
            }
            return Record(texts, f"`{field.id}`")
        case _:
            assert_never(field)


def record_of(fields: Fields, origin: str) -> Record:
    """Return the type of what fits `fields`, see `kiosk.engine.reply`."""
    return Record({name: _field(shape, f"`{name}`") for name, shape in fields.items()}, origin)


def _field(shape: Shape, origin: str) -> Field:
    if isinstance(shape, dict):
        return Field(record_of(shape, origin))
    if isinstance(shape, list):
        return Field(ListOf(_field(shape[0], f"a row of {origin}").type))
    word = str(shape)
    return Field(_WORDS[word.removesuffix("?")], word.endswith("?"))
