import azukari.lib.identifier
import azukari.policy.terms
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('charter', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('submission_id', models.UUIDField()),
                ('purpose', models.CharField(max_length=64)),
                ('ground', models.CharField(max_length=16)),
                ('begins_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField(null=True)),
                ('end_reason', models.CharField(blank=True, default='', max_length=16)),
                ('settled_at', models.DateTimeField(null=True)),
                ('opens', models.CharField(blank=True, default='', max_length=600)),
                ('turn', models.PositiveSmallIntegerField(db_default=0, default=0)),
                ('charter', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='charter.charter')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='people.person')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('settled_at__isnull', True)), fields=['ends_at'], name='grant_to_settle'), models.Index(condition=models.Q(('settled_at__isnull', True)), fields=['purpose', 'begins_at'], name='grant_in_use'), models.Index(fields=['submission_id', 'purpose'], name='grant_by_submission')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__isnull', True), ('ends_at__gte', models.F('begins_at')), _connector='OR'), name='grant_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('ground__in', [azukari.policy.terms.Ground['CONSENT'], azukari.policy.terms.Ground['CONTRACT'], azukari.policy.terms.Ground['LAW']])), name='grant_has_a_known_ground')],
            },
        ),
    ]
