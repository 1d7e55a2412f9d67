import azukari.lib.identifier
import django.db.models.deletion
from django.db import migrations, models

from azukari.core.ledger.immutable import Immutable


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('charter', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Round',
            fields=[
                ('charter', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='charter.charter')),
                ('opened_at', models.DateTimeField()),
                ('remind_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('cursor', models.UUIDField(null=True)),
                ('searched_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('digest', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('lang', models.CharField(max_length=8)),
                ('text', models.TextField()),
                ('charter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='charter.charter')),
            ],
        ),
        migrations.CreateModel(
            name='Asked',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('lang', models.CharField(max_length=8)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('agreed', 'Agreed'), ('declined', 'Declined'), ('unreachable', 'Unreachable')], max_length=12)),
                ('asked_at', models.DateTimeField()),
                ('reminded_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('question', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reconsent.question')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='people', to='reconsent.round')),
            ],
            options={
                'indexes': [models.Index(fields=['round', 'state'], name='asked_by_answer')],
                'constraints': [models.UniqueConstraint(fields=('round', 'person'), name='asked_once_a_round')],
            },
        ),
        Immutable("reconsent_question"),
    ]
