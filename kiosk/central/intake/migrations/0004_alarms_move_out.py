"""The alarms become a slice of their own: the table takes its name, and keeps every row."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("intake", "0003_copies")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.AlterModelTable("Alarm", "alarms_alarm")],
            state_operations=[migrations.DeleteModel("Alarm")],
        )
    ]
