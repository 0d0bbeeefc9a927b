"""Heartbeats change no index, and find room on the page that their row lies on (docs/adr/0051)."""

from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_ROOM_PERCENT = 50
"""So full are pages made: as many rows again find room, those of one flush and those that nobody has cleared yet."""


def leave_room(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """PostgreSQL alone has this; it holds for pages that are made from now on."""
    if editor.connection.vendor == "postgresql":
        editor.execute(f"ALTER TABLE fleet_laststate SET (fillfactor = {_ROOM_PERCENT})")


def take_no_room(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE fleet_laststate RESET (fillfactor)")


class Migration(migrations.Migration):
    dependencies = [("fleet", "0009_district_positions")]

    operations = [
        migrations.AlterField("laststate", "seen_at", models.DateTimeField(verbose_name="最近心跳")),
        migrations.RunPython(leave_room, take_no_room),
    ]
