import azukari.lib.identifier
import azukari.policy.terms
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('form', models.CharField(max_length=64)),
                ('sealed', models.BinaryField()),
                ('saved_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='MentionWalk',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('part', models.PositiveSmallIntegerField(default=0)),
                ('cursor', models.UUIDField(default=uuid.UUID('00000000-0000-0000-0000-000000000000'))),
                ('begun_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='SealedFile',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('wrapped', models.BinaryField()),
                ('master', models.PositiveSmallIntegerField(db_index=True)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='SealedNote',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('case_id', models.UUIDField(db_index=True)),
                ('kind', models.CharField(max_length=16)),
                ('sealed', models.BinaryField()),
                ('wrapped', models.BinaryField()),
                ('master', models.PositiveSmallIntegerField(db_index=True)),
                ('created_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='SearchIndex',
            fields=[
                ('number', models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ('key', models.PositiveSmallIntegerField()),
                ('bits', models.PositiveSmallIntegerField()),
                ('begun_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Suppression',
            fields=[
                ('digest', models.BinaryField(primary_key=True, serialize=False)),
                ('key', models.PositiveSmallIntegerField(db_index=True)),
                ('set_on', models.DateField()),
                ('letter', models.UUIDField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='AddressChange',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('proposal', models.UUIDField(unique=True)),
                ('field', models.CharField(max_length=64)),
                ('replaced', models.JSONField(db_default=[], default=list)),
                ('merge', models.UUIDField(null=True)),
                ('created_at', models.DateTimeField()),
                ('adopted_at', models.DateTimeField(null=True)),
                ('expires_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('stand_in', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='DraftLetter',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('link', models.BinaryField()),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='vault.draft')),
                ('stand_in', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('person_id', models.UUIDField(db_index=True)),
                ('purpose', models.CharField(blank=True, default='', max_length=64)),
                ('actor', models.CharField(max_length=80)),
                ('requested_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('certified_at', models.DateTimeField(null=True)),
                ('items', models.JSONField(default=list)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('finished_at__isnull', True)), fields=['requested_at'], name='erasure_unfinished'), models.Index(condition=models.Q(('certified_at__isnull', True)), fields=['finished_at'], name='erasure_uncertified')],
            },
        ),
        migrations.CreateModel(
            name='MentionSearch',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('sealed', models.BinaryField()),
                ('wrapped', models.BinaryField()),
                ('master', models.PositiveSmallIntegerField(db_index=True)),
                ('begun_at', models.DateTimeField()),
                ('walk', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='searches', to='vault.mentionwalk')),
            ],
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('merged_id', models.UUIDField(db_index=True)),
                ('merged_created_at', models.DateTimeField()),
                ('merged_confirmed_at', models.DateTimeField(null=True)),
                ('purpose', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('ends_at', models.DateTimeField(db_index=True)),
                ('survivor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='MergedRow',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('column', models.CharField(max_length=100)),
                ('row', models.CharField(max_length=64)),
                ('merge', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='vault.merge')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('replaces', models.UUIDField()),
                ('field', models.CharField(max_length=64)),
                ('by_staff', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='people.person')),
                ('stand_in', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='SealedValue',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('submission_id', models.UUIDField()),
                ('field', models.CharField(max_length=64)),
                ('category', models.CharField(max_length=16)),
                ('purposes', models.CharField(max_length=600)),
                ('sealed', models.BinaryField()),
                ('token', models.BinaryField(null=True)),
                ('created_at', models.DateTimeField()),
                ('corrected_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='values', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='Redaction',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('was', models.DateTimeField(null=True)),
                ('spans', models.JSONField()),
                ('at', models.DateTimeField(db_index=True)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('note', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='redactions', to='vault.sealednote')),
                ('value', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='redactions', to='vault.sealedvalue')),
            ],
        ),
        migrations.CreateModel(
            name='Mention',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('search_id', models.UUIDField()),
                ('sealed', models.BinaryField()),
                ('wrapped', models.BinaryField()),
                ('master', models.PositiveSmallIntegerField(db_index=True)),
                ('sure', models.BooleanField()),
                ('found_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(db_index=True)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('note', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mentions', to='vault.sealednote')),
                ('value', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mentions', to='vault.sealedvalue')),
            ],
        ),
        migrations.CreateModel(
            name='FormerValue',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('field', models.CharField(max_length=64)),
                ('sealed', models.BinaryField()),
                ('channel', models.CharField(max_length=16)),
                ('corrected_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField(db_index=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('value', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former', to='vault.sealedvalue')),
            ],
        ),
        migrations.CreateModel(
            name='SearchCode',
            fields=[
                ('pk', models.CompositePrimaryKey('value', 'position', blank=True, editable=False, primary_key=True, serialize=False)),
                ('person_id', models.UUIDField()),
                ('position', models.PositiveSmallIntegerField()),
                ('lane', models.PositiveSmallIntegerField()),
                ('code', models.PositiveIntegerField()),
                ('value', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='codes', to='vault.sealedvalue')),
                ('index', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.searchindex')),
            ],
        ),
        migrations.CreateModel(
            name='DuplicatePair',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('purpose', models.CharField(max_length=64)),
                ('signal', models.CharField(max_length=16)),
                ('state', models.CharField(choices=[('suggested', 'Suggested'), ('dismissed', 'Dismissed'), ('asked', 'Asked'), ('declined', 'Declined')], default='suggested', max_length=12)),
                ('found_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('method', models.CharField(blank=True, default='', max_length=16)),
                ('first_agreed_at', models.DateTimeField(null=True)),
                ('second_agreed_at', models.DateTimeField(null=True)),
                ('expires_at', models.DateTimeField(null=True)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'indexes': [models.Index(fields=['purpose', 'state', '-found_at'], name='pair_by_purpose')],
                'constraints': [models.UniqueConstraint(fields=('first', 'second', 'purpose'), name='one_pair_for_a_purpose'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='a_pair_is_two')],
            },
        ),
        migrations.CreateModel(
            name='ListLine',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('list_id', models.UUIDField()),
                ('position', models.PositiveIntegerField()),
                ('sealed', models.BinaryField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'indexes': [models.Index(fields=['list_id', 'position', 'id'], name='line_in_its_place')],
            },
        ),
        migrations.CreateModel(
            name='PersonKey',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('use', models.CharField(choices=[('data', 'Data'), ('ledger', 'Ledger')], max_length=8)),
                ('wrapped', models.BinaryField()),
                ('master', models.PositiveSmallIntegerField(db_index=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keys', to='people.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('use', 'data')), fields=('person',), name='one_data_key_per_person')],
            },
        ),
        migrations.CreateModel(
            name='SealedPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(max_length=16)),
                ('number', models.PositiveIntegerField()),
                ('sealed', models.BinaryField()),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='vault.sealedfile')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('file', 'part', 'number'), name='one_piece_in_each_place')],
            },
        ),
        migrations.AddIndex(
            model_name='sealedvalue',
            index=models.Index(condition=models.Q(('token__isnull', False)), fields=['token'], name='value_by_token'),
        ),
        migrations.AddIndex(
            model_name='sealedvalue',
            index=models.Index(condition=models.Q(('corrected_at__isnull', False)), fields=['corrected_at'], name='value_by_correction'),
        ),
        migrations.AddIndex(
            model_name='sealedvalue',
            index=models.Index(condition=models.Q(('category', 'message'), ('category', 'answer'), _connector='OR'), fields=['category', 'id'], name='value_of_words'),
        ),
        migrations.AddConstraint(
            model_name='sealedvalue',
            constraint=models.CheckConstraint(condition=models.Q(('category__in', [azukari.policy.terms.Category['NAME'], azukari.policy.terms.Category['ADDRESS'], azukari.policy.terms.Category['EMAIL'], azukari.policy.terms.Category['PHONE'], azukari.policy.terms.Category['FAX'], azukari.policy.terms.Category['OCCUPATION'], azukari.policy.terms.Category['MESSAGE'], azukari.policy.terms.Category['ANSWER']])), name='value_is_within_the_scope'),
        ),
        migrations.AddConstraint(
            model_name='sealedvalue',
            constraint=models.UniqueConstraint(fields=('submission_id', 'field'), name='one_value_per_field'),
        ),
        migrations.AddConstraint(
            model_name='redaction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('note__isnull', False), ('person__isnull', True), ('value__isnull', True)), models.Q(('note__isnull', True), ('person__isnull', False), ('value__isnull', False)), _connector='OR'), name='a_redaction_is_in_one_text'),
        ),
        migrations.AddConstraint(
            model_name='mention',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('note__isnull', False), ('person__isnull', True), ('value__isnull', True)), models.Q(('note__isnull', True), ('person__isnull', False), ('value__isnull', False)), _connector='OR'), name='a_mention_is_in_one_text'),
        ),
        migrations.AddConstraint(
            model_name='mention',
            constraint=models.UniqueConstraint(fields=('search_id', 'value'), name='one_mention_in_a_value'),
        ),
        migrations.AddConstraint(
            model_name='mention',
            constraint=models.UniqueConstraint(fields=('search_id', 'note'), name='one_mention_in_a_note'),
        ),
        migrations.AddIndex(
            model_name='searchcode',
            index=models.Index(fields=['index', 'lane', 'code', 'value'], name='value_by_code'),
        ),
    ]
