"""The archive's files in backups: taken in once, put back, and never given damaged."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.central.retention import archive
from kiosk.central.upkeep import archived
from kiosk.central.upkeep.backup import BackupError, Manifest, back_up, verified

FIRST, SECOND = "audit/2026/2026-08-01.jsonl.gz", "transactions/2026/2026-08-02.2.jsonl.gz"
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.fixture
def store(settings: Any, tmp_path: Path) -> Path:
    settings.ARCHIVE_DIR = tmp_path / "archive"
    settings.FLOWS_DIR = tmp_path / "flows"
    keep(FIRST, '{"id": 1}\n')
    return tmp_path / "backups"


@pytest.fixture(autouse=True)
def _no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """The copy of the database has tests of its own; these are about files."""
    monkeypatch.setattr("kiosk.central.upkeep.backup._DUMPS", {"sqlite": lambda into: into.write_bytes(b"rows")})
    monkeypatch.setattr("kiosk.central.upkeep.backup.rows", dict)
    monkeypatch.setattr("kiosk.central.upkeep.backup._migrations", tuple)


def keep(path: str, *lines: str) -> None:
    written = archive.write(path, lines)
    archive.note([{"path": path, "sha256": written.sha256}])


def backups(store: Path) -> Iterator[tuple[Path, Manifest]]:
    """Make one backup after the other."""
    for night in range(9):
        folder = back_up(store, now=NOON + timedelta(days=night))
        yield folder, verified(folder)


def test_what_did_not_change_is_linked_and_what_is_new_is_copied(store: Path) -> None:
    nights = backups(store)
    first, held = next(nights)
    assert archived.archive_files(held.files) == [f"archive/{FIRST}", "archive/manifest.jsonl"]
    keep(SECOND, '{"id": 2}\n')
    second, held = next(nights)
    assert {f"archive/{FIRST}", f"archive/{SECOND}"} < set(held.files)
    assert (first / "archive" / FIRST).stat().st_ino == (second / "archive" / FIRST).stat().st_ino
    assert (second / "archive" / SECOND).stat().st_nlink == 1
    assert (archive.folder() / FIRST).stat().st_nlink == 1, "what spoils the archive must not spoil its backup"


def test_a_backup_outlives_those_before_it(store: Path) -> None:
    nights = backups(store)
    first, _ = next(nights)
    second, _ = next(nights)
    shutil.rmtree(first)
    assert f"archive/{FIRST}" in verified(second).files


def test_a_file_that_is_damaged_in_the_archive_is_given_from_the_backup_before(store: Path) -> None:
    nights = backups(store)
    next(nights)
    good = (archive.folder() / FIRST).read_bytes()
    (archive.folder() / FIRST).write_bytes(b"spoiled")
    second, held = next(nights)
    assert (held.damaged, (second / "archive" / FIRST).read_bytes()) == ((), good)


@pytest.mark.parametrize("how", ["changed", "missing"])
def test_a_file_of_which_no_whole_copy_is_left_is_named_and_not_taken_in(store: Path, how: str) -> None:
    nights = backups(store)
    first, _ = next(nights)
    for copy in (archive.folder() / FIRST, first / "archive" / FIRST):
        copy.write_bytes(b"spoiled") if how == "changed" else copy.unlink()
    second, held = next(nights)
    assert held.damaged == (f"archive/{FIRST}",)
    assert f"archive/{FIRST}" not in held.files
    assert not (second / "archive" / FIRST).exists()


def test_a_file_that_is_destroyed_in_time_is_no_damage(store: Path) -> None:
    nights = backups(store)
    next(nights)
    archive.remove(FIRST)
    archive.note([{"path": FIRST, "gone": "2026-11-26T12:00:00Z"}])
    _, held = next(nights)
    assert (held.damaged, archived.archive_files(held.files)) == ((), ["archive/manifest.jsonl"])


def test_a_file_that_is_destroyed_meanwhile_is_no_damage(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lists = iter([archive.listed(), {}])
    archive.remove(FIRST)
    monkeypatch.setattr(archive, "listed", lambda: next(lists))
    assert next(backups(store))[1].damaged == ()


def test_a_file_that_is_on_no_list_yet_is_taken_in(store: Path) -> None:
    archive.write(SECOND, ['{"id": 2}\n'])
    assert f"archive/{SECOND}" in next(backups(store))[1].files


@pytest.mark.parametrize("name", ["archive/../../etc/2026/x.jsonl.gz", "archive/audit", "archive/audit/2026/x.gz/y"])
def test_a_list_that_leads_elsewhere_is_no_backups(store: Path, name: str) -> None:
    folder, _ = next(backups(store))
    said = json.loads((folder / "manifest.json").read_text("utf-8"))
    said["files"][name] = "0" * 64
    (folder / "manifest.json").write_text(json.dumps(said), "utf-8")
    with pytest.raises(BackupError, match="is no file of an archive"):
        verified(folder)


def test_a_backup_of_before_there_was_an_archive_in_it_is_one(store: Path) -> None:
    folder, _ = next(backups(store))
    said = json.loads((folder / "manifest.json").read_text("utf-8"))
    del said["damaged"]
    said["files"] = {name: sha for name, sha in said["files"].items() if not name.startswith("archive/")}
    (folder / "manifest.json").write_text(json.dumps(said), "utf-8")
    assert verified(folder).damaged == ()
