"""Invented values of every type, to try documents with: a full set, and a sparse one without all that may be absent."""

from typing import Any, assert_never

from kiosk.engine.answers import field_in_form, field_type
from kiosk.engine.cel.scope import Scope
from kiosk.engine.cel.types import BOOL, DOUBLE, IMAGE, INT, UINT, ListOf, MapOf, Record, Simple, Text, Type
from kiosk.engine.samples import IMAGE as SAMPLE_IMAGE
from kiosk.protocol.fields import AnyField, ChoiceField, MultiChoiceField
from kiosk.protocol.steps import AnyStep, FormStep

_TEXTS = {"": "示例", "day": "2026-01-05", "month": "2026-01", "money": "1234.50"}


class UnknownError(LookupError):
    """Nothing is known of a value; no sample can be made."""


def sample(kind: Type, *, full: bool) -> Any:
    """Return a value of that type. Raises UnknownError."""
    match kind:
        case Text(form=form):
            return _TEXTS[form]
        case ListOf(of=of):
            return [sample(of, full=full)] * 2 if full else []
        case MapOf(of=of):
            return {"示例": sample(of, full=full)} if full else {}
        case Record(fields=fields):
            return {name: sample(one.type, full=full) for name, one in fields.items() if full or not one.optional}
        case Simple():
            return _simple(kind)
        case _:
            assert_never(kind)


def _simple(kind: Simple) -> Any:
    known = {BOOL: True, INT: 3, UINT: 3, DOUBLE: 1.5, IMAGE: SAMPLE_IMAGE}
    if kind not in known:
        raise UnknownError(str(kind))
    return known[kind]


def _answer(step: AnyStep | None, kind: Type, *, full: bool) -> Any:
    """Return a value of that type; for a form, one that the resident may choose. Raises UnknownError."""
    if isinstance(step, FormStep) and step.fields:
        return {one.id: _of_field(one, full=full) for one in step.fields if full or not field_in_form(one).optional}
    return sample(kind, full=full)


def _of_field(field: AnyField, *, full: bool) -> Any:
    if isinstance(field, ChoiceField):
        return field.options[0].id
    if isinstance(field, MultiChoiceField):
        return [option.id for option in field.options[: field.most]]
    return sample(field_type(field), full=full)


def values(scope: Scope, steps: dict[str, AnyStep], *, full: bool) -> dict[str, Any]:
    """Return a value for each name of `scope`; what nothing is known of is left out."""
    found: dict[str, Any] = {}
    for name, kind in scope.names.items():
        try:
            if not full and scope.may_be_absent(name):
                found[name] = {}  # as `kiosk.engine.scope` has it for a step that was passed over
            else:
                found[name] = _answer(steps.get(name), kind, full=full)
        except UnknownError:
            continue
    return found
