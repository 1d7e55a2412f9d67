import azukari.lib.identifier
import django.db.models.deletion
import uuid
from django.db import migrations, models

from azukari.core.ledger.immutable import Immutable
from azukari.features.questionnaires.guards import drop, make


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('forms', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Poll',
            fields=[
                ('slug', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('draft', models.JSONField()),
                ('linked', models.BooleanField(default=False)),
                ('form', models.CharField(blank=True, default='', max_length=64)),
                ('answered', models.BooleanField(default=False)),
                ('by_invitation', models.BooleanField(db_default=False, default=False)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('open', 'Open'), ('closed', 'Closed')], default='draft', max_length=8)),
                ('opens_at', models.DateTimeField(null=True)),
                ('closes_at', models.DateTimeField(null=True)),
                ('changed_at', models.DateTimeField()),
                ('revision', models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('document', models.JSONField()),
                ('linked', models.BooleanField()),
                ('digest', models.CharField(max_length=64)),
                ('published_at', models.DateTimeField()),
                ('poll', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='questionnaires.poll')),
            ],
        ),
        migrations.CreateModel(
            name='Recount',
            fields=[
                ('version', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='recount', serialize=False, to='questionnaires.version')),
                ('asked_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='PooledAnswers',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('lang', models.CharField(max_length=8)),
                ('day', models.DateField()),
                ('answers', models.JSONField()),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='questionnaires.version')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MixedAnswers',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('lang', models.CharField(max_length=8)),
                ('day', models.DateField()),
                ('answers', models.JSONField()),
                ('is_test', models.BooleanField(default=False)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='questionnaires.version')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Response',
            fields=[
                ('submission', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='response', serialize=False, to='forms.submission')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='questionnaires.version')),
            ],
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('question', models.CharField(blank=True, max_length=90)),
                ('value', models.CharField(blank=True, max_length=40)),
                ('count', models.PositiveIntegerField()),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tallies', to='questionnaires.version')),
            ],
        ),
        migrations.CreateModel(
            name='QuotaCount',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('quota', models.CharField(max_length=40)),
                ('taken', models.PositiveIntegerField(default=0)),
                ('poll', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quotas', to='questionnaires.poll')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('poll', 'quota'), name='a_quota_is_counted_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.UniqueConstraint(fields=('poll', 'number'), name='a_version_has_a_number_of_its_own'),
        ),
        migrations.AddConstraint(
            model_name='tally',
            constraint=models.UniqueConstraint(fields=('version', 'question', 'value'), name='a_tally_stands_once'),
        ),
        migrations.CreateModel(
            name='TicketKey',
            fields=[
                ('poll', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='ticket_key', serialize=False, to='questionnaires.poll')),
                ('reference', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('public', models.BinaryField()),
                ('private', models.BinaryField()),
                ('digest', models.CharField(max_length=64)),
                ('rewritten', models.PositiveIntegerField(db_default=0, default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('asked', models.CharField(blank=True, db_default='', default='', max_length=64)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('poll', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='questionnaires.poll')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('poll', 'person'), name='a_person_is_invited_once')],
            },
        ),
        migrations.CreateModel(
            name='SpentTicket',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('digest', models.CharField(max_length=64)),
                ('poll', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='questionnaires.poll')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('poll', 'digest'), name='a_ticket_is_spent_once')],
            },
        ),
        Immutable("questionnaires_version"),
        migrations.RunPython(make, drop, elidable=False),
    ]
