"""Heads of the chain, noted outside the database once a day: a line of JSON in DATA/audit/heads.jsonl, and in the log.

Copy the file, or the log, to a machine that the database's administrators do not run: that is what makes it count.
"""

import json
import logging
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from kiosk.central.audit import chain
from kiosk.central.audit.chain import Head

_log = logging.getLogger(__name__)


def file() -> Path:
    return settings.DATA / "audit" / "heads.jsonl"


def note_daily() -> None:
    """Note the head, unless one of today is there or nothing is new."""
    now, last = timezone.localtime(), _lines()[-1:]
    if last and (last[0]["at"][:10] == now.date().isoformat()):
        return
    head = chain.head()
    if head is not None and not (last and last[0]["position"] == head.position):
        note(head, now)


def note(head: Head, now: datetime) -> None:
    file().parent.mkdir(parents=True, exist_ok=True)
    with file().open("a", encoding="utf-8") as out:
        out.write(json.dumps({"at": now.isoformat(timespec="seconds"), **asdict(head)}) + "\n")
    _log.warning("audit chain: position %d, digest %s", head.position, head.digest)


def noted(where: Path | None = None) -> list[Head]:
    """Return every head that was noted, in this platform's file or in a copy of it."""
    return [Head(line["position"], line["digest"]) for line in _lines(where)]


def _lines(where: Path | None = None) -> list[dict[str, Any]]:
    try:
        text = (where or file()).read_text("utf-8")
    except FileNotFoundError:
        return []
    return [json.loads(line) for line in text.splitlines() if line]
