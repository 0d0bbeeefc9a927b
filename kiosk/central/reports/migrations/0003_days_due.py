"""Days that were counted before there were tables of terminals and ratings are due once more.

Of cases that have left the database none: counted again they would be lost.
"""

from datetime import date

from django.db import migrations
from django.db.models import Max
from django.db.models.functions import TruncDate


def make_due(apps, schema_editor):
    due = apps.get_model("reports", "Due").objects
    gone = (
        apps.get_model("retention", "Batch")
        .objects.filter(kind="transactions", deed__in=("archived", "deleted"))
        .aggregate(last=Max("day"))["last"]
    ) or date.min
    counted = apps.get_model("reports", "Use").objects.filter(day__gt=gone).values_list("day", flat=True)
    ratings = apps.get_model("ratings", "Rating").objects.order_by().values_list(TruncDate("rated_at"), flat=True)
    for what, days in (("cases", counted), ("ratings", {*counted, *ratings.distinct()})):
        due.bulk_create((due.model(what=what, day=day) for day in set(days)), ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = (
        ("reports", "0002_ratings_by_the_day"),
        ("ratings", "0003_kept_of_the_case"),
        ("retention", "0001_initial"),
    )

    operations = (migrations.RunPython(make_due, migrations.RunPython.noop),)
