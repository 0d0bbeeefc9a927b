"""What a flow document refers to and what is wrong with it, each with its place in the file."""

import re
from collections.abc import Iterator
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from kiosk.protocol.document import Document, Location, Problem
from kiosk.protocol.flow import Flow
from kiosk.protocol.model_problems import bare, is_model, member, model_problems
from kiosk.protocol.steps.step import TextKey


def text_keys(value: Any) -> Iterator[tuple[Location, str]]:
    """Yield place and key of each text that the raw flow `value` refers to; works on flows with mistakes, too."""
    yield from strings(value, TextKey)


def strings(value: Any, kind: Any, hint: Any = Flow, at: Location = ()) -> Iterator[tuple[Location, str]]:
    """Yield place and value of each string of that kind of `kiosk.protocol.notation` in the raw flow `value`."""
    if isinstance(value, str):
        if hint == kind or kind in get_args(hint):  # also where there may be none
            yield at, value
        return
    for inner, inner_hint, where in _parts(value, bare(hint), at):
        yield from strings(inner, kind, inner_hint, where)


def _parts(value: Any, hint: Any, at: Location) -> Iterator[tuple[Any, Any, Location]]:
    """Yield what `value` holds, each with its type and place, as far as it has the shape that `hint` asks for."""
    origin = get_origin(hint)
    if isinstance(value, list) and origin is tuple:
        yield from ((item, get_args(hint)[0], (*at, index)) for index, item in enumerate(value))
    elif not isinstance(value, dict):
        return
    elif is_model(hint):
        inside = get_type_hints(hint, include_extras=True)
        yield from ((value[name], inner, (*at, name)) for name, inner in inside.items() if name in value)
    elif origin in {Union, UnionType}:
        yield from _parts(value, member(hint, value.get("kind")), at)
    elif origin is dict:
        yield from ((item, get_args(hint)[1], (*at, key)) for key, item in value.items())


def file_names(value: Any) -> Iterator[tuple[Location, str]]:
    """Yield place and name of each template, receipt and table of divisions that the raw flow `value` refers to."""
    for place, step in written_steps(value):
        for field in ("template", "receipt"):
            if isinstance(step.get(field), str):
                yield (*place, field), step[field]
        receipts = step.get("receipts")
        for language, name in receipts.items() if isinstance(receipts, dict) else ():
            if isinstance(name, str):
                yield (*place, "receipts", language), name
        yield from ((where, name) for where, _, name in division_files(place, step))


def division_files(place: Location, step: dict[str, Any]) -> Iterator[tuple[Location, dict[str, Any], str]]:
    """Yield each field of the raw `step` that takes its divisions from a file: their place, the field, the file."""
    fields = step.get("fields")
    for index, field in enumerate(fields if isinstance(fields, list) else []):
        if isinstance(field, dict) and isinstance(field.get("divisions"), str):
            yield (*place, "fields", index, "divisions"), field, field["divisions"]


def written_steps(
    value: Any, at: Location = (), *, lists: tuple[str, ...] = ("steps",)
) -> Iterator[tuple[Location, Any]]:
    """Yield place and raw value of each step of the raw flow `value`, with those inside branches."""
    for name in lists:
        inside = value.get(name) if isinstance(value, dict) else None
        for index, step in enumerate(inside if isinstance(inside, list) else []):
            place = (*at, name, index)
            if name == "cases":
                yield from written_steps(step, place)
            elif isinstance(step, dict):
                yield place, step
                yield from written_steps(step, place, lists=("cases", "otherwise"))


def flow_problems(document: Document, error: ValidationError) -> Iterator[Problem]:
    """Turn pydantic's errors about `document` into problems with lines and hints."""
    yield from model_problems(lambda _: document, error, Flow, _rule_problems)


def _rule_problems(document: Document, item: ErrorDetails) -> Iterator[Problem]:
    """The rules between steps come as one text; each part names its step, which gives it its place.

    The rule of one part of the flow has that part's place, and its remedy behind the semicolon.
    """
    if item["loc"] != ("steps",):
        message, _, hint = item["msg"].removeprefix("Value error, ").partition("; ")
        yield document.problem(item["loc"], f"{'.'.join(map(str, item['loc']))}: {message}", hint)
        return
    for part in item["msg"].removeprefix("Value error, ").split("; "):
        message, _, hint = part.partition(" | ")
        named = re.search(r"step (?:id )?'(\w+)'(?:: on_fault '([\w.]+)')?", message)
        location = _step_location(document.value, named[1], named[2]) if named else _of_header(message)
        yield document.problem(location, message, hint, at_key=bool(named and named[2]))


def _of_header(message: str) -> Location:
    """Rules between the steps and a part of the header name that part."""
    part = message.partition(":")[0]
    return (part,) if part in Flow.model_fields else ("steps",)


def _step_location(value: Any, step_id: str, fault: str | None) -> Location:
    *_, last = (place for place, step in written_steps(value) if step.get("id") == step_id)
    return (*last, "on_fault", fault) if fault else (*last, "id")
