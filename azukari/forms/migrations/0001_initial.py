import azukari.lib.identifier
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('charter', '0001_initial'),
        ('people', '0001_initial'),
        ('vault', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('form', models.CharField(max_length=64)),
                ('kind', models.CharField(choices=[('membership', 'membership'), ('volunteers', 'volunteers'), ('feedback', 'feedback'), ('magazine', 'magazine'), ('campaign', 'campaign'), ('questionnaire', 'questionnaire')], max_length=16)),
                ('lang', models.CharField(max_length=8)),
                ('channel', models.CharField(choices=[('page', 'Page'), ('api', 'Api'), ('staff', 'Staff'), ('import', 'Import')], max_length=8)),
                ('consents', models.CharField(blank=True, default='', max_length=600)),
                ('state', models.CharField(choices=[('pending', 'Pending'), ('accepted', 'Accepted')], max_length=8)),
                ('created_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(null=True)),
                ('charter', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='charter.charter')),
                ('notice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='charter.notice')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='submissions', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='SpentChallenge',
            fields=[
                ('digest', models.BinaryField(primary_key=True, serialize=False)),
                ('expires_at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='GuardianAddress',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('stand_in', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('submission', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='guardian_address', to='forms.submission')),
            ],
        ),
        migrations.CreateModel(
            name='Addition',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('lang', models.CharField(max_length=8)),
                ('fields', models.CharField(blank=True, db_default='', default='', max_length=2000)),
                ('consents', models.CharField(blank=True, db_default='', default='', max_length=600)),
                ('at', models.DateTimeField()),
                ('notice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='charter.notice')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='additions', to='forms.submission')),
            ],
        ),
        migrations.CreateModel(
            name='ImportJob',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('form', models.CharField(max_length=64)),
                ('lang', models.CharField(max_length=8)),
                ('shape', models.CharField(blank=True, default='', max_length=16)),
                ('file_sha256', models.CharField(max_length=64)),
                ('settings_sha256', models.CharField(max_length=64)),
                ('told_by', models.CharField(max_length=16)),
                ('told_reference', models.CharField(max_length=64)),
                ('evidence_reference', models.CharField(max_length=64)),
                ('evidence_sha256', models.CharField(max_length=64)),
                ('attested_reference', models.CharField(blank=True, default='', max_length=64)),
                ('attested_sha256', models.CharField(blank=True, default='', max_length=64)),
                ('answers_for', models.UUIDField()),
                ('begun_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('position', models.PositiveIntegerField(default=0)),
                ('accepted', models.PositiveIntegerField(default=0)),
                ('asked', models.PositiveIntegerField(default=0)),
                ('refused', models.PositiveIntegerField(default=0)),
                ('charter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='charter.charter')),
            ],
        ),
        migrations.CreateModel(
            name='ImportOrder',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('form', models.CharField(max_length=64)),
                ('answers_for', models.UUIDField()),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('looking', 'Looking'), ('looked', 'Looked'), ('running', 'Running'), ('done', 'Done'), ('cancelled', 'Cancelled'), ('failed', 'Failed')], db_index=True, default='draft', max_length=16)),
                ('rows', models.PositiveIntegerField(default=0)),
                ('position', models.PositiveIntegerField(default=0)),
                ('accepted', models.PositiveIntegerField(default=0)),
                ('asked', models.PositiveIntegerField(default=0)),
                ('refused', models.PositiveIntegerField(default=0)),
                ('trouble', models.CharField(blank=True, default='', max_length=32)),
                ('made_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('leased_until', models.DateTimeField(null=True)),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='vault.sealedfile')),
                ('job', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='forms.importjob')),
            ],
        ),
        migrations.CreateModel(
            name='ImportRefusal',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('row', models.PositiveIntegerField()),
                ('column', models.PositiveIntegerField()),
                ('field', models.CharField(blank=True, default='', max_length=80)),
                ('code', models.CharField(max_length=32)),
                ('job', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='refusals', to='forms.importjob')),
            ],
        ),
        migrations.CreateModel(
            name='Guardianship',
            fields=[
                ('submission', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='guardianship', serialize=False, to='forms.submission')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('asked', 'Asked'), ('agreed', 'Agreed'), ('refused', 'Refused')], max_length=8)),
                ('changed_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='Handling',
            fields=[
                ('submission', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='handling', serialize=False, to='forms.submission')),
                ('state', models.CharField(choices=[('new', 'New'), ('in-hand', 'In Hand'), ('answered', 'Answered'), ('closed', 'Closed')], default='new', max_length=8)),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('assignee', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='ImportedSubmission',
            fields=[
                ('submission', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='imported', serialize=False, to='forms.submission')),
                ('row', models.PositiveIntegerField()),
                ('told_on', models.DateField()),
                ('confirmed_on', models.DateField(null=True)),
                ('job', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='forms.importjob')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='OwnDataQuestion',
            fields=[
                ('submission', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='own_data_question', serialize=False, to='forms.submission')),
                ('attempts', models.PositiveSmallIntegerField(db_default=0, default=0)),
                ('due_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='RegistrationEnd',
            fields=[
                ('submission', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='ending', serialize=False, to='forms.submission')),
                ('reason', models.CharField(choices=[('left', 'Left'), ('lapsed', 'Lapsed')], max_length=8)),
                ('ended_on', models.DateField()),
                ('by_person', models.BooleanField()),
                ('recorded_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='Suspicion',
            fields=[
                ('submission', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='suspicion', serialize=False, to='forms.submission')),
                ('score', models.PositiveSmallIntegerField()),
                ('reasons', models.CharField(max_length=64)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(fields=['form', '-created_at'], name='submission_by_form'),
        ),
        migrations.AddConstraint(
            model_name='importjob',
            constraint=models.UniqueConstraint(fields=('file_sha256', 'form'), name='one_import_per_file_and_form'),
        ),
        migrations.AddIndex(
            model_name='handling',
            index=models.Index(fields=['state'], name='handling_by_state'),
        ),
        migrations.AddConstraint(
            model_name='importedsubmission',
            constraint=models.UniqueConstraint(fields=('job', 'row'), name='a_row_comes_in_once'),
        ),
    ]
