import azukari.lib.identifier
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ListExport',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('purpose', models.CharField(max_length=64)),
                ('form', models.CharField(blank=True, max_length=64)),
                ('through', models.CharField(blank=True, max_length=64)),
                ('part', models.CharField(blank=True, max_length=16)),
                ('mine', models.BooleanField(default=False)),
                ('since', models.DateField(null=True)),
                ('until', models.DateField(null=True)),
                ('fields', models.CharField(max_length=4000)),
                ('reason', models.CharField(max_length=16)),
                ('format', models.CharField(choices=[('csv', 'Csv'), ('csv-plain', 'Plain Csv'), ('xlsx', 'Xlsx')], max_length=16)),
                ('lang', models.CharField(max_length=8)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('ready', 'Ready'), ('stopped', 'Stopped'), ('gone', 'Gone'), ('failed', 'Failed')], default='waiting', max_length=16)),
                ('trouble', models.CharField(blank=True, default='', max_length=32)),
                ('expected', models.PositiveIntegerField()),
                ('position', models.PositiveIntegerField(default=0)),
                ('lines', models.PositiveIntegerField(default=0)),
                ('suppressed', models.PositiveIntegerField(default=0)),
                ('cursor_at', models.DateTimeField(null=True)),
                ('cursor_id', models.UUIDField(null=True)),
                ('made_at', models.DateTimeField()),
                ('ready_at', models.DateTimeField(null=True)),
                ('fetched_at', models.DateTimeField(null=True)),
                ('ends_at', models.DateTimeField()),
                ('leased_until', models.DateTimeField(null=True)),
                ('maker', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exports', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'made_at'], name='export_by_state')],
            },
        ),
    ]
