"""The alarms as they came from `intake`, whose migration 0004 has given their table its new name."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("fleet", "0005_desired"),
        ("intake", "0004_alarms_move_out"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Alarm",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("source", models.CharField(max_length=30, verbose_name="来源")),
                        ("code", models.CharField(db_index=True, max_length=30, verbose_name="告警代码")),
                        ("technician_code", models.CharField(blank=True, max_length=60, verbose_name="维护代码")),
                        ("detail", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                        ("raised_at", models.DateTimeField(db_index=True, verbose_name="首次时间")),
                        ("last_at", models.DateTimeField(verbose_name="最近时间")),
                        ("times", models.PositiveIntegerField(default=1, verbose_name="次数")),
                        ("cleared_at", models.DateTimeField(db_index=True, null=True, verbose_name="解除时间")),
                        ("terminal", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="alarms", to="fleet.terminal", verbose_name="终端")),
                    ],
                    options={"verbose_name": "告警", "verbose_name_plural": "告警", "ordering": ("-last_at",)},
                )
            ]
        )
    ]
