"""Bringing a backup back, onto an empty platform only: what is there now is never written over by mistake."""

import shutil
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from kiosk.central.retention import archive
from kiosk.central.upkeep.archived import archive_files, put_back
from kiosk.central.upkeep.backup import FILES, BackupError, Manifest, run_postgresql, verified


def restore(folder: Path) -> Manifest:
    """Bring the backup in `folder` back and the database up to date with this software; returns what was restored.

    Raises:
        BackupError: the backup is damaged, is of another kind of database or of newer software, or the platform is not
            empty; nothing was changed. Or rows are missing after it.
    """
    manifest = verified(folder)
    _refuse_what_does_not_fit(manifest)
    _LOADS[connection.vendor](folder / FILES[connection.vendor])
    with tarfile.open(folder / "flows.tar") as tar:
        _unpack(tar, settings.FLOWS_DIR.parent)
    put_back(folder, archive_files(manifest.files))
    missing = _missing(manifest)
    if missing:
        raise BackupError(f"rows are missing after the restore: {', '.join(missing)}")
    call_command("migrate", interactive=False, verbosity=0)
    return manifest


def _refuse_what_does_not_fit(manifest: Manifest) -> None:
    if manifest.vendor != connection.vendor:
        raise BackupError(f"the backup is of {manifest.vendor}, this platform runs on {connection.vendor}")
    if settings.FLOWS_DIR.name != "flows" or any(settings.FLOWS_DIR.glob("*")):
        raise BackupError(f"{settings.FLOWS_DIR} is not empty, or not called flows: move it aside first")
    if any(archive.folder().glob("*")):
        raise BackupError(f"{archive.folder()} is not empty: move it aside first")
    if connection.introspection.table_names():
        raise BackupError("the database is not empty: restore into a new one")
    known = {f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    if newer := sorted(set(manifest.migrations) - known):
        raise BackupError(
            f"the backup is of newer software ({manifest.software}): {', '.join(newer[:3])} is unknown here"
        )


def _unpack(tar: tarfile.TarFile, into: Path) -> None:
    """Write the files of the archive; a name that leads elsewhere, a link or a device is refused."""
    for member in tar.getmembers():
        parts = Path(member.name).parts
        if parts[:1] != ("flows",) or ".." in parts or not (member.isfile() or member.isdir()):
            raise BackupError(f"flows.tar holds {member.name!r}, which is no file of a repository")
        place = into.joinpath(*parts)
        if member.isdir():
            place.mkdir(parents=True, exist_ok=True)
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        content = tar.extractfile(member)
        if content is not None:
            place.write_bytes(content.read())


def _missing(manifest: Manifest) -> list[str]:
    """Return the tables that have fewer rows than were counted. More may be: it went on while the copy was made."""
    there = set(connection.introspection.table_names())
    counted = {table: count for table, count in manifest.rows.items() if count}
    found = {table: _count(table) for table in counted if table in there}
    return [
        f"{table} ({found.get(table, 0)} of {count})" for table, count in counted.items() if found.get(table, 0) < count
    ]


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a table's quoted name
        return int(cursor.fetchone()[0])


def _load_sqlite(file: Path) -> None:
    connection.close()
    with closing(sqlite3.connect(file)) as copy:
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise BackupError(f"{file} is damaged")
    shutil.copyfile(file, connection.settings_dict["NAME"])


def _load_postgresql(file: Path) -> None:
    run_postgresql(
        "pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={_name()}", str(file)
    )
    connection.close()


def _name() -> str:
    return str(connection.get_connection_params()["dbname"])


_LOADS = {"sqlite": _load_sqlite, "postgresql": _load_postgresql}
