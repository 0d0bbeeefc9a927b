from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("alarms", "0003_filled_in")]

    operations = [
        migrations.AddConstraint(
            model_name="alarm",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cleared_at__isnull", True)), fields=("key",), name="one_open_alarm_per_key"
            ),
        )
    ]
