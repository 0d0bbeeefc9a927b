"""Which function a call means, and whether its arguments fit."""

import difflib
from collections.abc import Mapping, Sequence
from typing import Protocol

from kiosk.engine.cel.operators import STANDARD, Overload
from kiosk.engine.cel.parser import MACROS
from kiosk.engine.cel.syntax import Call, Flaw, Node
from kiosk.engine.cel.types import BOOL, NULL, TEXT, ListOf, Text, Type, fits


class Signature(Protocol):
    """The types of a function that the host brings along; see `kiosk.engine.functions`."""

    @property
    def takes(self) -> tuple[Type, ...]: ...
    @property
    def gives(self) -> Type: ...
    @property
    def says(self) -> str: ...


def resolve(call: Call, target: Type | None, given: Sequence[Type], functions: Mapping[str, Signature]) -> Type | Flaw:
    """Return what `call` gives, or why it cannot be. `f(x, y)` may be written `x.f(y)`."""
    if call.name in functions:
        nodes = [*([call.target] if call.target else []), *call.arguments]
        types = [*([target] if target is not None else []), *given]
        return _own(call, functions[call.name], nodes, types)
    if call.name in STANDARD:
        return _standard(call, target, given)
    known = [*functions, *STANDARD, *MACROS, "has"]
    close = difflib.get_close_matches(call.name, sorted(known), n=1)
    hint = f"did you mean `{close[0]}`?" if close else f"flows have {', '.join(sorted(functions))}"
    at = call.name_start
    return Flaw(at, at + len(call.name), f"there is no function `{call.name}`", hint, "function")


def _own(call: Call, function: Signature, nodes: Sequence[Node], types: Sequence[Type]) -> Type | Flaw:
    if len(types) != len(function.takes):
        message = (
            f"`{call.name}` wants {_count(len(function.takes))}, here {'is' if len(types) == 1 else 'are'} {len(types)}"
        )
        return Flaw(call.start, call.end, message, function.says)
    for node, kind, wanted in zip(nodes, types, function.takes, strict=True):
        if not fits(kind, wanted):
            message = f"`{call.name}` wants {a(wanted)} here, this is {a(kind)}"
            return Flaw(node.start, node.end, message, _remedy(kind, wanted, function))
    return function.gives


def _standard(call: Call, target: Type | None, given: Sequence[Type]) -> Type | Flaw:
    for one in STANDARD[call.name]:
        if _takes(one, target, given):
            return one.gives
    before = f"{a(target)} before the dot, " if target is not None else ""
    inside = ", ".join(map(a, given)) or "nothing"
    hint = "length(…) counts the signs of a text" if call.name == "size" else _known(call.name)
    return Flaw(call.start, call.end, f"`{call.name}` cannot be used so: {before}{inside} in brackets", hint)


def _takes(one: Overload, target: Type | None, given: Sequence[Type]) -> bool:
    if (one.target is None) != (target is None) or len(one.takes) != len(given):
        return False
    fit = all(fits(kind, wanted) for kind, wanted in zip(given, one.takes, strict=True))
    return fit and (one.target is None or target is None or fits(target, one.target))


def _known(name: str) -> str:
    ways = [
        f"{f'{one.target}.' if one.target else ''}{name}({', '.join(map(str, one.takes))})" for one in STANDARD[name]
    ]
    return f"known are {', '.join(ways)}"


def _remedy(kind: Type, wanted: Type, function: Signature) -> str:
    if kind == TEXT and wanted == Text("day"):
        return "day_or(…, today) makes a day of a text that may be none"
    if isinstance(kind, Text) and kind.form == "day" and wanted == Text("month"):
        return "month_of(…) gives the month of a day"
    if isinstance(kind, Text) and kind.form == "money" and not isinstance(wanted, Text):
        return "fen(…) turns an amount into a whole number"
    return function.says


def _count(number: int) -> str:
    return "nothing in brackets" if number == 0 else "one value" if number == 1 else f"{number} values"


def a(kind: Type) -> str:
    """Return the type as a message says it."""
    if isinstance(kind, ListOf) or kind in (NULL, BOOL, TEXT):
        return str(kind) if not isinstance(kind, ListOf) else f"a {kind}"
    return f"{'an' if str(kind)[0] in 'aeiu' else 'a'} {kind}"
