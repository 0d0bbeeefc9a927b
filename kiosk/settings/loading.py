"""Reads the settings from their files.

Later files override earlier ones, key by key. Bad input is reported whole: each problem with its file, line and remedy.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from kiosk.protocol.document import Document, Location, Problem, read_document
from kiosk.protocol.model_problems import model_problems
from kiosk.settings.terminal import Settings


class SettingsError(Exception):
    """The configuration cannot be used; the text lists every problem with its place and remedy."""


def load_settings(files: Sequence[Path], overrides: dict[str, Any] | None = None) -> Settings:
    """Read `files` in order, then `overrides`.

    Raises:
        SettingsError: a file cannot be read, is no YAML, or holds an unknown or unfit key; all of it at once.
    """
    documents, problems = _read_all(files, overrides or {})
    if problems:  # what is missing from a file that cannot be read is not missing
        raise _error(problems)
    merged: dict[str, Any] = {}
    for document in documents:
        merged = _merge(merged, document.value)
    try:
        return Settings.model_validate(merged)
    except ValidationError as error:
        raise _error(model_problems(lambda location: _holder(documents, location), error, Settings)) from None


def _error(problems: Iterable[Problem]) -> SettingsError:
    found = sorted(problems, key=lambda one: (one.file, one.line, one.column))
    lines = [f"  {one}" for one in found]
    return SettingsError(f"{len(lines)} to mend in the settings\n" + "\n".join(lines))


def _read_all(files: Sequence[Path], overrides: dict[str, Any]) -> tuple[list[Document], list[Problem]]:
    documents, problems = [], []
    told = [(str(file), _content(file)) for file in files]
    told += [("--set", yaml.safe_dump(overrides, allow_unicode=True).encode())] if overrides else []
    for name, content in told:
        document, found = read_document(name, content)
        if document is not None and not isinstance(document.value, dict):
            found.append(document.problem((), "must hold keys and values", "see config/terminal.example.yaml"))
        elif document is not None:
            documents.append(document)
        problems += found
    return documents, problems


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror}; see config/terminal.example.yaml") from None


def _holder(documents: Sequence[Document], location: Location) -> Document:
    """Return the document that says most of what `location` names; of several the last, whose word counts."""
    return max(documents, key=lambda document: (document.depth(location), documents.index(document)))


def _merge(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    result = dict(below)
    for key, value in above.items():
        known = result.get(key)
        result[key] = _merge(known, value) if isinstance(known, dict) and isinstance(value, dict) else value
    return result
