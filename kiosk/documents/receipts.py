"""Receipts: a YAML list of parts with `{names}`, filled from data, becomes a `Receipt` for the printer.

Parts: `rule` · {text, align, bold, scale} · {label, value, bold} · {qr} · {feed}.
"""

from collections.abc import Mapping
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


_PARTS: TypeAdapter[list[Literal["rule"] | _Text | _Pair | _Qr | _Feed]] = TypeAdapter(
    list[Literal["rule"] | _Text | _Pair | _Qr | _Feed]
)


def receipt_from(template: bytes, data: Mapping[str, Any], *, name: str) -> Receipt:
    """Fill the receipt template called `name` with `data`.

    Raises:
        DocumentError: the template is malformed, or names something that `data` does not hold.
    """
    try:
        parts = _PARTS.validate_python(yaml.safe_load(template))
        return Receipt(tuple(_filled(part, data) for part in parts))
    except ValidationError as error:
        places = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise DocumentError(f"{name}: {places}") from None
    except yaml.YAMLError as error:
        raise DocumentError(f"{name}: {error}") from None
    except KeyError as error:
        raise DocumentError(f"{name}: nothing is called {error}; known are {', '.join(sorted(data))}") from None
    except (ValueError, AttributeError, TypeError) as error:  # `{name.first}`, `{sum:d}`, `{}`; may quote a value
        raise DocumentError(f"{name}: a {{name}} that cannot be filled: {type(error).__name__}") from None


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
