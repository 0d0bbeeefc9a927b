"""The words of CEL, each with its place (cel-spec, `doc/langdef.md`, Syntax)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.engine.cel.syntax import Flaw, FlawError

_RESERVED = "as break const continue else for function if import let loop package namespace return var void while"
RESERVED = frozenset(re.findall(r"\w+", _RESERVED))
"""No names of values; fields may be called so."""

_TOKEN = re.compile(
    r"""
    (?P<space>(?:[ \t\r\n\f]|//[^\n]*)+)
  | (?P<bytes>[bB](?P<bytes_raw>[rR]?)(?P<bytes_body>QUOTED))
  | (?P<string>(?P<string_raw>[rR]?)(?P<string_body>QUOTED))
  | (?P<double>\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?)
  | (?P<uint>(?:0x[0-9a-fA-F]+|\d+)[uU])
  | (?P<int>0x[0-9a-fA-F]+|\d+)
  | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<sign>&&|\|\||==|!=|<=|>=|[<>+\-*/%!?:.,()\[\]{}])
    """.replace(
        "QUOTED",
        r"'''(?:[^\\]|\\.)*?'''" + r'|"""(?:[^\\]|\\.)*?"""' + r"|'(?:[^\\'\r\n]|\\.)*'" + r'|"(?:[^\\"\r\n]|\\.)*"',
    ),
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(
    r"\\(?:([abfnrtv\\?\"'`])|x([0-9a-fA-F]{2})|X([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|(.?))",
    re.DOTALL,
)
_SIGNS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


@dataclass(frozen=True)
class Token:
    """`kind`: word, sign, int, uint, double, string, bytes, end. `text` as written; `value` decoded, for strings."""

    kind: str
    text: str
    start: int
    end: int
    value: str | bytes = ""


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of `text`, the last of kind `end`. Raises FlawError."""
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise FlawError(_unknown(text, at))
        if not found["space"]:
            yield _token(found)
        at = found.end()
    yield Token("end", "", at, at)


def _token(found: re.Match[str]) -> Token:
    start, end = found.span()
    for kind in ("bytes", "string"):
        body = found[f"{kind}_body"]
        if found[kind] is not None and body is not None:
            quote = body[:3] if body[:3] in {"'''", '"""'} else body[0]
            inside = start + len(found[0]) - len(body) + len(quote)
            written, raw = body[len(quote) : -len(quote)], bool(found[f"{kind}_raw"])
            value = _decoded(written, inside, raw=raw, as_bytes=kind == "bytes")
            return Token(kind, found[0], start, end, value)
    kind = next(kind for kind in ("double", "uint", "int", "word", "sign") if found[kind] is not None)
    return Token(kind, found[0], start, end)


def _decoded(written: str, at: int, *, raw: bool, as_bytes: bool) -> str | bytes:
    if raw:
        return written.encode() if as_bytes else written
    return _unescaped(written, at, as_bytes=as_bytes)


def _unescaped(written: str, at: int, *, as_bytes: bool) -> str | bytes:
    """Decode the escapes of `written`, which stands at `at`; two hex digits or an octal are a byte in bytes."""
    parts: list[str | int] = []
    last = 0
    for found in _ESCAPE.finditer(written):
        parts += [written[last : found.start()], _escape(found, at, as_bytes=as_bytes)]
        last = found.end()
    parts.append(written[last:])
    if as_bytes:
        return b"".join(bytes([part]) if isinstance(part, int) else part.encode() for part in parts)
    return "".join(chr(part) if isinstance(part, int) else part for part in parts)


def _escape(found: re.Match[str], at: int, *, as_bytes: bool) -> str | int:
    simple, small_x, large_x, four, eight, octal, wrong = found.groups()
    if simple:
        return _SIGNS.get(simple, simple)
    if small_x or large_x:
        return int(small_x or large_x, 16)
    if octal:
        return int(octal, 8)
    code = int(four or eight or "0", 16)
    if wrong is None and not as_bytes and code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF:
        return code
    start = at + found.start()
    hint = r"known are \n \t \\ \' \" \uXXXX; a backslash itself is \\, and in r'…' it stands for itself"
    raise FlawError(Flaw(start, at + found.end(), f"`{found[0]}` is no escape of CEL", hint))


def _unknown(text: str, at: int) -> Flaw:
    sign = text[at]
    if sign in "'\"":
        line_end = text.find("\n", at)
        return Flaw(at, line_end if line_end > 0 else len(text), "this text has no end", f"close it with {sign}")
    if sign in {"&", "|"}:
        return Flaw(at, at + 1, f"`{sign}` is no sign of CEL", f"write `{sign}{sign}`")
    if sign == "=":
        return Flaw(at, at + 1, "`=` is no sign of CEL", "write `==` to compare")
    hint = "write texts in quotes" if sign.isalpha() else ""
    return Flaw(at, at + 1, f"`{sign}` is no sign of CEL", hint)
