from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_duty_grant'),
    ]

    operations = [
        migrations.AddField(
            model_name='stafftoken',
            name='by_passkey',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
