from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_roles_renamed'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='grant',
            options={'verbose_name': '随软件授予的权限', 'verbose_name_plural': '随软件授予的权限'},
        ),
        migrations.AlterField(
            model_name='grant',
            name='permission',
            field=models.CharField(max_length=160, verbose_name='权限'),
        ),
        migrations.AlterField(
            model_name='grant',
            name='role',
            field=models.CharField(max_length=150, verbose_name='角色'),
        ),
    ]
