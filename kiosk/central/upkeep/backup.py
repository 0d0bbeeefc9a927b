"""Backups of the platform: database, signed flows and archive in one folder, and a list by which each file is verified.

What is not in a backup: secrets (`secret-key`, `keys/`, `payments/`, `messages/`, `secrets/`). Who steals a backup can
read the records, and sign nothing, log in nowhere. Keep them apart, as docs/central.md says.

A backup is `<folder>/<UTC time>/`: `manifest.json`, `database.sqlite3` or `database.dump` (pg_dump's custom format),
`flows.tar`, and `archive/` with the archive's files. A folder without a manifest was not finished.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from kiosk import __version__
from kiosk.central.retention.archive import ArchiveError
from kiosk.central.upkeep.archived import archive_files, take_in

MANIFEST = "manifest.json"
_TIME = "%Y%m%dT%H%M%SZ"
_DUMP_TIMEOUT_S = 6 * 3600
FILES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


class BackupError(Exception):
    """It cannot be made, or not be used; the text says what is wrong with what."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. `files`: SHA-256 by name. `rows`: by table, counted when it was made.

    `damaged`: files of the archive that were missing or changed when it was made, and so are not in it.
    """

    made_at: str
    software: str
    vendor: str
    migrations: tuple[str, ...]
    files: Mapping[str, str]
    rows: Mapping[str, int]
    damaged: tuple[str, ...] = ()


def back_up(into: Path, *, now: datetime, keep: int = 0) -> Path:
    """Make a backup below `into`; returns its folder. With `keep`, of the finished ones only that many newest stay.

    Raises:
        BackupError: the database's own program failed, or there is no room.
    """
    folder = into / now.astimezone(UTC).strftime(_TIME)
    try:
        folder.mkdir(parents=True, mode=0o700)
        database = folder / FILES[connection.vendor]
        _DUMPS[connection.vendor](database)
        flows = folder / "flows.tar"
        with tarfile.open(flows, "w") as tar:
            if settings.FLOWS_DIR.is_dir():
                tar.add(settings.FLOWS_DIR, "flows")
        archive = take_in(folder, *_before(into))
        said = Manifest(
            made_at=now.astimezone(UTC).isoformat(),
            software=__version__,
            vendor=connection.vendor,
            migrations=_migrations(),
            files={file.name: digest(file) for file in (database, flows)} | archive.files,
            rows=rows(),
            damaged=archive.damaged,
        )
        _write_manifest(folder, said)
    except (OSError, sqlite3.Error, ArchiveError) as error:
        raise BackupError(f"{folder}: {error}") from error
    if keep:
        for old in finished(into)[:-keep]:
            shutil.rmtree(old)
    return folder


def finished(into: Path) -> list[Path]:
    """Return the finished backups below `into`, oldest first."""
    return sorted(file.parent for file in into.glob(f"*/{MANIFEST}"))


def verified(folder: Path) -> Manifest:
    """Return what the backup holds, when every file is as it was made.

    Raises:
        BackupError: with every file that is missing or was changed.
    """
    try:
        raw: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
        manifest = Manifest(**raw | {name: tuple(raw.get(name, ())) for name in ("migrations", "damaged")})
        archive_files(manifest.files)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BackupError(f"{folder / MANIFEST}: {error}: it was not finished, or is no backup") from None
    wrong = [name for name, wanted in manifest.files.items() if not _is(folder / name, wanted)]
    if wrong:
        raise BackupError(f"{folder}: missing or changed since it was made: {', '.join(wrong)}")
    return manifest


def rows() -> dict[str, int]:
    """Return how many rows each table of the platform has."""
    return {model._meta.db_table: model._base_manager.count() for model in apps.get_models()}  # noqa: SLF001 - Django's API


def digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _before(into: Path) -> tuple[Path | None, Mapping[str, str]]:
    """Return the newest finished backup below `into`, with what it says of its files."""
    for folder in reversed(finished(into)):
        try:
            return folder, dict(json.loads((folder / MANIFEST).read_text("utf-8"))["files"])
        except (OSError, ValueError, TypeError, KeyError):
            continue  # a damaged one is none to build on
    return None, {}


def _is(file: Path, wanted: str) -> bool:
    return file.is_file() and digest(file) == wanted


def _migrations() -> tuple[str, ...]:
    return tuple(f"{app}.{name}" for app, name in sorted(MigrationRecorder(connection).applied_migrations()))


def _write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write it last, and whole: it is what makes the folder a backup."""
    draft = folder / f"{MANIFEST}.new"
    with draft.open("w", encoding="utf-8") as out:
        json.dump(asdict(manifest), out, indent=1)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(folder / MANIFEST)


def _dump_sqlite(into: Path) -> None:
    """Copy page by page while others write; the copy is of one moment."""
    name = connection.settings_dict["NAME"]
    with closing(sqlite3.connect(name, timeout=20)) as live, closing(sqlite3.connect(into)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def _dump_postgresql(into: Path) -> None:
    run_postgresql("pg_dump", "--format=custom", f"--file={into}")


def run_postgresql(program: str, *words: str) -> None:
    """Run a program of PostgreSQL on the platform's database; the password goes by the environment, never as a word."""
    params = connection.get_connection_params()
    told = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password", "PGDATABASE": "dbname"}
    environment = os.environ | {name: str(params[key]) for name, key in told.items() if params.get(key)}
    try:
        subprocess.run(
            [program, *words], env=environment, check=True, capture_output=True, timeout=_DUMP_TIMEOUT_S, text=True
        )
    except FileNotFoundError:
        raise BackupError(f"{program} is not installed: it comes with postgresql-client") from None
    except subprocess.CalledProcessError as error:
        raise BackupError(f"{program}: {error.stderr.strip()[-500:]}") from None
    except subprocess.TimeoutExpired:
        raise BackupError(f"{program} took more than {_DUMP_TIMEOUT_S // 3600} h") from None


_DUMPS = {"sqlite": _dump_sqlite, "postgresql": _dump_postgresql}
