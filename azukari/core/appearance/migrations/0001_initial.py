import azukari.lib.identifier
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='HostSite',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('origin', models.CharField(max_length=260, unique=True)),
                ('added_by', models.CharField(max_length=80)),
                ('added_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Theme',
            fields=[
                ('number', models.PositiveIntegerField(primary_key=True, serialize=False)),
                ('accent', models.CharField(max_length=7)),
                ('accent_dark', models.CharField(max_length=7)),
                ('logo', models.BinaryField(null=True)),
                ('logo_type', models.CharField(blank=True, default='', max_length=16)),
                ('texts', models.JSONField(default=dict)),
                ('digest', models.CharField(default='', max_length=64)),
                ('changed_by', models.CharField(max_length=80)),
                ('changed_at', models.DateTimeField()),
            ],
        ),
    ]
