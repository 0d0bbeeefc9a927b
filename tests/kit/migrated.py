"""The tables of central in a data folder, as `kiosk central migrate` makes them: seconds of a core, once a test run."""

import shutil
from pathlib import Path

from kit.central_process import run
from kit.once import once

_DATABASE = "central.sqlite3"


def migrated(data: Path) -> Path:
    """Give a data folder that has no database one with empty tables, and return it. Nothing else is in there then."""
    data.mkdir(parents=True, exist_ok=True)
    shutil.copy(once("migrated", _migrate) / _DATABASE, data)
    return data


def _migrate(place: Path) -> None:
    code, _, err = run("migrate", "--data", place)
    assert code == 0, err
    assert not (place / f"{_DATABASE}-wal").exists(), "all of it must be in the one file"
