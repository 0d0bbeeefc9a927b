"""Each kind of step and of field names all its expressions: one that nobody checks would surprise in the street."""

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import pytest
from pydantic import BaseModel, TypeAdapter

from kiosk.authoring.expressions import of_field, of_item, of_step
from kiosk.protocol.fields import AnyField
from kiosk.protocol.model_problems import bare
from kiosk.protocol.notation import Expression
from kiosk.protocol.steps import AnyStep, ChooseStep

MONTHS = {"presets": [{"id": "a", "label": "a", "first": "p1", "last": "p2"}], "earliest": "e", "latest": "l"}
OPTIONS = {"options": [{"id": "a", "label": "a"}, {"id": "b", "label": "a"}]}
SHOWN = {
    "facts": [{"label": "a", "value": "v"}],
    "tables": [{"rows": "r", "empty_text": "a", "columns": [{"label": "a", "field": "f", "total": "t"}]}],
    "timeline": {"now": "n", "stages": [{"id": "a", "label": "a", "day": "d"}, {"id": "b", "label": "a"}]},
}
CHOSEN = {
    "items": "i",
    "item": {"title": "t", "subtitle": "s", "find_by": "b", "facts": [{"label": "a", "value": "v"}]},
    "search": True,
    "empty": {"text": "a"},
}
STEPS: dict[str, dict[str, Any]] = {
    "notice": {"points": ["a"], "consent_text": "a"},
    "identify": {},
    "form": MONTHS,
    "call": {"operation": "a.b", "input": {"one": "x", "two": "y"}},
    "review": {"template": "a.typ", "document_title": "a", "data": {"one": "x"}},
    "issue": {"document": "a", "copies": "z", "receipt": "a.yaml", "receipt_data": {"one": "x"}},
    "show": SHOWN,
    "pay": {"amount": "x", "purpose": "a", "pays_for": ["a"]},
    "choose": CHOSEN,
    "sign": {"statement_text": "a"},
    "summary": {"receipt": "a.yaml", "receipt_data": {"one": "x"}, "fault_text": "a"},
    "send": {"email": "y", "receipts": {"zh": "a.yaml", "en": "b.yaml"}, "receipt_data": {"one": "x"}},
    "capture": {"sheet": "a4"},
    "verify_face": {"against": "b"},
    "rate": {},
    "end": {},
}
FIELDS: dict[str, dict[str, Any]] = {
    "text": {},
    "number": {"max": 1},
    "money": {"max_fen": 1},
    "date": {"earliest": "e", "latest": "l"},
    "date_range": {"earliest": "e", "latest": "l"},
    "month_range": MONTHS,
    "phone": {},
    "email": {},
    "citizen_number": {},
    "credit_code": {},
    "choice": OPTIONS,
    "multi_choice": OPTIONS,
    "address": {"table": "t"},
}


def members(union: Any) -> Iterator[Any]:
    for one in get_args(union):
        if get_origin(bare(one)) in {Union, UnionType}:
            yield from members(bare(one))
        elif isinstance(bare(one), type) and issubclass(bare(one), BaseModel):
            yield bare(one)


def kinds(union: Any) -> set[str]:
    return {get_args(model.model_fields["kind"].annotation)[0] for model in members(union)}


def expressions(value: Any, hint: Any) -> Iterator[str]:
    """Yield what is declared an expression in `value`, by type alone."""
    if isinstance(value, str):
        if hint == Expression or Expression in get_args(hint):
            yield value
        return
    if isinstance(value, BaseModel):
        for name, inner in get_type_hints(type(value), include_extras=True).items():
            yield from expressions(getattr(value, name, None), inner)
        return
    hint = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    if isinstance(value, dict):
        for item in value.values():
            yield from expressions(item, get_args(hint)[-1])
    elif isinstance(value, tuple):
        for item in value:
            yield from expressions(item, get_args(hint)[0])


def test_there_is_an_example_of_each_kind():
    assert kinds(AnyStep) == STEPS.keys()
    assert kinds(AnyField) == FIELDS.keys()


@pytest.mark.parametrize("kind", STEPS)
def test_a_step_names_its_expressions(kind):
    step = TypeAdapter(AnyStep).validate_python({"id": "a", "kind": kind, "title": "a", **STEPS[kind]})
    named = [*of_step(step), *(of_item(step) if isinstance(step, ChooseStep) else ())]
    assert sorted(written.text for written in named) == sorted(expressions(step, type(step)))


def test_a_receipt_by_phone_names_its_number():
    given = {name: value for name, value in STEPS["send"].items() if name != "email"}
    step = TypeAdapter(AnyStep).validate_python({"id": "a", "kind": "send", "title": "a", "phone": "y", **given})
    assert [(written.at, written.text) for written in of_step(step)][:1] == [(("phone",), "y")]


@pytest.mark.parametrize("kind", FIELDS)
def test_a_field_names_its_expressions(kind):
    field = TypeAdapter(AnyField).validate_python({"id": "a", "kind": kind, "label": "a", "when": "w", **FIELDS[kind]})
    named = sorted(written.text for written in of_field(field))
    assert named == sorted(expressions(field, type(field)))
    assert "w" in named
