"""The shell's words: its own, those for faults, and those of flows. One language at a time, switched at any moment."""

import logging
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from kiosk.engine.trouble import NOTHING_THERE, Trouble
from kiosk.protocol.document import Loader
from kiosk.protocol.filling import FillingError, filled
from kiosk.protocol.flow import LANGUAGES
from kiosk.shell.stage import Texts

_TEXTS = Path(__file__).parents[2] / "assets" / "texts"
Values = Mapping[str, object]
"""What words have in braces, by name; an int where they count."""

NO_VALUES: Values = {}

_log = logging.getLogger(__name__)


@cache
def shell_texts() -> Texts:
    """Return the shell's own texts, with those for faults under `faults.…`."""
    return {language: {**_read(_TEXTS / f"shell.{language}.yaml"), **_fault_texts(language)} for language in LANGUAGES}


class Words:
    """Finds words by key in the present language; a key without words stands for itself, and is logged."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._texts = shell_texts()

    def say(self, key: str, **values: object) -> str:
        """Return the shell's words of `key`, with `values` in their braces."""
        return filled(self._found(self._texts, key), self.language, values)

    def of_flow(self, texts: Texts, key: str, values: Values = NO_VALUES) -> str:
        """Return a flow's own words, with the step's `values` in them. What cannot be filled stays as written."""
        words = self._found(texts, key)
        try:
            return filled(words, self.language, values)
        except (FillingError, KeyError, TypeError):  # the publisher's check lets no such flow pass
            _log.exception("the words of %s cannot be filled", key)
            return words

    def trouble(self, trouble: Trouble, texts: Texts, values: Values = NO_VALUES) -> tuple[str, str]:
        """Return what happened, in a few words, and what can be done about it; `values` are those of the step."""
        key = f"faults.{trouble.source}.{trouble.code}"
        known = self._texts[self.language]
        if trouble.text:  # the flow's own: of a fault as a department's refusal
            general = self.say("trouble.nothing" if trouble.code == NOTHING_THERE else "trouble.refused")
            return self.say(f"{key}.title") if f"{key}.title" in known else general, self.of_flow(
                texts, trouble.text, values
            )
        if f"{key}.title" not in known:
            key = f"faults.any.{trouble.code}" if f"faults.any.{trouble.code}.title" in known else "faults.any.OTHER"
        return self.say(f"{key}.title"), self.say(f"{key}.remedy")

    def _found(self, texts: Texts, key: str) -> str:
        for language in (self.language, *LANGUAGES):
            if key in texts[language]:
                return texts[language][key]
        _log.error("no words for %s", key)
        return key


def _fault_texts(language: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    for file in sorted((_TEXTS / "faults").glob(f"*.{language}.yaml")):
        source = file.name.partition(".")[0]
        texts |= _read(file, f"faults.{source}.")
    return texts


def _read(file: Path, prefix: str = "") -> dict[str, str]:
    return dict(_flat(yaml.load(file.read_text(encoding="utf-8"), Loader=Loader), prefix))  # noqa: S506 - safe, and quick


def _flat(tree: Mapping[str, object], prefix: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in tree.items():
        if isinstance(value, Mapping):
            pairs += _flat(value, f"{prefix}{key}.")
        else:
            pairs.append((f"{prefix}{key}", str(value)))
    return pairs
