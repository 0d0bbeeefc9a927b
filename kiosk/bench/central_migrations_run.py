"""The measuring process of `kiosk bench central migrations`: FOLDER TRANSACTIONS → a JSON document on standard output.

A database of its own is brought to the state of the first release, filled, and then brought up to date, as on the night
of an update. The peer is what a disk does at best: the same tables written once, and on it.
"""

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kiosk.central.setup import Place, set_up

EARLY = (
    ("fleet", "0001_initial"),
    ("intake", "0002_payment"),
    ("audit", "0001_initial"),
    ("gateway", "0001_initial"),
    ("mail", "0001_initial"),
    ("payments", "0001_initial"),
    ("drafts", "0001_initial"),
    ("auth", "0012_alter_user_first_name_max_length"),
)
"""The platform's tables as they were before places, copies and alarms that are looked after."""


def main(folder: Path, transactions: int) -> None:
    set_up(Place(data=folder))
    with _database():
        print(json.dumps(measured(transactions)))  # noqa: T201 - the process's answer


def measured(transactions: int) -> dict[str, Any]:
    """Fill this process's empty database, migrate it, and return what was measured."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from kiosk.bench.central_rows import fill
    from kiosk.central.database import unhurried

    unhurried(connection)
    executor = MigrationExecutor(connection)
    early = executor.migrate(list(EARLY))
    counts = fill(early.apps, transactions)
    peer, copy_s, size = _write_once(counts)
    check_s = _check_keys()
    took_s: dict[str, float] = {}
    statements: dict[str, int] = {}
    executor = MigrationExecutor(connection, _told(took_s, statements))
    executor.migrate(executor.loader.graph.leaf_nodes())
    return {
        "database": connection.display_name,
        "rows": counts,
        "mib": size / 2**20,
        "peer": peer,
        "copy_s": copy_s,
        "check_s": check_s,
        "migrations_s": took_s,
        "statements": statements,
    }


def _told(took_s: dict[str, float], statements: dict[str, int]) -> Callable[..., None]:
    """Return what Django tells of its progress, noting how long each migration took and how much it asked for."""
    from django.db import connection

    now = {"began": 0.0, "asked": 0}

    def count(execute: Callable[..., Any], *said: Any) -> Any:
        now["asked"] += 1
        return execute(*said)

    def progress(action: str, migration: Any = None, _fake: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's
        if action == "apply_start":
            now.update(began=time.perf_counter(), asked=0)
            connection.execute_wrappers.append(count)
        elif action == "apply_success":
            connection.execute_wrappers.remove(count)
            took_s[str(migration)] = time.perf_counter() - now["began"]
            statements[str(migration)] = int(now["asked"])

    return progress


def _check_keys() -> float:
    """Return how many seconds it takes to check every foreign key, as Django does on SQLite after each migration."""
    from django.db import connection

    began = time.perf_counter()
    if connection.vendor == "sqlite":
        connection.check_constraints()
        return time.perf_counter() - began
    return 0.0


def _write_once(counts: dict[str, int]) -> tuple[str, float, int]:
    """Return what the peer is called, how many seconds it took, and the database's size in bytes."""
    from django.db import connection

    return _write_files() if connection.vendor == "sqlite" else _write_tables(list(counts))


def _write_files() -> tuple[str, float, int]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    file = Path(connection.settings_dict["NAME"])
    copy, began = file.with_suffix(".copy"), time.perf_counter()
    shutil.copyfile(file, copy)
    with copy.open("rb+") as written:
        os.fsync(written.fileno())
    took_s, size = time.perf_counter() - began, copy.stat().st_size
    copy.unlink()
    return "copying the database's file", took_s, size


def _write_tables(tables: list[str]) -> tuple[str, float, int]:
    from django.db import connection

    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        began = time.perf_counter()
        for table in tables:
            cursor.execute(f"CREATE TABLE {quote(f'{table}_copy')} AS TABLE {quote(table)}")
        cursor.execute("CHECKPOINT")
        took_s = time.perf_counter() - began
        for table in tables:
            cursor.execute(f"DROP TABLE {quote(f'{table}_copy')}")
        cursor.execute("SELECT pg_database_size(current_database())")
        return "writing the tables once, without indexes", took_s, int(cursor.fetchone()[0])


@contextmanager
def _database() -> Iterator[None]:
    """Give an empty database of its own on the chosen server, gone afterwards; of SQLite the folder's file is one."""
    from django.db import connection

    if connection.vendor == "sqlite":
        yield
        return
    name = f"kiosk_bench_{os.getpid()}"
    usual, quoted = connection.settings_dict["NAME"], connection.ops.quote_name(name)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {quoted}")
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {quoted}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
