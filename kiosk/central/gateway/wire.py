"""The styles in which departments' systems write: JSON, XML of old systems, forms; in UTF-8 or GB 18030."""

import json
from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode
from xml.parsers import expat
from xml.sax.saxutils import escape

Style = Literal["json", "xml", "form"]
Charset = Literal["utf-8", "gb18030"]
_TYPES: dict[Style, str] = {
    "json": "application/json",
    "xml": "application/xml",
    "form": "application/x-www-form-urlencoded",
}
_DEEPEST = 30


class Unreadable(Exception):  # noqa: N818 - reads as what happened
    """Bytes are not of the style that they should be of; the text says what, and holds nothing of them."""


def media_type(style: Style, charset: Charset) -> str:
    """Return what stands in Content-Type."""
    return _TYPES[style] if charset == "utf-8" else f"{_TYPES[style]}; charset={charset}"


def written(value: Any, style: Style, charset: Charset = "utf-8", root: str = "request") -> bytes:
    """Return `value` as bytes; for XML below the element `root`, for a form with plain values only.

    Raises:
        Unreadable: a value that the style cannot carry.
    """
    if style == "json":
        return json.dumps(value).encode("ascii")  # with escapes: the same in every charset
    if not isinstance(value, Mapping):
        raise Unreadable("only an object can be written so")
    if style == "xml":
        text = f'<?xml version="1.0" encoding="{charset.upper()}"?>' + _element(root, value, 0)
        return text.encode(charset, "xmlcharrefreplace")
    if any(isinstance(one, Mapping | list) for one in value.values()):
        raise Unreadable("a form holds no objects and lists")
    return urlencode({name: _text(one) for name, one in value.items()}, encoding=charset).encode("ascii")


def read(body: bytes, style: Style, charset: Charset = "utf-8") -> dict[str, Any]:
    """Return the object that `body` is. XML: what is below its root; equal names beside each other make a list.

    Raises:
        Unreadable: it is none.
    """
    try:
        text = body.decode(charset)
    except UnicodeDecodeError:
        raise Unreadable(f"the reply is no {charset}") from None
    if style == "xml":
        return _Tree().read(text)
    if style == "form":
        return dict(parse_qsl(text, keep_blank_values=True, encoding=charset, max_num_fields=1000))
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable("the reply is no JSON") from None
    if not isinstance(value, dict):
        raise Unreadable("the reply is no JSON object")
    return value


def _element(name: str, value: Any, depth: int) -> str:
    if depth > _DEEPEST:
        raise Unreadable("an object within too many others")
    if isinstance(value, list):
        return "".join(_element(name, one, depth + 1) for one in value)
    if isinstance(value, Mapping):
        return f"<{name}>{''.join(_element(key, one, depth + 1) for key, one in value.items())}</{name}>"
    return f"<{name}>{escape(_printable(_text(value)))}</{name}>"


def _printable(text: str) -> str:
    """Leave out what XML 1.0 cannot carry at all."""
    return "".join(sign for sign in text if sign >= " " or sign in "\t\n\r")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


class _Tree:
    """Reads XML without document types: no entities that blow up, none that are fetched from elsewhere."""

    def __init__(self) -> None:
        self._open: list[tuple[str, dict[str, Any], list[str]]] = []
        self._whole: Any = None

    def read(self, text: str) -> dict[str, Any]:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._begun
        parser.EndElementHandler = self._ended
        parser.CharacterDataHandler = self._said
        parser.StartDoctypeDeclHandler = self._refused
        try:
            parser.Parse(text, True)
        except expat.ExpatError:
            raise Unreadable("the reply is no XML") from None
        if not isinstance(self._whole, dict):
            raise Unreadable("the reply's XML holds no elements")
        return self._whole

    def _begun(self, name: str, _attributes: dict[str, str]) -> None:
        if len(self._open) > _DEEPEST:
            raise Unreadable("the reply's XML is nested too deep")
        self._open.append((name.rpartition(":")[2], {}, []))

    def _said(self, text: str) -> None:
        self._open[-1][2].append(text)

    def _ended(self, _name: str) -> None:
        name, children, texts = self._open.pop()
        value: Any = children or "".join(texts).strip()
        if not self._open:
            self._whole = value
            return
        above = self._open[-1][1]
        if name not in above:
            above[name] = value
        elif isinstance(above[name], list):
            above[name].append(value)
        else:
            above[name] = [above[name], value]

    def _refused(self, *_declaration: Any) -> None:
        raise Unreadable("the reply's XML declares a document type")
