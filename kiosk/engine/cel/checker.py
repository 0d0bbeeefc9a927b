"""The type of every part of an expression, and every flaw in it: what would otherwise surprise in the street."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kiosk.engine.cel import calls, operators
from kiosk.engine.cel.parser import is_macro
from kiosk.engine.cel.scope import Scope, facts_of, has_fact
from kiosk.engine.cel.syntax import (
    Binary,
    Call,
    Conditional,
    Flaw,
    Index,
    ListLiteral,
    Literal,
    MapLiteral,
    Name,
    Node,
    Select,
    Unary,
)
from kiosk.engine.cel.types import (
    BOOL,
    DOUBLE,
    DYN,
    INT,
    NULL,
    TEXT,
    TYPE,
    UINT,
    Field,
    ListOf,
    MapOf,
    Record,
    Text,
    Type,
    fits,
    join,
    join_all,
    of_literal,
)


@dataclass(frozen=True)
class Checked:
    """`type` is `DYN` where it is open; not `certain`: some part is, so that its use was not checked."""

    type: Type
    flaws: tuple[Flaw, ...]
    certain: bool


def check(text: str, node: Node, scope: Scope, functions: Mapping[str, calls.Signature]) -> Checked:
    """Return the type of `node`, which was parsed from `text`, and all that is wrong with it in `scope`."""
    checker = _Checker(text, functions)
    found = checker.type_of(node, scope)
    return Checked(found, tuple(sorted(checker.flaws, key=lambda flaw: (flaw.start, flaw.end))), checker.certain)


class _Checker:
    def __init__(self, text: str, functions: Mapping[str, calls.Signature]) -> None:
        self._text = text
        self._functions = functions
        self.flaws: list[Flaw] = []
        self.certain = True

    def type_of(self, node: Node, scope: Scope) -> Type:
        found = self._type_of(node, scope)
        self.certain = self.certain and found != DYN
        return found

    def _type_of(self, node: Node, scope: Scope) -> Type:  # noqa: C901 - an arm for each kind of node
        match node:
            case Literal(kind=kind, value=value):
                return of_literal(kind, value)
            case Name():
                return self._name(node, scope)
            case Select():
                return self._select(node, scope)
            case Index():
                return self._index(node, scope)
            case Unary():
                return self._unary(node, scope)
            case Binary():
                return self._binary(node, scope)
            case Conditional():
                return self._conditional(node, scope)
            case ListLiteral(items=items):
                return ListOf(join_all([self.type_of(item, scope) for item in items]))
            case MapLiteral():
                return self._map(node, scope)
            case Call():
                return self._call(node, scope)
            case _:
                raise AssertionError(f"no part of an expression: {node}")

    def _flaw(self, node: Node, message: str, hint: str = "", *, code: str = "type") -> Type:
        self.flaws.append(Flaw(node.start, node.end, message, hint, code))
        return DYN

    def _written(self, node: Node) -> str:
        return self._text[node.start : node.end]

    def _name(self, node: Name, scope: Scope) -> Type:
        if node.name in scope.unready:
            return self._flaw(
                node, scope.unready[node.name], "only steps above this one have an answer here", code="unready"
            )
        if node.name in scope.names:
            if scope.may_be_absent(node.name):
                return self._absent_step(node, scope)
            return scope.names[node.name]
        if node.name in operators.TYPE_NAMES:
            return TYPE
        known = [*scope.names, *self._functions]
        return self._flaw(
            node, f"nothing is called `{node.name}` here", near(node.name, known, scope.names), code="name"
        )

    def _absent_step(self, node: Name, scope: Scope) -> Type:
        """Say so once, and go on as if it were there: its fields may have flaws of their own."""
        kind = scope.names[node.name]
        hint = "give this step the same `when`"
        if isinstance(kind, Record) and kind.fields:
            hint += f", or ask first: has({node.name}.{next(iter(kind.fields))}) ? … : …"
        self._flaw(node, f"`{node.name}` has no answer when its step is passed over", hint, code="absent")
        return kind

    def _select(self, node: Select, scope: Scope) -> Type:
        found = self._field(node, node.field, self.type_of(node.of, scope))
        if found.optional and has_fact(node) not in scope.facts:
            written = self._written(node)
            self._flaw(node, f"`{written}` may be absent", f"ask first: has({written}) ? {written} : …", code="absent")
        return found.type

    def _field(self, node: Select | Index, name: str, of: Type) -> Field:
        match of:
            case Record(fields=known, origin=origin):
                if name in known:
                    return known[name]
                hint = _near_field(self._written(node.of), name, known)
                return Field(
                    self._flaw(
                        node, f"`{self._written(node)}` is no field of {origin or 'this record'}", hint, code="field"
                    )
                )
            case MapOf(of=inner):
                return Field(inner)
            case _ if of == DYN:
                return Field(DYN)
            case _:
                return Field(
                    self._flaw(node, f"`{self._written(node.of)}` is {_a(of)} and has no fields", code="field")
                )

    def _index(self, node: Index, scope: Scope) -> Type:
        of, key = self.type_of(node.of, scope), self.type_of(node.key, scope)
        match of:
            case ListOf(of=inner):
                return (
                    inner if key in (INT, UINT, DYN) else self._flaw(node.key, f"a list is asked by int, not by {key}")
                )
            case MapOf(key=asked, of=inner):
                return inner if operators.asks(key, asked) else self._flaw(node.key, f"no key of this map is {_a(key)}")
            case Record() if isinstance(node.key, Literal) and isinstance(node.key.value, str):
                found = self._field(node, node.key.value, of)
                if found.optional:
                    self._flaw(
                        node,
                        f"`{self._written(node)}` may be absent",
                        "write it with a dot, and ask has(…) first",
                        code="absent",
                    )
                return found.type
            case Record() if isinstance(key, Text) or key == DYN:
                return DYN
            case _:
                return DYN if of == DYN else self._flaw(node, f"{_a(of)} cannot be asked by [ ]")

    def _unary(self, node: Unary, scope: Scope) -> Type:
        of = self.type_of(node.of, scope)
        if node.op == "!":
            self._demand(node.of, of, BOOL)
            return BOOL
        return of if of in (INT, DOUBLE, DYN) else self._flaw(node, f"`-` wants a number, not {_a(of)}")

    def _binary(self, node: Binary, scope: Scope) -> Type:
        if node.op in {"&&", "||"}:
            left_scope = scope.knowing(facts_of(node.left, true=node.op == "&&"))
            self._demand(node.left, self.type_of(node.left, scope), BOOL)
            self._demand(node.right, self.type_of(node.right, left_scope), BOOL)
            return BOOL
        left, right = self.type_of(node.left, scope), self.type_of(node.right, scope)
        if node.op in {"/", "%"} and isinstance(node.right, Literal) and node.right.value == 0 and right != DOUBLE:
            return self._flaw(node.right, "division by zero")
        found = operators.result(node.op, left, right)
        return found if found is not None else self._flaw(node, *_misfit(node.op, left, right))

    def _conditional(self, node: Conditional, scope: Scope) -> Type:
        self._demand(node.test, self.type_of(node.test, scope), BOOL)
        then = self.type_of(node.then, scope.knowing(facts_of(node.test)))
        other = self.type_of(node.other, scope.knowing(facts_of(node.test, true=False)))
        if not operators.comparable(then, other) and NULL not in (then, other):
            self._flaw(node, f"one branch is {_a(then)}, the other {_a(other)}", "let both be of one type")
        return join(then, other)

    def _map(self, node: MapLiteral, scope: Scope) -> Type:
        fields: dict[str, Field] = {}
        keys, values = [], []
        for key, value in node.entries:
            keys.append(self.type_of(key, scope))
            values.append(self.type_of(value, scope))
            if not operators.is_key(keys[-1]):
                self._flaw(key, f"no key of a map may be {_a(keys[-1])}", "a name without quotes is a value: quote it")
            if isinstance(key, Literal) and isinstance(key.value, str):
                if key.value in fields:
                    self._flaw(key, f"the key {key.value!r} stands twice", "keep one of them")
                fields[key.value] = Field(values[-1])
        if len(fields) == len(node.entries):
            return Record(fields, "this map")
        return MapOf(join_all(keys), join_all(values))

    def _demand(self, node: Node, given: Type, wanted: Type) -> None:
        if not fits(given, wanted):
            self._flaw(node, f"{wanted} is wanted here, this is {_a(given)}")

    def _call(self, node: Call, scope: Scope) -> Type:
        if node.name == "has" and node.target is None and len(node.arguments) == 1:
            return self._has(node.arguments[0], scope)
        if is_macro(node):
            return self._macro(node, scope)
        target = None if node.target is None else self.type_of(node.target, scope)
        given = [self.type_of(argument, scope) for argument in node.arguments]
        found = calls.resolve(node, target, given, self._functions)
        if isinstance(found, Flaw):
            self.flaws.append(found)
            return DYN
        return found

    def _has(self, asked: Node, scope: Scope) -> Type:
        assert isinstance(asked, Select), "the parser accepts nothing else"
        of = asked.of
        there = isinstance(of, Name) and of.name in scope.guards and of.name in scope.names
        self._field(
            asked, asked.field, scope.names[of.name] if there and isinstance(of, Name) else self.type_of(of, scope)
        )
        return BOOL

    def _macro(self, node: Call, scope: Scope) -> Type:
        item, *bodies = node.arguments
        assert node.target is not None, "a macro has one"
        assert isinstance(item, Name), "the parser accepts nothing else"
        item_type = self._items_of(node.target, self.type_of(node.target, scope))
        inside = scope.binding(item.name, item_type)
        if node.name != "map" or len(bodies) == 2:
            self._demand(bodies[0], self.type_of(bodies[0], inside), BOOL)
        if node.name == "map":
            known = facts_of(bodies[0]) if len(bodies) == 2 else frozenset()
            return ListOf(self.type_of(bodies[-1], inside.knowing(known)))
        return ListOf(item_type) if node.name == "filter" else BOOL

    def _items_of(self, node: Node, of: Type) -> Type:
        match of:
            case ListOf(of=inner):
                return inner
            case MapOf(key=key):
                return key
            case Record():
                return TEXT
            case _:
                return DYN if of == DYN else self._flaw(node, f"a list is wanted here, this is {_a(of)}")


def near(word: str, known: Iterable[str], shown: Iterable[str] = ()) -> str:
    """Return `did you mean …?`, or what is known instead."""
    close = difflib.get_close_matches(word, sorted(known), n=1)
    if close:
        return f"did you mean `{close[0]}`?"
    return f"known are {', '.join(sorted(shown))}" if shown else ""


def _near_field(of: str, name: str, known: Mapping[str, Field]) -> str:
    close = difflib.get_close_matches(name, sorted(known), n=1)
    return f"did you mean `{of}.{close[0]}`?" if close else f"its fields are {', '.join(known)}"


def _misfit(op: str, left: Type, right: Type) -> tuple[str, str]:
    if op in {"==", "!="}:
        return f"{left} and {right} are never equal", ""
    hint = ""
    if op == "+" and (isinstance(left, Text) or isinstance(right, Text)):
        hint = "turn a number into text with string(…)"
    elif {left, right} <= {INT, UINT, DOUBLE}:
        hint = "turn one into the other with int(…), uint(…) or double(…)"
    elif Text("money") in (left, right):
        hint = "fen(…) turns an amount into a whole number"
    return f"`{op}` cannot be used between {left} and {right}", hint


def _a(kind: Type) -> str:
    return calls.a(kind)
