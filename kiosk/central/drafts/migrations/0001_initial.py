
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('fleet', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('draft_id', models.CharField(max_length=32, primary_key=True, serialize=False, verbose_name='续办编号')),
                ('transaction_id', models.CharField(db_index=True, max_length=36, verbose_name='办件编号')),
                ('service', models.CharField(max_length=120, verbose_name='事项')),
                ('flow_version', models.PositiveIntegerField(verbose_name='流程版本')),
                ('stopped_at', models.CharField(max_length=80, verbose_name='中断步骤')),
                ('because', models.CharField(max_length=120, verbose_name='中断原因')),
                ('person', models.CharField(max_length=64, verbose_name='本人证明')),
                ('sealed', models.TextField(blank=True, verbose_name='密封内容')),
                ('kept_at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='保存时间')),
                ('expires_at', models.DateTimeField(db_index=True, verbose_name='到期时间')),
                ('wrong_persons', models.PositiveIntegerField(default=0, verbose_name='非本人次数')),
                ('taken_by', models.CharField(blank=True, max_length=36, verbose_name='续办办件')),
                ('taken_at', models.DateTimeField(null=True, verbose_name='续办时间')),
                ('taken_terminal', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='fleet.terminal', verbose_name='续办终端')),
                ('terminal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='fleet.terminal', verbose_name='终端')),
            ],
            options={
                'verbose_name': '续办件',
                'verbose_name_plural': '续办件',
                'ordering': ('-kept_at',),
                'permissions': (('read_answers', '查看续办件内容'),),
            },
        ),
    ]
