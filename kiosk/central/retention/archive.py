"""The archive's files, below its folder: `<kind>/<year>/<day>[.<number>].jsonl.gz`, written whole or not at all.

A file is on disk, with its folder, before a row leaves the database; it is never changed. `manifest.jsonl` names every
file with its SHA-256, so that the archive can be verified, and read, without the database. It follows the database's
own list (`Batch`): a line for each file, and a line with `gone` for one that was destroyed.
"""

import gzip
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

MANIFEST = "manifest.jsonl"
_END = ".jsonl.gz"


class ArchiveError(Exception):
    """The archive is not as it should be; the text names the file."""


@dataclass(frozen=True)
class Written:
    """One file. `content`: SHA-256 of the lines, before they were compressed."""

    path: str
    sha256: str
    size: int
    rows: int
    content: str


def folder() -> Path:
    return settings.ARCHIVE_DIR


def path_of(kind: str, day: date, number: int) -> str:
    """Return the name of a day's n-th file, below the archive's folder."""
    return f"{kind}/{day.year}/{day.isoformat()}{'' if number == 1 else f'.{number}'}{_END}"


def write(path: str, lines: Iterable[str]) -> Written:
    """Write a new file; when this has returned, a power cut loses nothing of it.

    Raises:
        ArchiveError: it is there already.
        OSError: no room, or no right to write.
    """
    target = folder() / path
    if target.exists():
        raise ArchiveError(f"{target}: it is there already, and no list holds it")
    _make(target.parent)
    draft = target.with_name(f".{target.name}.new")
    content, rows = hashlib.sha256(), 0
    with draft.open("wb") as out:
        with gzip.GzipFile("", "wb", fileobj=out, mtime=0) as packed:
            for line in lines:
                content.update(line.encode())
                packed.write(line.encode())
                rows += 1
        out.flush()
        os.fsync(out.fileno())
    sha256, size = digest(draft), draft.stat().st_size
    draft.replace(target)
    _sync(target.parent)
    return Written(path, sha256, size, rows, content.hexdigest())


def remove(path: str) -> None:
    """Destroy a file, if it is there."""
    target = folder() / path
    target.unlink(missing_ok=True)
    if target.parent.is_dir():
        _sync(target.parent)


def read(path: str) -> Iterator[str]:
    """Yield the lines of a file.

    Raises:
        ArchiveError: it cannot be read to its end.
    """
    try:
        with gzip.open(folder() / path, "rt", encoding="utf-8") as lines:
            yield from lines
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise ArchiveError(f"{folder() / path}: {error}") from None


def files() -> set[str]:
    """Return the names of all files that are there, and clear away what was never finished."""
    for draft in folder().glob(f"*/*/.*{_END}.new"):
        draft.unlink()
    return {file.relative_to(folder()).as_posix() for file in folder().glob(f"*/*/*{_END}")}


def listed() -> dict[str, dict[str, Any]]:
    """Return the manifest: by name what it says of each file that should be there."""
    found: dict[str, dict[str, Any]] = {}
    for line in _manifest_lines():
        if line.get("gone"):
            found.pop(line["path"], None)
        else:
            found[line["path"]] = line
    return found


def note(entries: Iterable[dict[str, Any]]) -> None:
    """Add lines to the manifest; one that a cut left unfinished is cleared away first."""
    lines = "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
    if not lines:
        return
    _make(folder())
    with (folder() / MANIFEST).open("ab+") as out:
        out.seek(0)
        out.truncate(out.read().rfind(b"\n") + 1)
        out.write(lines.encode())
        out.flush()
        os.fsync(out.fileno())


def problems() -> Iterator[str]:
    """Yield what is wrong with the files, in words; nothing when all are there and as they were written."""
    wanted = listed()
    for path, entry in wanted.items():
        file = folder() / path
        if not file.is_file():
            yield f"{path}: it is missing"
        elif digest(file) != entry["sha256"]:
            yield f"{path}: it was changed since it was written"
    for path in sorted({file.relative_to(folder()).as_posix() for file in folder().glob(f"*/*/*{_END}")} - set(wanted)):
        yield f"{path}: the manifest does not know it"


def digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _manifest_lines() -> Iterator[dict[str, Any]]:
    try:
        text = (folder() / MANIFEST).read_text("utf-8")
    except FileNotFoundError:
        return
    for number, line in enumerate(text.split("\n")[:-1], 1):
        try:
            yield json.loads(line)
        except ValueError:
            raise ArchiveError(f"{folder() / MANIFEST}:{number}: no line of a manifest") from None


def _make(place: Path) -> None:
    """Make a folder that survives a power cut, with those above it."""
    if not place.is_dir():
        _make(place.parent)
        place.mkdir(mode=0o700, exist_ok=True)
        _sync(place.parent)


def _sync(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
