import azukari.lib.identifier
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Tombstone',
            fields=[
                ('person_id', models.UUIDField(primary_key=True, serialize=False)),
                ('erased_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Removal',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=16)),
                ('person_id', models.UUIDField(db_index=True, null=True)),
                ('about', models.UUIDField()),
                ('at', models.DateTimeField()),
                ('told', models.JSONField(db_default={}, default=dict)),
                ('copied', models.BooleanField(db_default=False, default=False)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('copied', False)), fields=['id'], name='removal_to_copy'), models.Index(condition=models.Q(('kind__in', ['service-ended', 'service-resumed'])), fields=['about'], name='removal_of_a_service')],
            },
        ),
        migrations.CreateModel(
            name='Trail',
            fields=[
                ('entry_id', models.UUIDField(primary_key=True, serialize=False)),
                ('key_id', models.UUIDField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='trail', to='people.person')),
            ],
        ),
    ]
