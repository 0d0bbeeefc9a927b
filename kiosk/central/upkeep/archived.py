"""The archive's files in a backup: below `archive/`, named as in the archive itself.

They never change, so one that the backup before holds is linked, not copied: a night costs what the day archived. They
are taken in after the database was copied. What was archived in between is then in both: the retention takes away such
files by itself, while rows that were in neither would be lost.
"""

import os
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from kiosk.central.retention import archive

FOLDER = "archive"
_NAME = re.compile(rf"{FOLDER}/(manifest\.jsonl|[a-z_]+/\d{{4}}/[\w-]+(\.\d+)?\.jsonl\.gz)")


@dataclass
class Taken:
    """`files`: SHA-256 by name in the backup. `damaged`: those whose only copies were missing or changed already."""

    files: dict[str, str] = field(default_factory=dict)
    damaged: tuple[str, ...] = ()


def take_in(folder: Path, before: Path | None, known: Mapping[str, str]) -> Taken:
    """Take the archive's files into the backup at `folder`; `before` and `known`: the backup before, and its files.

    Raises:
        OSError: no room, or no right to read or write.
        ArchiveError: the archive's own list cannot be read.
    """
    taken, listed = Taken(), {path: entry["sha256"] for path, entry in archive.listed().items()}
    missed = []
    for path in sorted({*listed, *_there()}):
        name = f"{FOLDER}/{path}"
        wanted = listed.get(path, "")
        same = before if wanted and known.get(name) == wanted else None
        if same is not None and _linked(same / name, folder / name, wanted):
            taken.files[name] = wanted
        elif sha256 := _copied(archive.folder() / path, folder / name, wanted):
            taken.files[name] = sha256
        elif wanted:
            missed.append(path)
    if sha256 := _copied(archive.folder() / archive.MANIFEST, folder / FOLDER / archive.MANIFEST, ""):
        taken.files[f"{FOLDER}/{archive.MANIFEST}"] = sha256
    still = archive.listed() if missed else {}
    taken.damaged = tuple(f"{FOLDER}/{path}" for path in missed if path in still)
    return taken


def archive_files(names: Iterable[str]) -> list[str]:
    """Return those of a backup's files that are the archive's.

    Raises:
        ValueError: a name below `archive/` leads elsewhere.
    """
    ours = [name for name in names if PurePosixPath(name).parts[:1] == (FOLDER,)]
    for name in ours:
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no file of an archive")
    return ours


def put_back(folder: Path, names: Iterable[str]) -> None:
    """Copy them from the backup at `folder` to where the archive is."""
    for name in names:
        target = archive.folder() / PurePosixPath(name).relative_to(FOLDER)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copyfile(folder / name, target)


def _there() -> list[str]:
    return [file.relative_to(archive.folder()).as_posix() for file in archive.folder().glob("*/*/[!.]*.jsonl.gz")]


def _linked(old: Path, new: Path, wanted: str) -> bool:
    """Give the old backup's file to the new one, too; False when it is not whole, or this disk has no links."""
    if not old.is_file() or archive.digest(old) != wanted:
        return False
    new.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        os.link(old, new)
    except OSError:
        shutil.copyfile(old, new)
    return True


def _copied(source: Path, into: Path, wanted: str) -> str:
    """Copy a file; return its SHA-256, empty when it is not there, or is not what was `wanted`."""
    into.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        shutil.copyfile(source, into)
    except FileNotFoundError:
        return ""
    sha256 = archive.digest(into)
    if wanted and sha256 != wanted:
        into.unlink()
        return ""
    return sha256
