from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("fleet", "0010_heartbeats_within_their_page"),)

    operations = (
        migrations.AddField(
            "desired", "rulings_waiting", models.PositiveSmallIntegerField(default=0, verbose_name="待告知的核实结果")
        ),
    )
