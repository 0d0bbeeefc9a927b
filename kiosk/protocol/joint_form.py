"""The one form of a joint service: what its parts ask, each question once.

Two questions are one when their fields have the same `meaning`; nothing is guessed. What they allow must agree, the
words may differ: those of the first are shown.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kiosk.protocol.document import Document, Location, Problem

_WORDS = frozenset({"id", "label", "hint", "optional", "note", "unit"})
_SHORT = ("presets", "custom", "earliest", "latest")


@dataclass(frozen=True)
class Question:
    """A field of a member's form. `name`: (form, field), or (form,) for the short form. It stands at `there`."""

    name: tuple[str, ...]
    raw: dict[str, Any]
    document: Document
    there: Location

    @property
    def said(self) -> str:
        return ".".join(self.name)

    @property
    def meaning(self) -> str | None:
        meaning = self.raw.get("meaning")
        return meaning if isinstance(meaning, str) else None

    def id_under(self, prefix: str) -> str:
        """Return the id of the question in the one form."""
        return self.meaning or "_".join((prefix, *self.name))


def questions(document: Document, step: dict[str, Any], there: Location) -> Iterator[Question]:
    """Yield the questions of the raw form `step`."""
    form, fields = str(step.get("id")), step.get("fields")
    if not isinstance(fields, list):
        short = {name: step[name] for name in _SHORT if name in step}
        yield Question((form,), {"kind": "month_range", "label": step.get("title"), **short}, document, there)
        return
    for index, raw in enumerate(fields):
        if isinstance(raw, dict):
            yield Question((form, str(raw.get("id"))), raw, document, (*there, "fields", index))


@dataclass
class Asked:
    """The questions of the one form, in their order, and what they contradict each other in.

    `texts`: by language, then key, as the joint service has them.
    """

    texts: Mapping[str, Mapping[str, str]]
    asked: dict[str, Question] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def ask(self, question: Question, prefix: str) -> None:
        """Add a question, unless one of the same meaning is there."""
        name = question.id_under(prefix)
        first = self.asked.setdefault(name, question)
        if first is question:
            self._told_apart(question)
            return
        differing = _difference(first.raw, question.raw)
        if differing:
            place = first.document.problem(first.there, "")
            as_there = f"{question.said!r} means {question.meaning!r} as in {place.file}:{place.line}:{place.column}"
            told = f"{as_there}, and its {differing} differs"
            self.problems.append(
                question.document.problem(question.there, told, "let both allow the same, or give it another meaning")
            )
        if not question.raw.get("optional"):
            needed = {**first.raw, "optional": False}
            self.asked[name] = Question(first.name, needed, first.document, first.there)

    def _told_apart(self, question: Question) -> None:
        """Nobody is asked in the same words twice: whoever answered would think that the answer was lost."""
        for other in self.asked.values():
            if other.document is not question.document and self._reads(other) == self._reads(question):
                place = other.document.problem(other.there, "")
                told = f"{question.said!r} reads as {other.said!r} in {place.file}:{place.line}:{place.column}"
                hint = "give both the same meaning if they ask the same, else one of them other words"
                self.problems.append(question.document.problem(question.there, told, hint))
                return

    def _reads(self, question: Question) -> tuple[str, ...]:
        label = str(question.raw.get("label"))
        return tuple(self.texts[language].get(label, label) for language in sorted(self.texts))

    def fields(self) -> list[dict[str, Any]]:
        """Return the raw fields."""
        return [{**question.raw, "id": name} for name, question in self.asked.items()]


def _difference(one: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """Return the name of what two fields allow differently, or an empty text."""
    names = sorted((one.keys() | other.keys()) - _WORDS, key=lambda name: (name != "kind", name))
    return next((name for name in names if _allows(one.get(name)) != _allows(other.get(name))), "")


def _allows(value: Any) -> Any:
    """Leave out the words, which each flow has its own of, and the names."""
    if isinstance(value, list):
        return [_allows(item) for item in value]
    if isinstance(value, dict):
        return {name: _allows(item) for name, item in value.items() if name == "id" or name not in _WORDS}
    return value
