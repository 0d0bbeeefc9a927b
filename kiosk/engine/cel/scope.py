"""What an expression can see where it stands: names with their types, and what is known to be true there."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kiosk.engine.cel.syntax import Binary, Call, Node, Unary, plain
from kiosk.engine.cel.types import Type

Facts = frozenset[object]
"""Each the truth of one expression, without its places; see `facts_of`."""


@dataclass(frozen=True)
class Scope:
    """`guards`: names that are there only when these facts hold. `unready`: names without a value yet, and why."""

    names: Mapping[str, Type]
    guards: Mapping[str, Facts] = field(default_factory=dict)
    unready: Mapping[str, str] = field(default_factory=dict)
    facts: Facts = frozenset()

    def knowing(self, facts: Facts) -> "Scope":
        """Return this scope where `facts` hold, too."""
        return replace(self, facts=self.facts | facts)

    def binding(self, name: str, kind: Type) -> "Scope":
        """Return this scope with `name` for something new. What was known of the old `name` is forgotten."""
        guards = {key: guard for key, guard in self.guards.items() if key != name}
        unready = {key: why for key, why in self.unready.items() if key != name}
        known = name in self.names or name in self.unready
        return Scope({**self.names, name: kind}, guards, unready, frozenset() if known else self.facts)

    def may_be_absent(self, name: str) -> bool:
        """True unless it is known here that `name` has a value."""
        guard = self.guards.get(name)
        return guard is not None and not guard <= self.facts and name not in _named(self.facts)


def facts_of(node: Node, *, true: bool = True) -> Facts:
    """Return what is known when `node` is true, or when it is false."""
    match node:
        case Unary(op="!", of=inner):
            return facts_of(inner, true=not true)
        case Binary(op=op, left=left, right=right) if op == ("&&" if true else "||"):
            return facts_of(left, true=true) | facts_of(right, true=true)
        case _:
            return frozenset({(true, plain(node))})


def has_fact(node: Node) -> object:
    """Return the fact that says: the optional field `node` is there."""
    return True, plain(Call(0, 0, "has", 0, None, (node,)))


def _named(facts: Facts) -> frozenset[str]:
    """Return the names of which some field is known to be there."""
    return frozenset(name for name in map(_name_with_field, facts) if name)


def _name_with_field(fact: object) -> str:
    match fact:
        case (True, ("Call", ("str", "has"), _, (("Select", of, _),))):
            return _root(of)
        case _:
            return ""


def _root(part: object) -> str:
    match part:
        case ("Name", ("str", str(name))):
            return name
        case ("Select", of, _):
            return _root(of)
        case _:
            return ""
