import azukari.lib.identifier
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='SpentMessage',
            fields=[
                ('digest', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('expires_at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='Agent',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=64)),
                ('name', models.CharField(max_length=80)),
                ('web_url', models.CharField(max_length=200)),
                ('verify_key', models.CharField(max_length=64)),
                ('business_id', models.CharField(max_length=64)),
                ('callback_host', models.CharField(blank=True, default='', max_length=120)),
                ('lang', models.CharField(max_length=8)),
                ('state', models.CharField(choices=[('active', 'Active'), ('paused', 'Paused'), ('suspected', 'Suspected'), ('removed', 'Removed')], max_length=16)),
                ('token_digest', models.CharField(blank=True, default='', max_length=64)),
                ('token_at', models.DateTimeField(null=True)),
                ('added_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'removed'), _negated=True), fields=('code',), name='an_agent_is_listed_once'), models.UniqueConstraint(condition=models.Q(('token_digest', ''), _negated=True), fields=('token_digest',), name='a_token_has_one_agent')],
            },
        ),
        migrations.CreateModel(
            name='AgentRequest',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('exercise', models.CharField(max_length=20)),
                ('regime', models.CharField(blank=True, default='', max_length=8)),
                ('agent_reference', models.CharField(blank=True, default='', max_length=64)),
                ('callback', models.CharField(blank=True, default='', max_length=300)),
                ('refused', models.CharField(blank=True, default='', max_length=24)),
                ('received_at', models.DateTimeField()),
                ('confirm_by', models.DateTimeField()),
                ('expected_by', models.DateTimeField(null=True)),
                ('declined_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('told', models.CharField(blank=True, default='', max_length=48)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='agents.agent')),
                ('case', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='agent_request', to='cases.case')),
            ],
        ),
        migrations.CreateModel(
            name='AskedPerson',
            fields=[
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='asked', serialize=False, to='agents.agentrequest')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
        ),
        migrations.AddIndex(
            model_name='agentrequest',
            index=models.Index(condition=models.Q(('settled_at__isnull', True)), fields=['due_at'], name='agent_request_to_tell'),
        ),
        migrations.AddIndex(
            model_name='agentrequest',
            index=models.Index(condition=models.Q(('case__isnull', True)), fields=['received_at'], name='agent_request_without_case'),
        ),
        migrations.AddConstraint(
            model_name='agentrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('agent_reference', ''), _negated=True), fields=('agent', 'agent_reference'), name='an_agent_uses_its_reference_once'),
        ),
    ]
