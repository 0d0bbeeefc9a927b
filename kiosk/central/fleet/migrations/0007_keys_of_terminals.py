from django.db import migrations
from django.db.models import F


def to_keys(apps, _schema_editor):
    Terminal, TerminalKey = apps.get_model("fleet", "Terminal"), apps.get_model("fleet", "TerminalKey")
    TerminalKey.objects.bulk_create(
        (
            TerminalKey(
                terminal=terminal,
                key_id=terminal.key_id,
                public_key=terminal.public_key,
                fingerprint=terminal.fingerprint,
                made_at=terminal.enrolled_at,
                used_at=terminal.enrolled_at,
            )
            for terminal in Terminal.objects.exclude(key_id=None).iterator()
        ),
        batch_size=500,
    )


def to_terminals(apps, _schema_editor):
    """A terminal keeps its newest key that counts; the others are lost with the table."""
    Terminal, TerminalKey = apps.get_model("fleet", "Terminal"), apps.get_model("fleet", "TerminalKey")
    for key in TerminalKey.objects.order_by(F("ended_at").asc(nulls_last=True), "id").iterator():
        Terminal.objects.filter(pk=key.terminal_id).update(
            key_id=key.key_id, public_key=key.public_key, fingerprint=key.fingerprint
        )


class Migration(migrations.Migration):
    dependencies = [("fleet", "0006_terminal_keys")]

    operations = [migrations.RunPython(to_keys, to_terminals)]
