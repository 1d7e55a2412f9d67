from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='FormCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('form', models.CharField(max_length=64)),
                ('lang', models.CharField(max_length=8)),
                ('step', models.CharField(choices=[('seen', 'seen'), ('started', 'started'), ('sent', 'sent'), ('confirmed', 'confirmed')], max_length=16)),
                ('count', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('form', 'day', 'lang', 'step'), name='one_count_a_day_and_step')],
            },
        ),
    ]
