"""Backup and restore by the commands themselves: everything comes back, and nothing that is there is written over."""

import gzip
import hashlib
import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from central.test_serve import run
from kit.migrated import migrated

SQL = "INSERT INTO fleet_place (name, street, community, address, open_hours, contact) VALUES (?, '', '', '', '', '')"
ARCHIVED = "audit/2026/2026-08-01.jsonl.gz"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A platform with a place, a published folder, and one backup in `backups`."""
    folder = tmp_path_factory.mktemp("backup")
    migrated(folder / "data")
    assert run("ceremony", "--department", "housing", "--data", folder / "data")[0] == 0
    with sqlite3.connect(folder / "data" / "central.sqlite3") as database:
        database.execute(SQL, ["示范街道政务服务大厅"])
    database.close()
    held = folder / "data" / "archive" / ARCHIVED
    held.parent.mkdir(parents=True)
    held.write_bytes(gzip.compress(b'{"id": 1}\n', mtime=0))
    line = {"path": ARCHIVED, "sha256": hashlib.sha256(held.read_bytes()).hexdigest()}
    (folder / "data" / "archive" / "manifest.jsonl").write_text(json.dumps(line) + "\n", "utf-8")
    code, out, err = run("backup", folder / "backups", "--data", folder / "data", "--json")
    assert code == 0, out + err
    return folder


def backups(folder: Path) -> list[Path]:
    return sorted((folder / "backups").iterdir())


def test_all_comes_back(filled, tmp_path):
    code, out, err = run("restore", backups(filled)[0], "--data", tmp_path / "new")
    assert code == 0, out + err
    assert "none missing" in out
    with sqlite3.connect(tmp_path / "new" / "central.sqlite3") as database:
        assert database.execute("SELECT name FROM fleet_place").fetchall() == [("示范街道政务服务大厅",)]
    database.close()
    for name in ("metadata/timestamp.json", "metadata/1.root.json"):
        assert (tmp_path / "new" / "flows" / name).read_bytes() == (filled / "data" / "flows" / name).read_bytes()
    for name in (ARCHIVED, "manifest.jsonl"):
        assert (tmp_path / "new" / "archive" / name).read_bytes() == (filled / "data" / "archive" / name).read_bytes()
    assert run("archive", "verify", "--data", tmp_path / "new")[0] == 0
    assert run("check", "--data", tmp_path / "new")[0] == 0


def test_no_secret_is_in_a_backup(filled):
    held = {file.name for file in backups(filled)[0].iterdir()}
    assert held == {"manifest.json", "database.sqlite3", "flows.tar", "archive"}
    secret = (filled / "data" / "secret-key").read_bytes()
    files = [file for file in backups(filled)[0].rglob("*") if file.is_file()]
    assert all(secret not in file.read_bytes() for file in files)
    assert all(b"PRIVATE KEY" not in file.read_bytes() for file in files)


def test_a_platform_with_data_is_not_written_over(filled):
    before = (filled / "data" / "central.sqlite3").read_bytes()
    code, _out, err = run("restore", backups(filled)[0], "--data", filled / "data")
    assert (code, "is not empty" in err) == (1, True)
    assert (filled / "data" / "central.sqlite3").read_bytes() == before


@pytest.mark.no_cover  # each case is two programs through the same lines
@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda folder: (folder / "flows.tar").write_bytes(b"x"), "flows.tar"),
        (lambda folder: (folder / "database.sqlite3").unlink(), "database.sqlite3"),
        (lambda folder: (folder / "manifest.json").unlink(), "was not finished"),
        (lambda folder: (folder / "archive" / ARCHIVED).write_bytes(b"x"), ARCHIVED),
        (lambda folder: (folder / "archive" / ARCHIVED).unlink(), ARCHIVED),
    ],
    ids=["changed", "missing", "unfinished", "archive-changed", "archive-missing"],
)
def test_a_damaged_backup_changes_nothing(filled, tmp_path, spoil, told):
    copy = copied(backups(filled)[0], tmp_path / "copy")
    spoil(copy)
    code, _out, err = run("restore", copy, "--data", tmp_path / "new")
    assert (code, told in err) == (1, True)
    assert not (tmp_path / "new" / "flows").exists()
    assert not (tmp_path / "new" / "archive").exists()


def test_an_archive_that_is_there_is_not_written_over(filled, tmp_path):
    kept = tmp_path / "new" / "archive" / "audit"
    kept.mkdir(parents=True)
    code, _out, err = run("restore", backups(filled)[0], "--data", tmp_path / "new")
    assert (code, "archive is not empty" in err) == (1, True)


def test_a_damaged_file_of_the_archive_is_named_by_the_backup_and_the_rest_is_there(filled, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(filled / "data", data)
    (data / "archive" / ARCHIVED).write_bytes(b"spoiled")
    code, _out, err = run("backup", tmp_path / "backups", "--data", data)
    assert (code, f"archive/{ARCHIVED}" in err, "older backup" in err) == (1, True, True)
    code, out, err = run("restore", backups(tmp_path)[0], "--data", tmp_path / "new")
    assert (code, f"archive/{ARCHIVED}" in out) == (0, True), out + err


def test_a_backup_of_newer_software_is_refused(filled, tmp_path):
    copy = copied(backups(filled)[0], tmp_path / "copy")
    said = json.loads((copy / "manifest.json").read_text("utf-8"))
    said["migrations"].append("fleet.9999_of_tomorrow")
    (copy / "manifest.json").write_text(json.dumps(said), "utf-8")
    code, _out, err = run("restore", copy, "--data", tmp_path / "new")
    assert (code, "fleet.9999_of_tomorrow is unknown here" in err) == (1, True)


def test_only_the_newest_are_kept(filled, tmp_path):
    for number in range(3):
        copied(backups(filled)[0], tmp_path / f"2020010{number}T000000Z")
    (tmp_path / "20190101T000000Z").mkdir()  # one that was not finished
    assert run("backup", tmp_path, "--keep", 2, "--data", filled / "data")[0] == 0
    kept = sorted(folder.name for folder in tmp_path.iterdir())
    assert kept[:2] == ["20190101T000000Z", "20200102T000000Z"]
    assert len(kept) == 3


def copied(folder: Path, to: Path) -> Path:
    shutil.copytree(folder, to)
    return to
