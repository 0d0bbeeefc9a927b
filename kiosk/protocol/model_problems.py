"""What is wrong with a document by its pydantic model, each with its place in the file and a remedy."""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from kiosk.protocol.document import Document, Location, Problem

_MODEL_RULE = "value_error"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `did you mean 'x'?`, or nothing if nothing known comes near."""
    near = difflib.get_close_matches(word, sorted(known), n=1)
    return f"did you mean {near[0]!r}?" if near else ""


def model_problems(
    pick: Callable[[Location], Document],
    error: ValidationError,
    model: type[BaseModel],
    rule: Callable[[Document, ErrorDetails], Iterable[Problem]] | None = None,
) -> Iterator[Problem]:
    """Turn pydantic's errors about `model` into problems with lines and hints.

    Args:
        pick: the document that a location stands in.
        error: what pydantic found.
        model: what the document should be.
        rule: what makes problems of a validator's own error, whose text may name several.
    """
    for item in error.errors(include_url=False):
        location, kind = item["loc"], item["type"]
        document = pick(location)
        field = ".".join(str(part) for part in location)
        if kind == _MODEL_RULE and rule is not None:
            yield from rule(document, item)
        elif kind == _MODEL_RULE:
            message, _, hint = item["msg"].removeprefix("Value error, ").partition("; ")
            yield document.problem(location, f"{field}: {message}", hint)
        elif kind == "missing":
            yield document.problem(location[:-1], f"{field}: is missing", _description(location, model))
        elif kind == "extra_forbidden":
            known = fields_at(location, model)
            hint = did_you_mean(str(location[-1]), known) or f"remove it; known are {', '.join(known)}"
            yield document.problem(location, f"{field}: is not known here", hint, at_key=True)
        else:
            yield document.problem(location, f"{field}: {item['msg']}", _choice_hint(item))


def _choice_hint(item: ErrorDetails) -> str:
    context = item.get("ctx", {})
    expected = context.get("expected_tags") or context.get("expected")
    if not isinstance(expected, str):
        return ""
    choices = re.findall(r"'([^']*)'", expected)
    given = context.get("tag", item.get("input"))
    return did_you_mean(str(given), choices) or f"one of {', '.join(choices)}"


def fields_at(location: Location, model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the fields of the model that the last part of `location` was looked for in."""
    hint: Any = model
    for part in location[:-1]:
        hint = _inside(bare(hint), part)
    hint = bare(hint)
    return hint.model_fields if is_model(hint) else {}


def _description(location: Location, model: type[BaseModel]) -> str:
    field = fields_at(location, model).get(str(location[-1]))
    return field.description or "" if field else ""


def _inside(hint: Any, part: str | int) -> Any:
    if is_model(hint):
        return get_type_hints(hint, include_extras=True).get(str(part))
    if get_origin(hint) in {Union, UnionType}:
        return member(hint, part)
    arguments = get_args(hint)
    return arguments[0 if get_origin(hint) is tuple else -1] if arguments else None


def is_model(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, BaseModel)


def bare(hint: Any) -> Any:
    """Return the type itself, without what annotates it and without the None that it may also be."""
    if get_origin(hint) is Annotated:
        return bare(get_args(hint)[0])
    if get_origin(hint) in {Union, UnionType}:
        kinds = [one for one in get_args(hint) if one is not type(None)]
        return bare(kinds[0]) if len(kinds) == 1 else hint
    return hint


def member(union: Any, kind: object) -> Any:
    """Return the model of a union, or of a union inside it, whose `kind` that is."""
    for one in map(bare, get_args(union)):
        found = (
            (one if kind in get_args(one.model_fields["kind"].annotation) else None)
            if is_model(one)
            else member(one, kind)
        )
        if found is not None:
            return found
    return None
