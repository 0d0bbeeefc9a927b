"""The platform's migrations on a database with rows: none is lost, and none asks for each row by itself."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing

from django.db.migrations.loader import MigrationLoader

TRANSACTIONS = 10_000
MOST_STATEMENTS = 300
"""Of one migration. Ten thousand transactions have a thousand alarms, the fewest rows of what one goes through."""


def test_a_full_database_is_brought_up_to_date_by_whole_tables(tmp_path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "kiosk.bench.central_migrations_run", str(tmp_path), str(TRANSACTIONS)],
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    measured = json.loads(told.stdout)
    slow = {name: asked for name, asked in measured["statements"].items() if asked > MOST_STATEMENTS}
    assert slow == {}, "these go row by row"
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    assert set(measured["migrations_s"]) <= known
    assert {"alarms.0003_filled_in", "intake.0003_copies"} <= set(measured["migrations_s"])
    assert measured["copy_s"] > 0
    renamed = {"intake_alarm": "alarms_alarm", "intake_rating": "ratings_rating"}
    with closing(sqlite3.connect(tmp_path / "central.sqlite3")) as tables:
        for table, rows in measured["rows"].items():
            query = f"SELECT count(*) FROM {renamed.get(table, table)}"
            assert tables.execute(query).fetchone() == (rows,), table
        key = "SELECT count(*) FROM alarms_alarm WHERE key = terminal_id || '|' || source || '|' || code || '|'"
        assert tables.execute(key).fetchone() == (measured["rows"]["intake_alarm"],)
