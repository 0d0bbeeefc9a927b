"""A YAML document that knows where each of its values stands, so that a message can point at it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.constructor import SafeConstructor

MAX_DEPTH = 30
"""A flow is about six levels deep; a deeper document is an attack on the recursion of the reader."""

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's is eight times as fast, where it is built in
Location = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """Something the author must mend. `line` and `column` count from 1; `hint` is the remedy, if one is known.

    `code` names the kind of mistake for programs, see `kiosk.authoring.codes`; `width` characters are wrong.
    """

    file: str
    line: int
    column: int
    message: str
    hint: str = ""
    code: str = field(default="", compare=False)
    width: int = field(default=1, compare=False)

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.file}:{self.line}:{self.column}: {self.message}{hint}"


@dataclass(frozen=True)
class Document:
    """One document: `value` as plain Python values, and the nodes that it came from."""

    name: str
    value: Any
    _node: yaml.Node

    def place(self, location: Sequence[str | int], *, at_key: bool = False) -> tuple[int, int]:
        """Return line and column, from 1, of what `location` leads to, or of the nearest thing around it.

        Parts that lead nowhere are skipped: pydantic puts the tags of unions into its locations.
        """
        node, mark = self._node, self._node.start_mark
        for part in location:
            found = _child(node, part)
            if found is not None:
                key, node = found
                mark = (key if at_key else node).start_mark
        return mark.line + 1, mark.column + 1

    def depth(self, location: Sequence[str | int]) -> int:
        """Return how many parts of `location` lead somewhere in this document; all of them where a value ends it."""
        node, depth = self._node, 0
        for part in location:
            found = _child(node, part)
            if found is not None:
                node, depth = found[1], depth + 1
            elif not isinstance(node, yaml.MappingNode):
                return len(location)
        return depth

    def problem(self, location: Sequence[str | int], message: str, hint: str = "", *, at_key: bool = False) -> Problem:
        """Return a problem that points at `location`."""
        return Problem(self.name, *self.place(location, at_key=at_key), message, hint)

    def within(self, location: Location, value: Any) -> "Document":
        """Return what stands at `location` as a document of its own; its places are still those in the file."""
        return Assembled(self.name, value, self._node, (Part((), self, location),))

    def assembled(self, value: Any, parts: "tuple[Part, ...]") -> "Document":
        """Return this document with `value` made of parts that stand elsewhere, too."""
        return Assembled(self.name, value, self._node, tuple(sorted(parts, key=lambda part: -len(part.at))))


@dataclass(frozen=True)
class Part:
    """What is at `at` in the whole stands at `there` in `document`."""

    at: Location
    document: Document
    there: Location


@dataclass(frozen=True)
class Assembled(Document):
    """A document of parts, the inner ones first."""

    parts: tuple[Part, ...] = ()

    def problem(self, location: Sequence[str | int], message: str, hint: str = "", *, at_key: bool = False) -> Problem:
        """Return a problem in the file that `location` comes from."""
        way = _leading(self.value, location)
        for part in self.parts:
            if way[: len(part.at)] == part.at:
                return part.document.problem((*part.there, *way[len(part.at) :]), message, hint, at_key=at_key)
        return super().problem(location, message, hint, at_key=at_key)


_NOTHING = object()


def _leading(value: Any, location: Sequence[str | int]) -> Location:
    """Leave out the parts that lead nowhere, such as the tags of unions."""
    way: list[str | int] = []
    for part in location:
        inside = _item(value, part)
        if inside is not _NOTHING:
            value = inside
            way.append(part)
    return tuple(way)


def _item(value: Any, part: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(part, _NOTHING)
    return value[part] if isinstance(value, list) and isinstance(part, int) and part < len(value) else _NOTHING


def read_document(name: str, data: bytes) -> tuple[Document | None, list[Problem]]:
    """Read YAML. The document is None when the problems leave nothing to work on.

    Anchors and aliases are refused (they can blow a small file up to gigabytes), and so is a key that stands twice
    (YAML would silently take the last).
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, [Problem(name, line, 1, "is not UTF-8", "save the file as UTF-8")]
    try:
        refusal = _refusal(name, text)
        if refusal:
            return None, [refusal]
        node = yaml.compose(text, Loader=Loader)
        if node is None:
            return None, [Problem(name, 1, 1, "is empty")]
        value = SafeConstructor().construct_document(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        return None, [Problem(name, line, column, f"is no YAML: {error.problem or error.context}")]
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date or a number that cannot be
        return None, [Problem(name, 1, 1, f"is no YAML: {str(error).splitlines()[0]}")]
    document = Document(name, value, node)
    return document, list(_repeated_keys(name, node))


def _refusal(name: str, text: str) -> Problem | None:
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        mark = event.start_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        if isinstance(event, yaml.AliasEvent):
            return Problem(name, *place, "anchors and aliases are not allowed", "write it out")
        if depth > MAX_DEPTH:
            return Problem(name, *place, f"is nested deeper than {MAX_DEPTH} levels")
    return None


def _child(node: yaml.Node, part: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part]
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return key, value
    return None


def _repeated_keys(name: str, node: yaml.Node) -> Iterator[Problem]:
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _repeated_keys(name, item)
    if isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            mark = key.start_mark
            if key.value in seen:
                message = f"key {key.value!r} stands twice, first on line {seen[key.value]}"
                yield Problem(name, mark.line + 1, mark.column + 1, message, "keep one of them")
            seen.setdefault(str(key.value), mark.line + 1)
            yield from _repeated_keys(name, value)
