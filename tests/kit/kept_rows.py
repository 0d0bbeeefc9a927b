"""What migrations leave in a database - roles with their rights, districts - and that again after a test emptied it.

Django would have each app make its own anew after every such test, right by right, which takes longer than most tests.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.management.commands import flush
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True)
class Kept:
    """All rows of one table."""

    table: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def kept_rows(connection: BaseDatabaseWrapper) -> list[Kept]:
    """Return the tables that are not empty, of those that Django empties after a test."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = tuple(map(tuple, cursor.fetchall()))
            if rows:
                found.append(Kept(table, tuple(column[0] for column in cursor.description), rows))
    return found


def put_back(using: str, all_kept: list[Kept]) -> None:
    """Fill tables that are empty; foreign keys are looked at when all is there."""
    connection = connections[using]
    with transaction.atomic(using), connection.cursor() as cursor:
        for one in all_kept:
            names = ", ".join(map(connection.ops.quote_name, one.columns))
            values = ", ".join(["%s"] * len(one.columns))
            cursor.executemany(
                f"INSERT INTO {connection.ops.quote_name(one.table)} ({names}) VALUES ({values})", one.rows
            )


@contextmanager
def put_back_after_each_flush(there: list[Kept]) -> Iterator[None]:
    """Whenever Django has emptied the tables, put back what was there, instead of telling apps of a migration."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush, "emit_post_migrate_signal", lambda _verbosity, _interactive, db: put_back(db, there))
        yield
