import azukari.lib.identifier
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('forms', '0001_initial'),
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('release', 'release'), ('correction', 'correction'), ('addition', 'addition'), ('elimination', 'elimination'), ('stop-use', 'stop-use'), ('stop-provision', 'stop-provision'), ('objection', 'objection'), ('withdrawal', 'withdrawal'), ('portability', 'portability'), ('complaint', 'complaint'), ('question', 'question')], max_length=16)),
                ('channel', models.CharField(choices=[('own-page', 'own-page'), ('form', 'form'), ('phone', 'phone'), ('letter', 'letter'), ('agent', 'agent')], max_length=16)),
                ('pack', models.CharField(max_length=16)),
                ('lang', models.CharField(max_length=8)),
                ('reply_by', models.CharField(choices=[('mail', 'mail'), ('phone', 'phone'), ('letter', 'letter')], max_length=8)),
                ('state', models.CharField(choices=[('received', 'received'), ('checking', 'checking'), ('ready', 'ready'), ('decided', 'decided'), ('done', 'done'), ('closed', 'closed')], max_length=16)),
                ('identity', models.CharField(blank=True, choices=[('confirmed-address', 'confirmed-address'), ('call-back', 'call-back'), ('post-code', 'post-code'), ('document', 'document')], default='', max_length=20)),
                ('outcome', models.CharField(blank=True, choices=[('granted', 'granted'), ('partly', 'partly'), ('refused', 'refused'), ('answered', 'answered'), ('taken-back', 'taken-back')], default='', max_length=16)),
                ('failure', models.CharField(blank=True, default='', max_length=32)),
                ('received_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('kept_until', models.DateTimeField(null=True)),
                ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='CasePart',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('purpose', models.CharField(blank=True, default='', max_length=64)),
                ('value_id', models.UUIDField(null=True)),
                ('note_id', models.UUIDField(null=True)),
                ('ground', models.CharField(blank=True, default='', max_length=64)),
                ('work_id', models.UUIDField(default=azukari.lib.identifier.new_id)),
                ('result', models.CharField(blank=True, default='', max_length=16)),
                ('done_at', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='cases.case')),
            ],
        ),
        migrations.CreateModel(
            name='CaseStep',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('event', models.CharField(max_length=20)),
                ('actor', models.CharField(max_length=80)),
                ('reason', models.CharField(blank=True, default='', max_length=64)),
                ('at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='cases.case')),
            ],
        ),
        migrations.CreateModel(
            name='CaseMessage',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='message', serialize=False, to='cases.case')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('submission', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forms.submission')),
            ],
        ),
        migrations.CreateModel(
            name='CaseSubject',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='subject', serialize=False, to='cases.case')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['state'], name='case_by_state'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['owner', 'state'], name='case_by_owner'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('kept_until__isnull', False)), fields=['kept_until'], name='case_to_forget'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('owner', models.F('deputy')), _negated=True), name='a_deputy_is_somebody_else'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['received', 'checking', 'ready', 'decided', 'done']), models.Q(('kept_until__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='a_closed_case_has_an_outcome_and_an_end'),
        ),
    ]
