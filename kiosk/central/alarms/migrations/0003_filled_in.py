"""What the alarms of `intake` did not say: key, severity, district; and the rights of their old name go along."""

from django.conf import settings
from django.db import migrations
from django.db.models import Case, CharField, Count, F, OuterRef, PositiveSmallIntegerField, Subquery, Value, When
from django.db.models.functions import Concat, Left

ABOUT_ONE_THING = {"ISSUE_DOUBTFUL", "PAYMENT_DOUBTFUL", "REFUND_DUE"}


def fill_in(apps, schema_editor):
    """By whole tables: a city's database may hold a hundred thousand of them."""
    _say_of_each(apps)
    _join_what_was_opened_twice(apps)
    _remember_last_words(apps)


def _say_of_each(apps):
    from kiosk.central.alarms.table import load

    table = load(settings.ALARMS_FILE)
    Alarm, Terminal = apps.get_model("alarms", "Alarm"), apps.get_model("fleet", "Terminal")
    bar = Value("|")
    about = Case(When(code__in=ABOUT_ONE_THING, then=Left("detail", 100)), default=Value(""))
    said = Alarm.objects.order_by().values_list("source", "code").distinct()
    severities = {(source, code): table.meaning(source, code).severity.value for source, code in said}
    Alarm.objects.update(
        severity=Case(
            *(When(source=source, code=code, then=Value(each)) for (source, code), each in severities.items()),
            default=F("severity"),
            output_field=PositiveSmallIntegerField(),
        ),
        key=Concat("terminal_id", bar, "source", bar, "code", bar, about, output_field=CharField()),
        district_id=Subquery(Terminal.objects.filter(pk=OuterRef("terminal_id")).values("place__district_id")[:1]),
        heard_at=F("raised_at"),
    )


def _join_what_was_opened_twice(apps):
    """Two processes opened it at once: they are one, the first."""
    opened = apps.get_model("alarms", "Alarm").objects.filter(cleared_at__isnull=True).order_by("raised_at", "id")
    twice = opened.order_by().values("key").annotate(all=Count("pk")).filter(all__gt=1).values_list("key", flat=True)
    for key in list(twice):
        first, *others = opened.filter(key=key)
        for other in others:
            first.times += other.times
            first.last_at = max(first.last_at, other.last_at)
            other.cleared_at, other.cleared_by = other.last_at, "system"
            other.save(update_fields=["cleared_at", "cleared_by"])
        first.save(update_fields=["times", "last_at"])


def _remember_last_words(apps):
    Alarm, LastReport = apps.get_model("alarms", "Alarm"), apps.get_model("alarms", "LastReport")
    opened, newest = set(), {}
    for key, last_at, cleared_at in Alarm.objects.values_list("key", "last_at", "cleared_at").iterator(2000):
        if cleared_at is None:
            opened.add(key)
        said = max((last_at, False), (cleared_at or last_at, cleared_at is not None))
        newest[key] = max(newest.get(key, said), said)
    LastReport.objects.bulk_create(
        (LastReport(key=key, at=at, cleared=cleared and key not in opened) for key, (at, cleared) in newest.items()),
        batch_size=500,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["at", "cleared"],
    )


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
