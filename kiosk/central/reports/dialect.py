"""Where SQLite and PostgreSQL say the same thing in different words."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class Dialect:
    """Pieces of SQL. `each_step` makes a row `e` of each step that a transaction `t` tells of; those after read it."""

    epoch_s: str
    greatest: str
    least: str
    no_steps: str
    each_step: str
    step: str
    place: str
    visits: str
    ms: str


_SQLITE = Dialect(
    epoch_s="((julianday({}) - 2440587.5) * 86400.0)",
    greatest="MAX",
    least="MIN",
    no_steps="'[]'",
    each_step="json_each(t.steps) AS e",
    step="json_extract(e.value, '$[0]')",
    place="e.key",
    visits="json_extract(e.value, '$[1]')",
    ms="json_extract(e.value, '$[2]')",
)
_POSTGRESQL = Dialect(
    epoch_s="EXTRACT(EPOCH FROM {})",
    greatest="GREATEST",
    least="LEAST",
    no_steps="'[]'::jsonb",
    each_step="jsonb_array_elements(t.steps) WITH ORDINALITY AS e(value, nr)",
    step="e.value ->> 0",
    place="e.nr - 1",
    visits="(e.value ->> 1)::bigint",
    ms="(e.value ->> 2)::bigint",
)


def dialect() -> Dialect:
    return _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE


def moment(at: datetime) -> Any:
    """Return a moment as a parameter of a raw statement."""
    return connection.ops.adapt_datetimefield_value(at)


def execute(statement: str, *parameters: Any) -> None:
    told = [connection.ops.adapt_datefield_value(one) if type(one) is date else one for one in parameters]
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
