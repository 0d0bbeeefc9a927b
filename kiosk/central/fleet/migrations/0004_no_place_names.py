from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("fleet", "0003_places_by_name")]
    operations = [
        migrations.RemoveField("terminal", "place_name"),
        migrations.RemoveField("enrolmentcode", "place_name"),
    ]
