from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("fleet", "0012_late_records"),)

    operations = (
        migrations.AddField(
            "terminal", "machine", models.PositiveIntegerField(default=0, editable=False, verbose_name="更换主机次数")
        ),
    )
