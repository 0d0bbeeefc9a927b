"""What the alarms of `intake` did not say: key, severity, district; and the rights of their old name go along."""

from django.conf import settings
from django.db import migrations

ABOUT_ONE_THING = {"ISSUE_DOUBTFUL", "PAYMENT_DOUBTFUL", "REFUND_DUE"}


def fill_in(apps, schema_editor):
    from kiosk.central.alarms.table import load

    table = load(settings.ALARMS_FILE)
    Alarm = apps.get_model("alarms", "Alarm")
    LastReport = apps.get_model("alarms", "LastReport")
    opened, newest = {}, {}
    for alarm in Alarm.objects.select_related("terminal__place").order_by("raised_at", "id").iterator(2000):
        about = alarm.detail[:100] if alarm.code in ABOUT_ONE_THING else ""
        alarm.key = f"{alarm.terminal_id}|{alarm.source}|{alarm.code}|{about}"
        alarm.severity = table.meaning(alarm.source, alarm.code).severity.value
        alarm.district_id = alarm.terminal.place.district_id if alarm.terminal.place else None
        alarm.heard_at = alarm.raised_at
        if alarm.cleared_at is None and alarm.key in opened:  # two processes opened it at once: they are one
            first = opened[alarm.key]
            first.times += alarm.times
            first.last_at = max(first.last_at, alarm.last_at)
            first.save(update_fields=["times", "last_at"])
            alarm.cleared_at, alarm.cleared_by = alarm.last_at, "system"
        elif alarm.cleared_at is None:
            opened[alarm.key] = alarm
        alarm.save(update_fields=["key", "severity", "district", "heard_at", "cleared_at", "cleared_by"])
        said = max((alarm.last_at, False), (alarm.cleared_at or alarm.last_at, alarm.cleared_at is not None))
        newest[alarm.key] = max(newest.get(alarm.key, said), said)
    for key, (at, cleared) in newest.items():
        LastReport.objects.update_or_create(pk=key, defaults={"at": at, "cleared": cleared and key not in opened})


def leave_out_what_only_central_found(apps, schema_editor):
    """The tables of before hold no alarm without a terminal; every other row stays."""
    Alarm = apps.get_model("alarms", "Alarm")
    Alarm.objects.filter(terminal__isnull=True).delete()
    apps.get_model("alarms", "LastReport").objects.all().delete()


def rename(old, new):
    def move(apps, schema_editor):
        ContentType = apps.get_model("contenttypes", "ContentType")
        if not ContentType.objects.filter(app_label=new, model="alarm").exists():
            ContentType.objects.filter(app_label=old, model="alarm").update(app_label=new)

    return move


class Migration(migrations.Migration):

    dependencies = [
        ("alarms", "0002_looked_after"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(fill_in, leave_out_what_only_central_found),
        migrations.RunPython(rename("intake", "alarms"), rename("alarms", "intake")),
    ]
