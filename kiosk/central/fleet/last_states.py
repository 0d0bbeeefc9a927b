"""Many last states in one statement, the same on SQLite and PostgreSQL.

Django's `bulk_create(update_conflicts=True)` has no WHERE, which is what keeps an older heartbeat from taking a newer
one's place when two processes write at once.
"""

from collections.abc import Iterable

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
_ROW = f"({', '.join(['%s'] * len(_COLUMNS))})"


def upsert(states: Iterable[LastState]) -> None:
    """Write each row that is new, or newer than the one there."""
    rows = [
        [field.get_db_prep_save(getattr(state, field.attname), connection) for field in _FIELDS] for state in states
    ]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(_HEAD + ", ".join([_ROW] * len(rows)) + _TAIL, [value for row in rows for value in row])
