"""Fills the tables of an early central with made-up rows, by the database's own means: millions in a minute or two.

Works on the models of a migration's state, field by field, so that it fits whatever that state has.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.db import connection, models
from django.db.migrations.state import StateApps

TERMINALS = 577
_FIRST = "2026-01-01 00:00:00+00:00"
_EVERY_S = 15  # a transaction of the fleet every so often: 5760 a day, half a year for a million

SHARES: Mapping[str, float] = MappingProxyType(
    {
        "intake.Transaction": 1,
        "intake.Issue": 0.8,
        "intake.Rating": 0.3,
        "intake.Payment": 0.05,
        "payments.Order": 0.05,
        "intake.Alarm": 0.1,
        "intake.Received": 4,
        "mail.Delivery": 0.02,
        "gateway.Call": 2,
        "audit.AuditEvent": 0.1,
        "fleet.FleetEvent": 0.2,
    }
)
"""Rows of each table for one transaction; of terminals there are `TERMINALS`."""

_SAID: Mapping[str, str] = MappingProxyType(
    {
        "service": "'housing/service-' || (i % 228)",
        "item_code": "'442199806003'",
        "outcome": "'completed'",
        "last_step": "'end'",
        "document_title": "'住房公积金缴存明细'",
        "verification_code": "'K7QM-2XWD-9FTB'",
        "digest": "'0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'",
        "state": "'taken'",
        "satisfaction": "5",
        "source": "'document_printer'",
        "code": "CASE i % 3 WHEN 0 THEN 'PAPER_OUT' WHEN 1 THEN 'OFFLINE' ELSE 'PAPER_LOW' END",
        "kind": "'issue'",
        "operation": "'fund.statement'",
        "who": "'staff'",
        "action": "'terminal.approve'",
        "object_type": "'fleet.terminal'",
        "settled": "''",
    }
)


def fill(apps: StateApps, transactions: int) -> dict[str, int]:
    """Write the rows; return how many by table."""
    _insert(
        apps.get_model("fleet.Terminal"), TERMINALS, {"terminal_id": _terminal("i"), "place": "'街道 ' || (i % 97)"}
    )
    counts = {}
    for label, share in SHARES.items():
        model = apps.get_model(label)
        counts[model._meta.db_table] = rows = max(1, int(transactions * share))  # noqa: SLF001 - Django's model API
        _insert(model, rows, {})
    return counts


def _insert(model: type[models.Model], rows: int, own: Mapping[str, str]) -> None:
    fields = [field for field in model._meta.local_concrete_fields if not isinstance(field, models.AutoField)]  # noqa: SLF001
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column or field.name) for field in fields)
    values = ", ".join(own.get(field.name) or _value(field) for field in fields)
    table = quote(model._meta.db_table)  # noqa: SLF001 - Django's documented model API
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < {rows}) "  # noqa: S608
            f"INSERT INTO {table} ({columns}) SELECT {values} FROM numbers"
        )


def _value(field: "models.Field[Any, Any]") -> str:
    """Return an expression of SQL over the row's number `i`."""
    if field.name in {"cleared_at", "asked_at", "resolved_at"} or not field.null:
        return _of_its_kind(field)
    return "NULL"


def _of_its_kind(field: "models.Field[Any, Any]") -> str:
    if field.is_relation:
        return _terminal("i")
    if isinstance(field, models.DateTimeField):
        return _moment()
    if isinstance(field, models.JSONField):
        return "CAST('[]' AS jsonb)" if connection.vendor == "postgresql" else "'[]'"
    if isinstance(field, models.BooleanField):
        return "false"
    if field.primary_key or field.unique:
        return f"'01900000-0000-7000-8000-' || {_digits('i', 12)}"
    if field.name in {"transaction_id", "object_id"}:
        return f"'01900000-0000-7000-8000-' || {_digits('i', 12)}"
    if isinstance(field, models.CharField | models.TextField):
        return _SAID.get(field.name, "''")
    return _SAID.get(field.name, "1")


def _terminal(number: str) -> str:
    return f"'WH' || {_digits(f'({number} - 1) % {TERMINALS} + 1', 4)}"


def _digits(number: str, width: int) -> str:
    if connection.vendor == "postgresql":
        return f"lpad(CAST({number} AS text), {width}, '0')"
    return f"printf('%0{width}d', {number})"


def _moment() -> str:
    if connection.vendor == "postgresql":
        return f"CAST('{_FIRST}' AS timestamptz) + i * interval '{_EVERY_S} seconds'"
    return f"datetime('{_FIRST}', '+' || (i * {_EVERY_S}) || ' seconds')"
