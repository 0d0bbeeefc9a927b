"""From text to tree, after the grammar of cel-spec `doc/langdef.md`.

Left out on purpose, because the evaluating package has no use for them: messages (`Type{field: 1}`) and names with a
leading dot.
"""

from kiosk.engine.cel.syntax import (
    Binary,
    Call,
    Conditional,
    Flaw,
    FlawError,
    Index,
    ListLiteral,
    Literal,
    MapLiteral,
    Name,
    Node,
    Select,
    Unary,
)
from kiosk.engine.cel.tokens import RESERVED, Token, tokens

MAX_LENGTH = 2000
MAX_DEPTH = 24
"""No author nests so deep; a deeper text would exhaust the stack of whoever reads it."""

MACROS = {"all": (2,), "exists": (2,), "exists_one": (2,), "existsOne": (2,), "filter": (2,), "map": (2, 3)}
"""How many arguments each may have, the name of the item being the first."""

_BINARY: tuple[tuple[str, ...], ...] = (
    ("||",),
    ("&&",),
    ("==", "!=", "<", "<=", ">", ">=", "in"),
    ("+", "-"),
    ("*", "/", "%"),
)
_CONSTANTS = {"true": ("bool", True), "false": ("bool", False), "null": ("null", None)}


def parse(text: str) -> Node:
    """Return the tree of `text`. Raises FlawError with the first thing that is wrong."""
    if len(text) > MAX_LENGTH:
        raise FlawError(Flaw(0, len(text), f"the expression has {len(text)} characters; {MAX_LENGTH} are allowed"))
    reader = _Reader(list(tokens(text)))
    node = reader.expression()
    if reader.here.kind != "end":
        raise reader.unexpected("an operator or the end")
    return node


