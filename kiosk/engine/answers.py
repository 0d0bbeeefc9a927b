"""The type of each step's answer and of the session's facts: what expressions are checked against.

One place for all kinds of steps; the list is closed, so a new kind cannot be forgotten here.
"""

from typing import assert_never

from kiosk.engine.cel.types import (
    BOOL,
    DAY,
    DOUBLE,
    DYN,
    INT,
    MONEY,
    MONTH,
    TEXT,
    Field,
    ListOf,
    Record,
    Type,
)
from kiosk.protocol.flow import Flow
from kiosk.protocol.steps import (
    AnyStep,
    CallStep,
    EndStep,
    FormStep,
    IdentifyStep,
    IssueStep,
    NoticeStep,
    RateStep,
    ReviewStep,
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

_WORDS: dict[str, Type] = {
    "text": TEXT,
    "truth": BOOL,
    "int": INT,
    "number": DOUBLE,
    "day": DAY,
    "month": MONTH,
    "money": MONEY,
}


def facts_types(flow: Flow) -> dict[str, Type]:
    """Return the types of what `kiosk.engine.scope.scope_of` gives besides the answers."""
    return {**_FACTS, "fees": Record({fee.id: Field(MONEY) for fee in flow.fees}, "the fees of this flow")}


def answer_type(step: AnyStep) -> Type:
    """Return the type of what `step` answers."""
    gives = f"what `{step.kind}` gives"
    match step:
        case NoticeStep() | ReviewStep() | IssueStep() | EndStep():
            return BOOL
        case IdentifyStep():
            return Record({name: Field(kind) for name, kind in CARD.items()}, gives)
        case FormStep():
            return Record({"preset": Field(TEXT), "first": Field(MONTH), "last": Field(MONTH)}, gives)
        case CallStep(result=None):
            return DYN
        case CallStep(result=result, operation=operation):
            assert result is not None, "the arm above takes it"
            return record_of(result, f"the declared result of `{operation}`")
        case RateStep():
            return DYN
        case _:
            assert_never(step)


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
