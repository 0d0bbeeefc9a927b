"""The words of a flow: none too many, none that a screen has no room for or a voice cannot read."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from kiosk.protocol.document import Document, Problem
from kiosk.protocol.flow_places import text_keys, written_steps

TITLE_CHARS = {"zh": 14, "en": 42}
"""Most signs of a step's title: as many as the titles of faults have, which stand in the same place in elder size."""

_HAN = re.compile(r"[\u3400-\u9fff]+")


def wording_problems(flow: Document, texts: Mapping[str, Document]) -> Iterator[Problem]:
    """Yield what is wrong with `texts`, by language, for the flow in `flow`."""
    used = {key for _, key in text_keys(flow.value)}
    titles = {str(step.get("title")) for _, step in written_steps(flow.value)}
    for language, document in texts.items():
        for at, key, words in written_words(document.value):
            if key not in used:
                told = document.problem(at, f"nothing refers to {key!r}", "remove it, or refer to it", at_key=True)
                yield replace(told, code="text-unused", width=len(at[-1]))
            elif isinstance(words, str):
                yield from _of_words(document, at, words, language, title=key in titles)


def _of_words(document: Document, at: tuple[str, ...], words: str, language: str, *, title: bool) -> Iterator[Problem]:
    han = _HAN.search(words) if language != "zh" else None
    if han:
        message = f"{han[0]} cannot be read aloud by a voice of language {language!r}"
        yield replace(document.problem(at, message, "translate it"), code="text-language")
    most = TITLE_CHARS.get(language)
    if title and most is not None and len(words) > most:
        message = f"a title of {len(words)} signs has no room in elder size; {most} have"
        yield replace(document.problem(at, message, "say the rest in a notice"), code="text-length")


def written_words(value: Any, at: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str, Any]]:
    """Yield place, key and words of each text in a file of words."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from written_words(inner, (*at, str(key)))
    elif at:
        yield at, ".".join(at), value
