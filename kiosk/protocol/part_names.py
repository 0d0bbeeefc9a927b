"""What a member of a joint service calls its things, and what the joint service calls them.

card.name               move_card.name            the card is read once, for all
wish.purpose            move_form.fund_wish_purpose   one form asks what all forms ask
statement.balance       fund_statement.balance    everything else has the prefix of the part
fees.certificate        fees.fund_certificate
"""

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kiosk.protocol.document import Location
from kiosk.protocol.flow_places import division_files, strings, written_steps
from kiosk.protocol.notation import Expression, StepId, TextKey
from kiosk.protocol.renaming import put

_CHAIN = r"[a-z_]\w*(?:\s*\.\s*[a-z_]\w*)*"
_PIECES = re.compile(
    rf"""(?P<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|\bhas\(\s*(?P<asked>{_CHAIN})\s*\)|(?<![\w.])(?P<chain>{_CHAIN})"""
)
_BARE = re.compile(_CHAIN)


@dataclass(frozen=True)
class PartNames:
    """`steps`: new names by old; `fields`: what stands for a question, by form and field; the short form has no field.

    `forms`: those that are asked in the one form.
    """

    prefix: str
    folder: str
    steps: Mapping[str, str]
    fields: Mapping[tuple[str, ...], str]
    forms: frozenset[str] = frozenset()
    whole: list[tuple[Location, str]] = field(default_factory=list)

    def text(self, key: str) -> str:
        return f"{self.prefix}.{key}"

    def file(self, name: str) -> str:
        return f"{self.folder}/{name}"

    def renamed(self, steps: list[Any]) -> list[Any]:
        """Return the raw `steps` as the joint service writes them; `whole` then has who speaks of a form as a whole."""
        value = {"steps": copy.deepcopy(steps)}
        for at, text in [*self._names(value), *self._files(value)]:
            put(value, at, text)
        return value["steps"]

    def expression(self, text: str) -> str:
        """Return the CEL with every name of the member replaced."""

        def one(found: re.Match[str]) -> str:
            if found["asked"] is not None:
                told = self._chain(found["asked"])
                return f"has({told})" if _BARE.fullmatch(told) and "." in told else "true"
            return found["text"] or self._chain(found["chain"])

        return _PIECES.sub(one, text)

    def _names(self, value: dict[str, Any]) -> Iterator[tuple[Location, str]]:
        for at, name in list(strings(value, StepId)):
            yield at, self.steps.get(name, name)
        for at, key in list(strings(value, TextKey)):
            yield at, self.text(key)
        for at, text in list(strings(value, Expression)):
            yield at, self.expression(text)
            forms = [one for one in self.forms if self._speaks_of(text, one)]
            self.whole.extend((at, form) for form in forms)

    def _files(self, value: dict[str, Any]) -> Iterator[tuple[Location, str]]:
        for place, step in written_steps(value):
            if isinstance(step.get("template"), str):
                yield (*place, "template"), self.file(step["template"])
            yield from ((at, self.file(name)) for at, _, name in division_files(place, step))

    def _chain(self, chain: str) -> str:
        """Return the names joined by dots with the first of them replaced; a chain of others as it is written."""
        names = tuple(re.split(r"\s*\.\s*", chain))
        for length in (2, 1):
            if names[:length] in self.fields:
                return ".".join((self.fields[names[:length]], *names[length:]))
        if len(names) > 1 and names[0] == "detours":
            return ".".join(("detours", self.steps.get(names[1], names[1]), *names[2:]))
        if len(names) > 1 and names[0] == "fees":
            return ".".join(("fees", f"{self.prefix}_{names[1]}", *names[2:]))
        return ".".join((self.steps[names[0]], *names[1:])) if names[0] in self.steps else chain

    @staticmethod
    def _speaks_of(text: str, form: str) -> bool:
        chains = (found["chain"] or found["asked"] or "" for found in _PIECES.finditer(text))
        return any(chain == form for chain in chains)
