"""What a flow document refers to and what is wrong with it, each with its place in the file."""

import difflib
import re
from collections.abc import Iterable, Iterator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from kiosk.protocol.document import Document, Location, Problem
from kiosk.protocol.flow import Flow, TextKey

_MODEL_RULE = "value_error"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `did you mean 'x'?`, or nothing if nothing known comes near."""
    near = difflib.get_close_matches(word, sorted(known), n=1)
    return f"did you mean {near[0]!r}?" if near else ""


def text_keys(value: Any, hint: Any = Flow, at: Location = ()) -> Iterator[tuple[Location, str]]:
    """Yield place and key of each text that the raw flow `value` refers to; works on flows with mistakes, too."""
    if hint == TextKey:
        if isinstance(value, str):
            yield at, value
        return
    for inner, inner_hint, where in _parts(value, _bare(hint), at):
        yield from text_keys(inner, inner_hint, where)


def _parts(value: Any, hint: Any, at: Location) -> Iterator[tuple[Any, Any, Location]]:
    """Yield what `value` holds, each with its type and place, as far as it has the shape that `hint` asks for."""
    origin = get_origin(hint)
    if isinstance(value, list) and origin is tuple:
        yield from ((item, get_args(hint)[0], (*at, index)) for index, item in enumerate(value))
    elif not isinstance(value, dict):
        return
    elif _is_model(hint):
        inside = get_type_hints(hint, include_extras=True)
        yield from ((value[name], inner, (*at, name)) for name, inner in inside.items() if name in value)
    elif origin in {Union, UnionType}:
        yield from _parts(value, _member(hint, value.get("kind")), at)
    elif origin is dict:
        yield from ((item, get_args(hint)[1], (*at, key)) for key, item in value.items())


def file_names(value: Any) -> Iterator[tuple[Location, str]]:
    """Yield place and name of each template and receipt that the raw flow `value` refers to."""
    steps = value.get("steps") if isinstance(value, dict) else None
    for index, step in enumerate(steps if isinstance(steps, list) else []):
        for field in ("template", "receipt"):
            if isinstance(step, dict) and isinstance(step.get(field), str):
                yield ("steps", index, field), step[field]


def flow_problems(document: Document, error: ValidationError) -> Iterator[Problem]:
    """Turn pydantic's errors about `document` into problems with lines and hints."""
    for item in error.errors(include_url=False):
        if item["type"] == _MODEL_RULE:
            yield from _rule_problems(document, item)
            continue
        location, kind = item["loc"], item["type"]
        field = ".".join(str(part) for part in location)
        if kind == "missing":
            yield document.problem(location[:-1], f"{field}: is missing")
        elif kind == "extra_forbidden":
            hint = did_you_mean(str(location[-1]), _fields_at(location)) or "remove it"
            yield document.problem(location, f"{field}: is not known here", hint, at_key=True)
        else:
            yield document.problem(location, f"{field}: {item['msg']}", _choice_hint(item))


def _rule_problems(document: Document, item: ErrorDetails) -> Iterator[Problem]:
    """The rules between steps come as one text; each part names its step, which gives it its place."""
    for part in item["msg"].removeprefix("Value error, ").split("; "):
        named = re.search(r"step (?:id )?'(\w+)'", part)
        yield document.problem(_step_location(document.value, named[1]) if named else ("steps",), part)


def _step_location(value: Any, step_id: str) -> Location:
    places = [index for index, step in enumerate(value["steps"]) if step["id"] == step_id]
    return ("steps", places[-1], "id")


def _choice_hint(item: ErrorDetails) -> str:
    context = item.get("ctx", {})
    expected = context.get("expected_tags") or context.get("expected")
    if not isinstance(expected, str):
        return ""
    choices = re.findall(r"'([^']*)'", expected)
    given = context.get("tag", item.get("input"))
    return did_you_mean(str(given), choices) or f"one of {', '.join(choices)}"


def _fields_at(location: Location) -> list[str]:
    """Return the fields of the model that the last part of `location` was looked for in."""
    hint: Any = Flow
    for part in location[:-1]:
        hint = _inside(_bare(hint), part)
    hint = _bare(hint)
    return list(hint.model_fields) if _is_model(hint) else []


def _inside(hint: Any, part: str | int) -> Any:
    if _is_model(hint):
        return get_type_hints(hint, include_extras=True).get(str(part))
    if get_origin(hint) in {Union, UnionType}:
        return _member(hint, part)
    arguments = get_args(hint)
    return arguments[0 if get_origin(hint) is tuple else -1] if arguments else None


def _is_model(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, BaseModel)


def _bare(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _member(union: Any, kind: object) -> Any:
    for member in get_args(union):
        if kind in get_args(member.model_fields["kind"].annotation):
            return member
    return None
