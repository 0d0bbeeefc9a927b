"""What words have in braces: each among the values of its step, alike in each language, and none for nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from kiosk.protocol.document import Document, Location, Problem
from kiosk.protocol.filling import CATEGORIES, FillingError, Plural, holes, parsed
from kiosk.protocol.flow_places import text_keys, written_steps
from kiosk.protocol.model_problems import did_you_mean


class Said(NamedTuple):
    """Words, and where they stand."""

    document: Document
    at: Location
    words: str

    def problem(self, message: str, hint: str) -> Problem:
        return replace(self.document.problem(self.at, message, hint), code="text-value")


Words = Mapping[str, Mapping[str, Said]]
"""By language, then key."""


_AS_WRITTEN = frozenset({"title", "purpose", "document_title"})
"""What is told of a step before it is come to, or leaves the terminal: on a bar, on a phone, in a list of documents."""


@dataclass
class _Owner:
    """Who shows words: a step, or the service itself, which has no values."""

    name: str
    values: Mapping[str, Any]
    place: Location = ()
    used: set[str] = field(default_factory=set)


def filling_problems(flow: Document, words: Words) -> Iterator[Problem]:
    """Yield what is wrong with the braces of `words`."""
    owners = {place: _owner(place, step) for place, step in written_steps(flow.value)}
    service = _Owner("the service", {})
    seen: set[tuple[str, str]] = set()
    for at, key in text_keys(flow.value):
        owner = next((owners[at[:end]] for end in range(len(at), 0, -1) if at[:end] in owners), service)
        filled = owner if at[-1] not in _AS_WRITTEN else _Owner(f"the {at[-1]} of {owner.name}", {})
        for language, known in words.items():
            if key in known and (filled.name, f"{language}.{key}") not in seen:
                seen.add((filled.name, f"{language}.{key}"))
                yield from _of_words(known[key], language, filled)
        yield from _unlike({language: known[key] for language, known in words.items() if key in known}, key)
    for owner in owners.values():
        yield from _unused(flow, owner)


def _owner(place: Location, step: dict[str, Any]) -> _Owner:
    values = step.get("values")
    return _Owner(f"step {step.get('id')!r}", values if isinstance(values, dict) else {}, place)


def _of_words(said: Said, language: str, owner: _Owner) -> Iterator[Problem]:
    try:
        found = list(holes(parsed(said.words)))
    except FillingError as error:
        yield said.problem(f"{said.words[error.at :][:20]}: {error}", error.hint)
        return
    for hole in found:
        owner.used.add(hole.name)
        told = _of_value(hole.name, owner)
        if told is None and isinstance(hole, Plural):
            told = _of_plural(hole, language, owner)
        if told is not None:
            yield said.problem(*told)


def _of_value(name: str, owner: _Owner) -> tuple[str, str] | None:
    if name in owner.values:
        return None
    if not owner.place:
        message = f"{{{name}}} would stand on the screen as it is: the words of {owner.name} are not filled"
        return message, "write it in full"
    hint = did_you_mean(name, owner.values) or f"add to the step: values: {{{name}: {{value: …}}}}"
    return f"{{{name}}} is not among the values of {owner.name}", hint


def _of_plural(plural: Plural, language: str, owner: _Owner) -> tuple[str, str] | None:
    value = owner.values[plural.name]
    if not isinstance(value, dict) or value.get("format") != "number":
        return f"{plural.name!r} of {owner.name} is counted here, but is no number", "give it format: number"
    known = CATEGORIES.get(language, ("other",))
    selectors = [selector for selector, _ in plural.forms if not selector.startswith("=")]
    unknown = [selector for selector in selectors if selector not in known]
    missing = [category for category in known if category not in selectors]
    if unknown:
        return f"{language} has no {unknown[0]!r} for whole numbers", f"its forms are {', '.join(known)}"
    if missing:
        return f"{plural.name!r} has no words for {missing[0]!r}, which {language} has", f"write {missing[0]} {{…}}"
    return None


def _unlike(said: Mapping[str, Said], key: str) -> Iterator[Problem]:
    """Each language tells the same values."""
    try:
        told = {language: {hole.name for hole in holes(parsed(one.words))} for language, one in said.items()}
    except FillingError:
        return
    for language, one in said.items():
        for other, names in told.items():
            for name in sorted(names - told[language]):
                message = f"{key!r} does not tell {{{name}}} in {language}, as it does in {other}"
                yield one.problem(message, f"write {{{name}}} here, too")


def _unused(flow: Document, owner: _Owner) -> Iterator[Problem]:
    for name in owner.values:
        if name not in owner.used:
            message = f"no words of {owner.name} have {{{name}}}"
            told = flow.problem((*owner.place, "values", name), message, "remove it, or say it", at_key=True)
            yield replace(told, code="value-unused", width=len(str(name)))
