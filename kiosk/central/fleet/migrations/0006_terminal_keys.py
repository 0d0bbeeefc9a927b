import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fleet", "0005_desired")]

    operations = [
        migrations.CreateModel(
            name="TerminalKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key_id", models.CharField(max_length=60, unique=True, verbose_name="密钥编号")),
                ("public_key", models.CharField(max_length=60, unique=True, verbose_name="公钥")),
                (
                    "fingerprint",
                    models.CharField(help_text="批准前请与终端屏幕上显示的指纹核对", max_length=40, verbose_name="密钥指纹"),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="启用时间")),
                ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="首次使用")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="失效时间")),
                (
                    "terminal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keys",
                        to="fleet.terminal",
                        verbose_name="终端",
                    ),
                ),
            ],
            options={"verbose_name": "终端密钥", "verbose_name_plural": "终端密钥", "ordering": ("-id",)},
        ),
        migrations.CreateModel(
            name="Nonce",
            fields=[
                ("nonce", models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name="随机数")),
                ("at", models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name="时间")),
            ],
            options={"verbose_name": "一次性随机数", "verbose_name_plural": "一次性随机数"},
        ),
        migrations.AddField("desired", "rotate_key", models.BooleanField(default=False, verbose_name="轮换密钥")),
        # A terminal without a key can be undone to: its columns come back empty before they are filled.
        *(
            migrations.AlterField("terminal", name, models.CharField(max_length=60, null=True, unique=name != "fingerprint"))
            for name in ("key_id", "public_key", "fingerprint")
        ),
    ]
