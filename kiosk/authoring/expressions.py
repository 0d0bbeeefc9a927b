"""Which expressions a step of each kind has, and what each must give.

One place for all kinds; the lists are closed, so a new kind cannot be forgotten here. What a step's answer adds to the
scope of those behind it stands in `kiosk.engine.answers`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from kiosk.engine.cel.types import BOOL, DAY, DYN, FILE, IMAGE, INT, MONEY, MONTH, TEXT, ListOf, Type
from kiosk.protocol.document import Location
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
    MonthPreset,
    MonthRangeField,
    MultiChoiceField,
    NumberField,
    PhoneField,
    TextField,
)
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
)


@dataclass(frozen=True)
class Written:
    """An expression, where it stands in its step or field, and what it must give."""

    at: Location
    text: str
    wanted: Type = DYN


def of_step(step: AnyStep) -> Iterator[Written]:  # noqa: C901 - an arm for each kind of step
    """Yield the expressions of `step` but its `when` and those of its fields."""
    for name, one in step.values.items():
        yield Written(("values", name, "value"), one.value, INT if one.format == "number" else DYN)
    match step:
        case NoticeStep() | IdentifyStep() | CaptureStep() | SignStep() | RateStep() | EndStep():
            return
        case CallStep(input=given) | VerifyFaceStep(input=given):
            yield from _each("input", given)
        case ReviewStep(data=given, file=file):
            yield from _file(file)
            yield from _each("data", given)
        case IssueStep(receipt_data=given, file=file, copies=copies):
            yield from _file(file)
            yield from [Written(("copies",), copies, INT)] if isinstance(copies, str) else []
            yield from _each("receipt_data", given)
        case SummaryStep(receipt_data=given):
            yield from _each("receipt_data", given)
        case SendStep(receipt_data=given):
            yield Written((step.way,), step.to, TEXT)
            yield from _each("receipt_data", given)
        case ShowStep():
            yield from _shown(step)
        case PayStep(amount=amount):
            yield Written(("amount",), amount, MONEY)
        case ChooseStep():
            yield Written(("items",), step.items, ListOf(DYN))
        case FormStep():
            yield from _presets(step.presets)
            yield from _limits(step.earliest, step.latest, MONTH)
        case _:
            assert_never(step)


def of_item(step: ChooseStep) -> Iterator[Written]:
    """Yield the expressions that see an item of the list as `item`."""
    words = step.item
    for name, text in (("title", words.title), ("subtitle", words.subtitle), ("find_by", words.find_by)):
        if text is not None:
            yield Written(("item", name), text)
    for index, fact in enumerate(words.facts):
        yield Written(("item", "facts", index, "value"), fact.value)


def of_field(field: AnyField) -> Iterator[Written]:
    """Yield the expressions of one field of a form."""
    if field.when is not None:
        yield Written(("when",), field.when, BOOL)
    match field:
        case DateField() | DateRangeField():
            yield from _limits(field.earliest, field.latest, DAY)
        case MonthRangeField():
            yield from _presets(field.presets)
            yield from _limits(field.earliest, field.latest, MONTH)
        case AddressField(table=table):
            if table is not None:
                yield Written(("table",), table, ListOf(DYN))
        case TextField() | NumberField() | MoneyField() | PhoneField() | ChoiceField() | MultiChoiceField():
            return
        case CitizenNumberField() | CreditCodeField() | EmailField():
            return
        case _:
            assert_never(field)


def _shown(step: ShowStep) -> Iterator[Written]:
    for index, fact in enumerate(step.facts):
        yield Written(("facts", index, "value"), fact.value, IMAGE if fact.image else DYN)
    for index, table in enumerate(step.tables):
        yield Written(("tables", index, "rows"), table.rows, ListOf(DYN))
        for number, column in enumerate(table.columns):
            if column.total is not None:
                yield Written(("tables", index, "columns", number, "total"), column.total)
    if step.timeline is not None:
        yield Written(("timeline", "now"), step.timeline.now, TEXT)
        for index, stage in enumerate(step.timeline.stages):
            if stage.day is not None:
                yield Written(("timeline", "stages", index, "day"), stage.day, TEXT)


def _file(file: str | None) -> Iterator[Written]:
    if file is not None:
        yield Written(("file",), file, FILE)


def _each(name: str, given: dict[str, str]) -> Iterator[Written]:
    return (Written((name, key), text) for key, text in given.items())


def _presets(presets: tuple[MonthPreset, ...]) -> Iterator[Written]:
    for index, preset in enumerate(presets):
        yield Written(("presets", index, "first"), preset.first, MONTH)
        yield Written(("presets", index, "last"), preset.last, MONTH)


def _limits(earliest: str | None, latest: str | None, wanted: Type) -> Iterator[Written]:
    for name, text in (("earliest", earliest), ("latest", latest)):
        if text is not None:
            yield Written((name,), text, wanted)
