"""The words in a package: the flow's own, and those of the fragments that it includes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kiosk.protocol.document import Document, Problem
from kiosk.protocol.flow import LANGUAGES
from kiosk.protocol.model_problems import did_you_mean

_NAME = re.compile(r"((?:fragments/[a-z0-9-]+\.|[a-z0-9-]+\.[a-z0-9-]+/)?)texts\.([a-z]{2})\.yaml")
OWN = ""
"""The owner of a flow's own words; a fragment's is its file name up to the dot behind it, a member's its folder."""

Words = Mapping[str, Mapping[str, str]]
"""By language, then key."""


def is_texts(name: str) -> bool:
    """True for a file of words."""
    return _NAME.fullmatch(name) is not None


def read_words(documents: Mapping[str, Document], problems: list[Problem]) -> dict[str, dict[str, dict[str, str]]]:
    """Return the words of each owner."""
    owners: dict[str, dict[str, dict[str, str]]] = {OWN: {language: {} for language in LANGUAGES}}
    for name, document in documents.items():
        matched = _NAME.fullmatch(name)
        if matched:
            words = owners.setdefault(matched[1], {language: {} for language in LANGUAGES})
            words[matched[2]] = _words(document, problems)
    return owners


def together(owners: Mapping[str, Words], prefixes: Mapping[str, Sequence[str]]) -> dict[str, dict[str, str]]:
    """Return the words that the whole flow has: its own count before those of fragments and members.

    `prefixes`: by the folder of each member of a joint service, what is put before its keys.
    """
    texts: dict[str, dict[str, str]] = {}
    fragments = [owner for owner in sorted(owners, reverse=True) if owner.startswith("fragments/")]
    for folder, names in prefixes.items():
        for owner in (*fragments, f"{folder}/"):
            for prefix in names if owner in owners else ():
                _add(texts, owners[owner], f"{prefix}.")
    for owner in (*fragments, OWN):
        _add(texts, owners[owner], "")
    return texts


def _add(texts: dict[str, dict[str, str]], words: Words, before: str) -> None:
    for language, known in words.items():
        texts[language] = {**texts.get(language, {}), **{f"{before}{key}": one for key, one in known.items()}}


def text_problems(owners: Mapping[str, Words], documents: Mapping[str, Document]) -> Iterator[Problem]:
    """Yield which words are missing in a language, and which two fragments have each in their way."""
    for owner in sorted(owners):
        yield from _unlike(owner, owners[owner], documents)
    fragments = [owner for owner in sorted(owners) if owner.startswith("fragments/")]
    for number, owner in enumerate(fragments):
        for other in fragments[:number]:
            yield from _clashes(owner, other, owners, documents)


def _words(document: Document, problems: list[Problem]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in _flattened(document.value, ()):
        if isinstance(value, str) and value.strip():
            found[".".join(key)] = value
        else:
            problems.append(document.problem(key, f"{'.'.join(key)}: must be words, not {value!r}", "quote it"))
    return found


def _flattened(value: Any, at: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Keys may be written nested or with dots: `rate: {title: …}` is `rate.title: …`."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flattened(inner, (*at, str(key)))
    else:
        yield at, value


def _unlike(owner: str, texts: Words, documents: Mapping[str, Document]) -> Iterator[Problem]:
    for language in sorted(texts):
        name = f"{owner}texts.{language}.yaml"
        if name not in documents:
            yield Problem(name, 1, 1, "is missing or cannot be read", f"every flow has words in {', '.join(LANGUAGES)}")
            continue
        for other in sorted(texts):
            if f"{owner}texts.{other}.yaml" not in documents:
                continue
            for key in sorted(texts[language].keys() - texts[other].keys()):
                message = f"{key!r} has words in {language}, but not in {other}"
                hint = did_you_mean(key, texts[other].keys() - texts[language].keys())
                hint = hint or f"add it to {owner}texts.{other}.yaml"
                yield _at(documents[name], key, message, hint)


def _clashes(
    owner: str, other: str, owners: Mapping[str, Words], documents: Mapping[str, Document]
) -> Iterator[Problem]:
    """The flow's own words settle it."""
    for language, words in owners[owner].items():
        there = owners[other].get(language, {})
        for key in sorted(words.keys() & there.keys() - owners[OWN].get(language, {}).keys()):
            if words[key] != there[key]:
                message = f"{key!r} has other words in {other}texts.{language}.yaml"
                hint = f"rename one, or give the flow its own in texts.{language}.yaml"
                yield _at(documents[f"{owner}texts.{language}.yaml"], key, message, hint)


def _at(document: Document, key: str, message: str, hint: str) -> Problem:
    location = (key,) if document.value.get(key) else tuple(key.split("."))
    return document.problem(location, message, hint, at_key=True)
