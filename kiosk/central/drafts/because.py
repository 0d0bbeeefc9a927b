"""What stopped a session that is to be continued, in words: of staff for devices, else those the resident read.

A reason is `<source>.<code>` as the terminal names its trouble: a device role, `platform`, `face` and the like have
their words in `assets/texts/faults` (its README says how they are made), a step's own refusal goes by the step.
"""

from collections.abc import Mapping
from functools import cache

import yaml
from django.conf import settings

from kiosk.central.alarms.sources import SOURCE_NAMES
from kiosk.central.alarms.table import table
from kiosk.central.reports.words import in_reader_language
from kiosk.protocol.flow import LANGUAGES

_ANY = "any"


def in_words(because: str) -> str:
    """Return such as `文件打印机: 缺纸`; empty for a code that nobody has written words for."""
    source, _, code = because.rpartition(".")
    if source in SOURCE_NAMES and code in table().codes:
        return f"{SOURCE_NAMES[source]}: {table().meaning(source, code).name}"
    told = _titles().get((source, code)) or _titles().get((_ANY, code), {})
    return in_reader_language(told, "")


@cache
def _titles() -> Mapping[tuple[str, str], Mapping[str, str]]:
    """Return what residents read, by source and code, then by language: all of it at once.

    A terminal wrote the reason: no file is looked for by a name that is in it.
    """
    found: dict[tuple[str, str], dict[str, str]] = {}
    for language in LANGUAGES:
        for file in sorted(settings.FAULT_WORDS_DIR.glob(f"*.{language}.yaml")):
            source = file.name.partition(".")[0]
            for code, entry in yaml.safe_load(file.read_text("utf-8")).items():
                found.setdefault((source, code), {})[language] = entry["title"]
    return found
