"""A department's reply, held against the shape that the flow declares: nothing else gets into a session."""

from typing import Any

from kiosk.engine.cel.types import FORMS
from kiosk.engine.dates import is_day
from kiosk.protocol.files import is_file
from kiosk.protocol.steps.shape import Fields, Shape


class MisfitError(ValueError):
    """The reply is not as declared. The text names the place and what was expected, never the value."""


def fit(reply: Any, fields: Fields) -> dict[str, Any]:
    """Return what is declared of `reply`: what was not asked for is left out, null counts as absent.

    Raises:
        MisfitError: something is missing or of another kind.
    """
    return _fields(reply, fields, "")


def _fields(value: Any, fields: Fields, at: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise MisfitError(f"{at or 'the reply'}: fields are expected")
    found: dict[str, Any] = {}
    for name, shape in fields.items():
        place = f"{at}.{name}" if at else name
        given = value.get(name)
        if given is not None:
            found[name] = _value(given, shape, place)
        elif not _optional(shape):
            raise MisfitError(f"{place}: is missing")
    return found


def _value(value: Any, shape: Shape, at: str) -> Any:
    if isinstance(shape, dict):
        return _fields(value, shape, at)
    if isinstance(shape, list):
        if not isinstance(value, list):
            raise MisfitError(f"{at}: a list is expected")
        there = [(index, item) for index, item in enumerate(value) if item is not None or not _optional(shape[0])]
        return [_value(item, shape[0], f"{at}.{index}") for index, item in there]
    kind = str(shape).removesuffix("?")
    if not _is(value, kind):
        raise MisfitError(f"{at}: {kind} is expected")
    return float(value) if kind == "number" else value


def _optional(shape: Shape) -> bool:
    return isinstance(shape, str) and shape.endswith("?")


def _is(value: Any, kind: str) -> bool:
    match kind:
        case "truth":
            return isinstance(value, bool)
        case "int":
            return isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "portrait":
            return value is True  # the picture itself is apart
        case "pdf":
            return is_file(value)
        case "day":
            return isinstance(value, str) and is_day(value)
        case _:
            form = FORMS.get(kind)
            return isinstance(value, str) and (form is None or form.fullmatch(value) is not None)
