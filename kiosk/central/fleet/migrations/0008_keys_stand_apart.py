from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("fleet", "0007_keys_of_terminals")]

    operations = [migrations.RemoveField("terminal", name) for name in ("key_id", "public_key", "fingerprint")]
