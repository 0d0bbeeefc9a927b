import secrets
import time

from django.db import migrations
from django.db.models import Count

from kiosk.protocol.identifiers import uuid7

FINDINGS = {"taken": "printed", "voided": "void"}


def tell_terminals(apps, _schema_editor):
    """Let terminals hear of what staff settled before they were told of it. Doubtful documents are few."""
    Issue, Ruling = apps.get_model("intake", "Issue"), apps.get_model("rulings", "Ruling")
    Desired = apps.get_model("fleet", "Desired")
    settled = Issue.objects.filter(state="doubtful", settled__in=FINDINGS).order_by("pk")
    now_ms = time.time_ns() // 1_000_000
    Ruling.objects.bulk_create(
        (
            Ruling(
                ruling_id=uuid7(now_ms, secrets.token_bytes(10)),
                issue=issue,
                terminal_id=issue.terminal_id,
                finding=FINDINGS[issue.settled],
                ruled_at=issue.changed_at,
            )
            for issue in settled.iterator()
        ),
        batch_size=500,
    )
    waiting = Ruling.objects.values("terminal_id").annotate(all=Count("pk"))
    Desired.objects.bulk_create(
        [Desired(terminal_id=one["terminal_id"], rulings_waiting=one["all"]) for one in waiting],
        update_conflicts=True,
        unique_fields=["terminal"],
        update_fields=["rulings_waiting"],
    )


class Migration(migrations.Migration):
    dependencies = (("rulings", "0001_initial"),)

    operations = (migrations.RunPython(tell_terminals, migrations.RunPython.noop),)
