from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("fleet", "0008_keys_stand_apart"),)

    operations = (
        migrations.AddField(
            "district", "row", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="示意图行")
        ),
        migrations.AddField(
            "district", "column", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="示意图列")
        ),
    )
