"""The ratings are a slice of their own, which has taken every row with it."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("intake", "0005_step_times"), ("ratings", "0002_from_intake")]

    operations = [migrations.DeleteModel("Rating")]
