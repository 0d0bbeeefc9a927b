from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='proposal',
            name='trouble',
            field=models.CharField(blank=True, default='', max_length=500, verbose_name='未能完成的原因'),
        ),
    ]
