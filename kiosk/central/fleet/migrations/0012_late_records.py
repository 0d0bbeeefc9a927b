import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("fleet", "0011_rulings_waiting"),)

    operations = (
        migrations.AddField(
            "terminalkey", "records_until", models.DateTimeField(blank=True, null=True, verbose_name="补报截止")
        ),
        migrations.AddField(
            "terminalkey", "late_records", models.PositiveIntegerField(default=0, verbose_name="已补报条数")
        ),
        migrations.AlterField(
            "enrolmentcode",
            "replaces",
            models.ForeignKey(
                blank=True,
                help_text="更换主机时选择原终端：编号不变，旧密钥立即失效，只能限期补报记录",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="fleet.terminal",
                verbose_name="替换终端",
            ),
        ),
    )
