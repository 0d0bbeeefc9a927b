import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fleet", "0001_initial")]

    operations = [
        migrations.RenameField("terminal", "place", "place_name"),
        migrations.RenameField("enrolmentcode", "place", "place_name"),
        migrations.CreateModel(
            name="District",
            fields=[
                ("code", models.CharField(help_text="GB/T 2260", max_length=6, primary_key=True, serialize=False, verbose_name="行政区划代码")),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                ("rank", models.PositiveSmallIntegerField(default=0, verbose_name="次序")),
            ],
            options={"verbose_name": "行政区", "verbose_name_plural": "行政区", "ordering": ("rank", "code")},
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(help_text="居民看到的名称，如某某街道政务服务大厅", max_length=120, unique=True, verbose_name="名称")),
                ("district", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="places", to="fleet.district", verbose_name="行政区")),
                ("street", models.CharField(blank=True, max_length=60, verbose_name="街道")),
                ("community", models.CharField(blank=True, max_length=60, verbose_name="社区")),
                ("address", models.CharField(blank=True, max_length=160, verbose_name="地址")),
                ("longitude", models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, validators=[django.core.validators.MinValueValidator(-180), django.core.validators.MaxValueValidator(180)], verbose_name="经度")),
                ("latitude", models.DecimalField(blank=True, decimal_places=6, max_digits=8, null=True, validators=[django.core.validators.MinValueValidator(-90), django.core.validators.MaxValueValidator(90)], verbose_name="纬度")),
                ("open_hours", models.CharField(blank=True, help_text="如 24 小时、工作日 9:00–17:00", max_length=60, verbose_name="开放时间")),
                ("contact", models.CharField(blank=True, max_length=40, verbose_name="现场联系电话")),
            ],
            options={"verbose_name": "安装地点", "verbose_name_plural": "安装地点", "ordering": ("district__rank", "name")},
        ),
        migrations.AddField(
            "terminal",
            "place",
            models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="terminals", to="fleet.place", verbose_name="安装地点"),
        ),
        migrations.AddField(
            "enrolmentcode",
            "place",
            models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="fleet.place", verbose_name="安装地点"),
        ),
    ]
