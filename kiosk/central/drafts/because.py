"""What stopped a session that is to be continued, in words: of staff for devices, else those the resident read.

A reason is `<source>.<code>` as the terminal names its trouble: a device role, `platform`, `face` and the like have
their words in `assets/texts/faults` (its README says how they are made), a step's own refusal goes by the step.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.conf import settings

from kiosk.central.alarms.sources import SOURCE_NAMES
from kiosk.central.alarms.table import table
from kiosk.central.reports.words import in_reader_language
from kiosk.protocol.document import read_document
from kiosk.protocol.flow import LANGUAGES

_ANY = "any"


def in_words(because: str) -> str:
    """Return such as `文书打印机: 缺纸`; empty for a code that nobody has written words for."""
    source, _, code = because.rpartition(".")
    if source in SOURCE_NAMES and code in table().codes:
        return f"{SOURCE_NAMES[source]}: {table().meaning(source, code).name}"
    told = _titles(source).get(code) or _titles(_ANY).get(code, {})
    return in_reader_language(told, "")


@cache
def _titles(source: str) -> Mapping[str, Mapping[str, str]]:
    """Return what residents read of each fault of a source: by code, then by language."""
    found: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        file: Path = settings.FAULT_WORDS_DIR / f"{source}.{language}.yaml"
        if not file.is_file():
            continue
        document, _ = read_document(file.name, file.read_bytes())
        entries = document.value if document is not None and isinstance(document.value, dict) else {}
        for code, entry in entries.items():
            found.setdefault(str(code), {})[language] = str(entry["title"])
    return found
