import azukari.lib.identifier
import azukari.policy.disclosure
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
            name='Contract',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(max_length=64)),
                ('service', models.JSONField(default=dict)),
                ('improves', models.JSONField(default=dict)),
                ('purposes', models.CharField(max_length=600)),
                ('categories', models.CharField(max_length=100)),
                ('clauses', models.TextField(blank=True, default='')),
                ('signed', models.DateField(null=True)),
                ('begins', models.DateField()),
                ('ends', models.DateField(null=True)),
                ('signed_by_us', models.CharField(blank=True, default='', max_length=120)),
                ('signed_by_them', models.CharField(blank=True, default='', max_length=120)),
                ('document_sha256', models.CharField(blank=True, default='', max_length=64)),
                ('subcontractors', models.JSONField(default=list)),
                ('review_months', models.PositiveSmallIntegerField(default=12)),
                ('state', models.CharField(default='draft', max_length=12)),
                ('version', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='GuidelinesVersion',
            fields=[
                ('number', models.PositiveIntegerField(primary_key=True, serialize=False)),
                ('text', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('grace_days', models.PositiveSmallIntegerField()),
                ('published_at', models.DateTimeField()),
                ('published_by', models.CharField(max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name='ContractChange',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('before', models.CharField(blank=True, default='', max_length=12)),
                ('after', models.CharField(max_length=12)),
                ('reason', models.CharField(choices=[('published', 'Published'), ('agreed', 'Agreed'), ('begun', 'Begun'), ('breach', 'Breach'), ('incident', 'Incident'), ('review', 'Review'), ('guidelines', 'Guidelines'), ('remedied', 'Remedied'), ('expired', 'Expired'), ('terminated', 'Terminated'), ('replaced', 'Replaced'), ('other', 'Other')], max_length=16)),
                ('words', models.CharField(blank=True, default='', max_length=500)),
                ('actor', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='history', to='disclosure.contract')),
            ],
        ),
        migrations.CreateModel(
            name='Recipient',
            fields=[
                ('slug', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('sort', models.CharField(choices=[('contractor', 'Contractor'), ('third_party', 'Third Party'), ('authority', 'Authority')], max_length=16)),
                ('name', models.JSONField(default=dict)),
                ('address', models.JSONField(default=dict)),
                ('country', models.CharField(max_length=2)),
                ('representative', models.CharField(blank=True, default='', max_length=200)),
                ('abroad', models.JSONField(default=dict)),
                ('contact_name', models.CharField(blank=True, default='', max_length=120)),
                ('contact_email', models.EmailField(blank=True, default='', max_length=254)),
                ('contact_lang', models.CharField(default='ja', max_length=8)),
                ('channel', models.CharField(choices=[('file', 'File'), ('webhook', 'Webhook'), ('mail', 'Mail'), ('api', 'Api')], default='file', max_length=8)),
                ('public_key', models.CharField(blank=True, default='', max_length=128)),
                ('webhook_url', models.CharField(blank=True, default='', max_length=300)),
                ('published', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('sort__in', ['contractor', 'third_party', 'authority'])), name='recipient_of_a_known_sort'), models.CheckConstraint(condition=models.Q(('channel__in', ['file', 'webhook', 'mail', 'api'])), name='recipient_by_a_known_channel')],
            },
        ),
        migrations.CreateModel(
            name='LegalCase',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('compelled', models.BooleanField()),
                ('citation', models.CharField(blank=True, default='', max_length=300)),
                ('document_reference', models.CharField(blank=True, default='', max_length=120)),
                ('document_sha256', models.CharField(blank=True, default='', max_length=64)),
                ('categories', models.CharField(blank=True, default='', max_length=100)),
                ('minimum', models.CharField(blank=True, default='', max_length=100)),
                ('informing', models.CharField(default='open', max_length=12)),
                ('informed_on', models.DateField(null=True)),
                ('prohibition', models.CharField(blank=True, default='', max_length=300)),
                ('closed_at', models.DateTimeField(null=True)),
                ('opened_at', models.DateTimeField()),
                ('opened_by', models.CharField(max_length=80)),
                ('version', models.PositiveIntegerField(default=0)),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='disclosure.recipient')),
            ],
        ),
        migrations.CreateModel(
            name='Instruction',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('handle', models.UUIDField()),
                ('what', models.CharField(choices=[('correct', 'Correct'), ('stop', 'Stop'), ('erase', 'Erase')], max_length=8)),
                ('categories', models.CharField(blank=True, default='', max_length=100)),
                ('purpose', models.CharField(blank=True, default='', max_length=64)),
                ('created_at', models.DateTimeField()),
                ('answer_by', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('sent_at', models.DateTimeField(null=True)),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('failure', models.CharField(blank=True, default='', max_length=32)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='instructions', to='disclosure.recipient')),
            ],
        ),
        migrations.CreateModel(
            name='GuidelinesAcceptance',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('accepted_at', models.DateTimeField()),
                ('accepted_by', models.CharField(max_length=120)),
                ('method', models.CharField(max_length=8)),
                ('guidelines', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acceptances', to='disclosure.guidelinesversion')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acceptances', to='disclosure.recipient')),
            ],
        ),
        migrations.AddField(
            model_name='contract',
            name='recipient',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contracts', to='disclosure.recipient'),
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('purpose', models.CharField(max_length=64)),
                ('categories', models.CharField(max_length=100)),
                ('begins_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('charter', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='charter.charter')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='disclosure.recipient')),
            ],
        ),
        migrations.CreateModel(
            name='RecipientToken',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('made_by', models.CharField(max_length=80)),
                ('created_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('last_used_on', models.DateField(null=True)),
                ('contract', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tokens', to='disclosure.contract')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tokens', to='disclosure.recipient')),
            ],
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('due', models.DateField()),
                ('done_on', models.DateField(null=True)),
                ('done_by', models.CharField(blank=True, default='', max_length=80)),
                ('outcome', models.CharField(blank=True, choices=[('passed', 'Passed'), ('findings', 'Findings'), ('failed', 'Failed')], default='', max_length=8)),
                ('answers', models.JSONField(default=dict)),
                ('findings', models.TextField(blank=True, default='')),
                ('evidence_sha256', models.CharField(blank=True, default='', max_length=64)),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='disclosure.contract')),
            ],
        ),
        migrations.CreateModel(
            name='Transfer',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('purpose', models.CharField(max_length=64)),
                ('categories', models.CharField(max_length=100)),
                ('ground', models.CharField(max_length=16)),
                ('channel', models.CharField(choices=[('file', 'File'), ('webhook', 'Webhook'), ('mail', 'Mail'), ('api', 'Api')], max_length=8)),
                ('state', models.CharField(choices=[('proposed', 'Proposed'), ('approved', 'Approved'), ('running', 'Running'), ('ready', 'Ready'), ('delivered', 'Delivered'), ('stopped', 'Stopped'), ('declined', 'Declined')], default='proposed', max_length=12)),
                ('proposed_by', models.CharField(max_length=80)),
                ('proposed_at', models.DateTimeField()),
                ('approved_by', models.CharField(blank=True, default='', max_length=80)),
                ('approved_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('people', models.PositiveIntegerField(default=0)),
                ('left_out', models.JSONField(default=dict)),
                ('stop_code', models.CharField(blank=True, default='', max_length=64)),
                ('stop_clause', models.CharField(blank=True, default='', max_length=64)),
                ('cursor', models.UUIDField(null=True)),
                ('position', models.PositiveIntegerField(default=0)),
                ('part', models.PositiveIntegerField(default=0)),
                ('part_salt', models.CharField(blank=True, default='', max_length=64)),
                ('file_sha256', models.CharField(blank=True, default='', max_length=64)),
                ('file_size', models.PositiveBigIntegerField(default=0)),
                ('fetched_by', models.CharField(blank=True, default='', max_length=80)),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='transfers', to='disclosure.legalcase')),
                ('charter', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='charter.charter')),
                ('contract', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='transfers', to='disclosure.contract')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transfers', to='disclosure.recipient')),
            ],
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('part', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('due_at', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('leased_until', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('failure', models.CharField(blank=True, default='', max_length=32)),
                ('transfer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='posts', to='disclosure.transfer')),
            ],
        ),
        migrations.CreateModel(
            name='TransferPerson',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('position', models.PositiveIntegerField()),
                ('part', models.PositiveIntegerField()),
                ('handle', models.UUIDField()),
                ('state', models.CharField(choices=[('moved', 'Moved'), ('omitted', 'Omitted'), ('withheld', 'Withheld')], max_length=8)),
                ('code', models.CharField(blank=True, default='', max_length=64)),
                ('at', models.DateTimeField()),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('transfer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='disclosure.transfer')),
            ],
        ),
        migrations.CreateModel(
            name='CasePerson',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='people', to='disclosure.legalcase')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'person'), name='one_row_per_person_in_a_case')],
            },
        ),
        migrations.CreateModel(
            name='CaseApproval',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('staff', models.UUIDField()),
                ('duty', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='approvals', to='disclosure.legalcase')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'staff'), name='one_approval_per_person'), models.UniqueConstraint(fields=('case', 'duty'), name='one_approval_per_duty')],
            },
        ),
        migrations.CreateModel(
            name='PreviewOrder',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('purpose', models.CharField(max_length=64)),
                ('categories', models.CharField(max_length=100)),
                ('ground', models.CharField(max_length=16)),
                ('asked_by', models.CharField(max_length=80)),
                ('asked_at', models.DateTimeField()),
                ('total', models.PositiveIntegerField(default=0)),
                ('judged', models.PositiveIntegerField(default=0)),
                ('people', models.PositiveIntegerField(default=0)),
                ('cursor', models.UUIDField(null=True)),
                ('left_out', models.JSONField(default=dict)),
                ('answers', models.JSONField(default=dict)),
                ('finished_at', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='disclosure.legalcase')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='disclosure.recipient')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('finished_at__isnull', True)), fields=['asked_at'], name='preview_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ground__in', [azukari.policy.disclosure.DisclosureGround['CONSENT'], azukari.policy.disclosure.DisclosureGround['CONTRACT'], azukari.policy.disclosure.DisclosureGround['LAW']])), name='preview_on_a_known_ground')],
            },
        ),
        migrations.AddConstraint(
            model_name='legalcase',
            constraint=models.CheckConstraint(condition=models.Q(('informing__in', [azukari.policy.disclosure.Informing['OPEN'], azukari.policy.disclosure.Informing['INFORMED'], azukari.policy.disclosure.Informing['FORBIDDEN']])), name='case_informing_is_known'),
        ),
        migrations.AddConstraint(
            model_name='legalcase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('informing', azukari.policy.disclosure.Informing['FORBIDDEN']), _negated=True), models.Q(('prohibition', ''), _negated=True), _connector='OR'), name='case_prohibition_has_a_reason'),
        ),
        migrations.AddIndex(
            model_name='instruction',
            index=models.Index(condition=models.Q(('acknowledged_at__isnull', True)), fields=['answer_by'], name='instruction_open'),
        ),
        migrations.AddConstraint(
            model_name='instruction',
            constraint=models.CheckConstraint(condition=models.Q(('what__in', ['correct', 'stop', 'erase'])), name='instruction_is_known'),
        ),
        migrations.AddConstraint(
            model_name='guidelinesacceptance',
            constraint=models.UniqueConstraint(fields=('guidelines', 'recipient'), name='one_acceptance_per_version'),
        ),
        migrations.AddConstraint(
            model_name='guidelinesacceptance',
            constraint=models.CheckConstraint(condition=models.Q(('method__in', ['link', 'paper'])), name='acceptance_by_a_known_way'),
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', [azukari.policy.disclosure.ContractState['DRAFT'], azukari.policy.disclosure.ContractState['SIGNED'], azukari.policy.disclosure.ContractState['IN_FORCE'], azukari.policy.disclosure.ContractState['SUSPENDED'], azukari.policy.disclosure.ContractState['ENDED']])), name='contract_in_a_known_state'),
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=models.CheckConstraint(condition=models.Q(('state', azukari.policy.disclosure.ContractState['DRAFT']), ('state', azukari.policy.disclosure.ContractState['ENDED']), models.Q(('signed__isnull', False), models.Q(('document_sha256', ''), _negated=True), models.Q(('signed_by_us', ''), _negated=True), models.Q(('signed_by_them', ''), _negated=True)), _connector='OR'), name='contract_is_signed_before_it_counts'),
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=models.CheckConstraint(condition=models.Q(('purposes', ''), _negated=True), name='contract_serves_a_purpose'),
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=models.UniqueConstraint(fields=('recipient', 'reference'), name='one_contract_per_reference'),
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', [azukari.policy.disclosure.ContractState['SIGNED'], azukari.policy.disclosure.ContractState['IN_FORCE'], azukari.policy.disclosure.ContractState['SUSPENDED']])), fields=('recipient',), name='one_contract_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('person', 'recipient', 'purpose'), name='one_consent_lives'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), ('withdrawn_at__gte', models.F('begins_at')), _connector='OR'), name='consent_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_on__isnull', True), ('outcome', '')), models.Q(('done_on__isnull', False), ('outcome__in', ['passed', 'findings', 'failed'])), _connector='OR'), name='review_done_has_an_outcome'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(condition=models.Q(('done_on__isnull', True)), fields=('contract',), name='one_review_planned'),
        ),
        migrations.AddIndex(
            model_name='transfer',
            index=models.Index(fields=['recipient', 'proposed_at'], name='transfer_by_recipient'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.CheckConstraint(condition=models.Q(('ground__in', [azukari.policy.disclosure.DisclosureGround['CONSENT'], azukari.policy.disclosure.DisclosureGround['CONTRACT'], azukari.policy.disclosure.DisclosureGround['LAW']])), name='there_is_no_fourth_ground'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('case__isnull', False), ('contract__isnull', True), ('ground', azukari.policy.disclosure.DisclosureGround['LAW'])), models.Q(('case__isnull', True), ('contract__isnull', False), ('ground', azukari.policy.disclosure.DisclosureGround['CONTRACT'])), models.Q(('case__isnull', True), ('contract__isnull', True), ('ground', azukari.policy.disclosure.DisclosureGround['CONSENT'])), _connector='OR'), name='transfer_names_what_its_ground_rests_on'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['proposed', 'approved', 'running', 'ready', 'delivered', 'stopped', 'declined'])), name='transfer_in_a_known_state'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(condition=models.Q(('sent_at__isnull', True)), fields=['due_at'], name='post_due'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.UniqueConstraint(fields=('transfer', 'part'), name='one_post_per_part'),
        ),
        migrations.AddIndex(
            model_name='transferperson',
            index=models.Index(fields=['transfer', 'state', 'part'], name='transfer_rows_by_state'),
        ),
        migrations.AddConstraint(
            model_name='transferperson',
            constraint=models.UniqueConstraint(fields=('transfer', 'position'), name='one_place_each'),
        ),
        migrations.AddConstraint(
            model_name='transferperson',
            constraint=models.UniqueConstraint(fields=('transfer', 'person'), name='nobody_twice_in_a_transfer'),
        ),
        migrations.AddConstraint(
            model_name='transferperson',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['moved', 'omitted', 'withheld'])), name='transfer_row_in_a_known_state'),
        ),
        Immutable("disclosure_contractchange"),
        Immutable("disclosure_guidelinesversion"),
        Immutable("disclosure_guidelinesacceptance"),
    ]
