"""Many last states in one statement, the same on SQLite and PostgreSQL.

Most heartbeats say what the one before said: they move two columns, and what is large stays where it is on the disk.

Django's `bulk_create(update_conflicts=True)` has no WHERE, which is what keeps an older heartbeat from taking a newer
one's place when two processes write at once.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from kiosk.central.fleet.models import LastState

_META = LastState._meta  # noqa: SLF001 - Django's documented model API
_FIELDS = _META.concrete_fields
_TABLE = f'"{_META.db_table}"'
_COLUMNS = [f'"{field.column}"' for field in _FIELDS]
_HEAD = f"INSERT INTO {_TABLE} ({', '.join(_COLUMNS)}) VALUES "  # noqa: S608 - names of our own columns
_TAIL = (
    f" ON CONFLICT ({_COLUMNS[0]}) DO UPDATE SET "
    + ", ".join(f"{column} = excluded.{column}" for column in _COLUMNS[1:])
    + f" WHERE excluded.seen_at > {_TABLE}.seen_at"
)

_TOUCH = f"UPDATE {_TABLE} SET seen_at = said.column2, interval_s = said.column3 FROM (VALUES "  # noqa: S608 - our own names
_TOUCH_TAIL = f") AS said WHERE {_TABLE}.{_COLUMNS[0]} = said.column1 AND {_TABLE}.seen_at < said.column2"


def touch(states: Iterable[LastState]) -> None:
    """Note when each was seen last and what interval it was given, unless the row there is newer."""
    fields = [_META.get_field(name) for name in ("terminal", "seen_at", "interval_s")]
    _execute(_TOUCH, fields, states, _TOUCH_TAIL)


def upsert(states: Iterable[LastState]) -> None:
    """Write each row that is new, or newer than the one there."""
    _execute(_HEAD, _FIELDS, states, _TAIL)


def _execute(head: str, fields: Sequence[Any], states: Iterable[LastState], tail: str) -> None:
    rows = [[field.get_db_prep_save(getattr(state, field.attname), connection) for field in fields] for state in states]
    if not rows:
        return
    row = f"({', '.join(['%s'] * len(fields))})"
    with connection.cursor() as cursor:
        cursor.execute(head + ", ".join([row] * len(rows)) + tail, [value for row in rows for value in row])
