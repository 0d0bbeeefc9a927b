
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('fleet', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Order',
            fields=[
                ('payment_id', models.CharField(max_length=36, primary_key=True, serialize=False, verbose_name='缴费编号')),
                ('transaction_id', models.CharField(blank=True, db_index=True, max_length=36, verbose_name='办件编号')),
                ('service', models.CharField(blank=True, max_length=120, verbose_name='事项')),
                ('order_number', models.CharField(max_length=64, unique=True, verbose_name='订单号')),
                ('amount_fen', models.PositiveBigIntegerField(verbose_name='金额（分）')),
                ('description', models.CharField(blank=True, max_length=127, verbose_name='收费项目')),
                ('code', models.CharField(blank=True, max_length=512, verbose_name='付款码')),
                ('state', models.CharField(choices=[('open', '待支付'), ('paid', '已支付'), ('closed', '已关闭'), ('refunding', '退款中'), ('refunded', '已退款')], db_index=True, default='open', max_length=10, verbose_name='状态')),
                ('ordered_at', models.DateTimeField(auto_now_add=True, verbose_name='下单时间')),
                ('expires_at', models.DateTimeField(db_index=True, verbose_name='到期时间')),
                ('asked_at', models.DateTimeField(null=True, verbose_name='查询时间')),
                ('changed_at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='状态时间')),
                ('terminal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='fleet.terminal', verbose_name='终端')),
            ],
            options={
                'verbose_name': '支付订单',
                'verbose_name_plural': '支付订单',
                'ordering': ('-ordered_at',),
            },
        ),
    ]
