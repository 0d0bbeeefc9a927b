"""Receipts: a YAML list of parts with `{names}`, filled from data, becomes a `Receipt` for the printer.

Parts: `rule` · {text, align, bold, scale} · {label, value, bold} · {qr} · {feed}.
Of a joint service also {each_part: {paper: […], no_paper: […], not_done: […]}}: those lines once for each paper of a
part (`{title}`, `{serial}`, `{code}`, `{verify_url}`, `{pages}`, `{copies}`), or for a part that is done without
(`{title}`), or is not done (`{title}`, `{reason}`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from drivers.receipt_printer.role import Align, Feed, Pair, QrCode, Receipt, ReceiptPart, Rule, TextLine
from kiosk.documents.errors import DocumentError


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Text(_Part):
    text: str
    align: Align = Align.LEFT
    bold: bool = False
    scale: Annotated[int, Field(ge=1, le=2)] = 1


class _Pair(_Part):
    label: str
    value: str
    bold: bool = False


class _Qr(_Part):
    qr: str


class _Feed(_Part):
    feed: Annotated[int, Field(ge=1, le=20)]


_Line = Literal["rule"] | _Text | _Pair | _Qr | _Feed


class _Blocks(_Part):
    paper: list[_Line]
    no_paper: list[_Line] = []
    not_done: list[_Line]


class _EachPart(_Part):
    each_part: _Blocks


_PARTS: TypeAdapter[list[_Line | _EachPart]] = TypeAdapter(list[_Line | _EachPart])


@dataclass(frozen=True)
class Receipted:
    """A paper of a part of a joint service, or a part without any. `values` fill the lines of its kind."""

    kind: Literal["paper", "no_paper", "not_done"]
    values: Mapping[str, Any]


def check_receipt(template: bytes, *, name: str) -> None:
    """Return if the receipt template called `name` can be read; its values are not there yet.

    Raises:
        DocumentError: it is malformed.
    """
    _parts(template, name)


def receipt_from(
    template: bytes, data: Mapping[str, Any], *, name: str, receipted: Sequence[Receipted] = ()
) -> Receipt:
    """Fill the receipt template called `name` with `data`, and what it says of parts with `receipted`.

    Raises:
        DocumentError: the template is malformed, or names something that `data` does not hold.
    """
    parts = _parts(template, name)
    try:
        return Receipt(tuple(_filled(line, values) for part in parts for line, values in _lines(part, data, receipted)))
    except KeyError as error:
        raise DocumentError(f"{name}: nothing is called {error}; known are {', '.join(sorted(data))}") from None
    except (ValueError, AttributeError, TypeError) as error:  # `{name.first}`, `{sum:d}`, `{}`; may quote a value
        raise DocumentError(f"{name}: a {{name}} that cannot be filled: {type(error).__name__}") from None


def _parts(template: bytes, name: str) -> list[_Line | _EachPart]:
    try:
        return _PARTS.validate_python(yaml.safe_load(template))
    except ValidationError as error:
        places = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise DocumentError(f"{name}: {places}") from None
    except yaml.YAMLError as error:
        raise DocumentError(f"{name}: {error}") from None


def _lines(
    part: _Line | _EachPart, data: Mapping[str, Any], receipted: Sequence[Receipted]
) -> Iterator[tuple[_Line, Mapping[str, Any]]]:
    if not isinstance(part, _EachPart):
        yield part, data
        return
    for one in receipted:
        blocks: dict[str, list[_Line]] = {
            "paper": part.each_part.paper,
            "no_paper": part.each_part.no_paper,
            "not_done": part.each_part.not_done,
        }
        yield from ((line, {**data, **one.values}) for line in blocks[one.kind])


def _filled(part: str | _Text | _Pair | _Qr | _Feed, data: Mapping[str, Any]) -> ReceiptPart:
    match part:
        case _Text():
            return TextLine(part.text.format_map(data), part.align, part.bold, part.scale)
        case _Pair():
            return Pair(part.label.format_map(data), part.value.format_map(data), part.bold)
        case _Qr():
            return QrCode(part.qr.format_map(data))
        case _Feed():
            return Feed(part.feed)
        case _:
            return Rule()