class _Reader:
    def __init__(self, words: list[Token]) -> None:
        self._words = words
        self._at = 0
        self._depth = 0

    @property
    def here(self) -> Token:
        return self._words[self._at]

    def unexpected(self, wanted: str) -> FlawError:
        here = self.here
        found = "the end" if here.kind == "end" else f"`{here.text}`"
        return FlawError(Flaw(here.start, max(here.end, here.start + 1), f"{found} where {wanted} was expected"))

    def expression(self) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise FlawError(Flaw(self.here.start, self.here.end, f"nested deeper than {MAX_DEPTH} levels"))
        node = self._binary(0)
        if self._takes("?"):
            then = self._binary(0)
            self._demand(":")
            other = self.expression()
            node = Conditional(node.start, other.end, node, then, other)
        self._depth -= 1
        return node

    def _binary(self, level: int) -> Node:
        if level == len(_BINARY):
            return self._unary()
        node = self._binary(level + 1)
        while self.here.kind in {"sign", "word"} and self.here.text in _BINARY[level]:
            op = self._next().text
            right = self._binary(level + 1)
            node = Binary(node.start, right.end, op, node, right)
        return node

    def _unary(self) -> Node:
        """`!` and `-` may be repeated, not mixed: `-!a` is no CEL. One `-` before digits belongs to the number."""
        sign = self.here.text
        signs: list[Token] = []
        while sign in {"!", "-"} and self._sees(sign):
            signs.append(self._next())
        minus = signs.pop() if sign == "-" and len(signs) == 1 and self.here.kind in {"int", "double"} else None
        if minus is None and self._sees("-") and self._words[self._at + 1].kind in {"int", "double"}:
            minus = self._next()
        node = self._member(minus)
        for one in reversed(signs):
            node = Unary(one.start, node.end, one.text, node)
        return node

    def _member(self, minus: Token | None = None) -> Node:
        node = self._primary(minus)
        while True:
            if self._takes("."):
                node = self._selection(node)
            elif self._takes("["):
                key = self.expression()
                node = Index(node.start, self._demand("]").end, node, key)
            elif self.here.text == "{" and self.here.kind == "sign" and isinstance(node, Name | Select):
                raise FlawError(
                    Flaw(node.start, node.end, "messages are not known here", "write a map: {'name': value}")
                )
            else:
                return node

    def _selection(self, node: Node) -> Node:
        word = self.here
        if word.kind != "word" or word.text in _CONSTANTS or word.text == "in":
            raise self.unexpected("the name of a field")
        self._next()
        if self._takes("("):
            arguments = self._list(")", trailing=False)
            return _call(Call(node.start, self._demand(")").end, word.text, word.start, node, arguments))
        return Select(node.start, word.end, node, word.text, word.start)

    def _primary(self, minus: Token | None) -> Node:
        word = self._next()
        if word.kind in {"int", "uint", "double", "string", "bytes"}:
            return _literal(word, minus)
        if word.kind == "word" and word.text in _CONSTANTS:
            return Literal(word.start, word.end, *_CONSTANTS[word.text])
        if word.kind == "word" and word.text != "in":
            return self._name(word)
        if word.text == "(" and word.kind == "sign":
            node = self.expression()
            self._demand(")")
            return node
        if word.text == "[" and word.kind == "sign":
            items = self._list("]", trailing=True)
            return ListLiteral(word.start, self._demand("]").end, items)
        if word.text == "{" and word.kind == "sign":
            return self._map(word)
        self._at -= 1
        raise self.unexpected("a value")

    def _name(self, word: Token) -> Node:
        if word.text in RESERVED and not self._sees("{"):
            raise FlawError(Flaw(word.start, word.end, f"`{word.text}` is a reserved word", "use another name"))
        if self._takes("("):
            arguments = self._list(")", trailing=False)
            return _call(Call(word.start, self._demand(")").end, word.text, word.start, None, arguments))
        return Name(word.start, word.end, word.text)

    def _list(self, close: str, *, trailing: bool) -> tuple[Node, ...]:
        items: list[Node] = []
        while not self._sees(close):
            items.append(self.expression())
            if not self._takes(","):
                break
            if self._sees(close) and not trailing:
                raise self.unexpected("a value")
        return tuple(items)

    def _map(self, brace: Token) -> Node:
        entries: list[tuple[Node, Node]] = []
        while not self._sees("}"):
            key = self.expression()
            self._demand(":")
            entries.append((key, self.expression()))
            if not self._takes(","):
                break
        return MapLiteral(brace.start, self._demand("}").end, tuple(entries))

    def _next(self) -> Token:
        word = self.here
        self._at += word.kind != "end"
        return word

    def _sees(self, sign: str) -> bool:
        return self.here.kind == "sign" and self.here.text == sign

    def _takes(self, sign: str) -> bool:
        seen = self._sees(sign)
        self._at += seen
        return seen

    def _demand(self, sign: str) -> Token:
        if not self._sees(sign):
            raise self.unexpected(f"`{sign}`")
        return self._next()


def is_macro(call: Call) -> bool:
    """True for `list.all(x, …)` and its like, where the first argument names each item in turn."""
    return call.target is not None and len(call.arguments) in MACROS.get(call.name, ())


def _call(call: Call) -> Call:
    if call.name == "has" and call.target is None and len(call.arguments) == 1:
        asked = call.arguments[0]
        if not isinstance(asked, Select):
            raise FlawError(Flaw(asked.start, asked.end, "`has` asks for a field", "write has(answer.field)"))
    if is_macro(call) and not isinstance(call.arguments[0], Name):
        given = call.arguments[0]
        hint = f"write list.{call.name}(x, … x …)"
        raise FlawError(Flaw(given.start, given.end, f"`{call.name}` first wants a simple name for each item", hint))
    return call


def _literal(word: Token, minus: Token | None) -> Literal:
    start = minus.start if minus else word.start
    if word.kind in {"string", "bytes"}:
        return Literal(start, word.end, word.kind, word.value)
    text = ("-" if minus else "") + word.text.rstrip("uU")
    if word.kind == "double":
        number = float(text)
        if number in {float("inf"), float("-inf")}:
            raise FlawError(Flaw(start, word.end, "the number is too large"))
        return Literal(start, word.end, word.kind, number)
    whole = int(text, 16 if "0x" in text else 10)
    fits = 0 <= whole < 2**64 if word.kind == "uint" else -(2**63) <= whole < 2**63
    if not fits:
        raise FlawError(Flaw(start, word.end, "the number is too large", "64 bits must hold it"))
    return Literal(start, word.end, word.kind, whole)
