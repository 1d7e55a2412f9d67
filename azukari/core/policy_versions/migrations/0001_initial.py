import django.db.models.deletion
from django.db import migrations, models

from azukari.core.ledger.immutable import Immutable


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Charter',
            fields=[
                ('number', models.PositiveIntegerField(primary_key=True, serialize=False)),
                ('document', models.TextField()),
                ('digest', models.CharField(max_length=64)),
                ('published_at', models.DateTimeField()),
                ('published_by', models.CharField(max_length=80)),
                ('approved_by', models.CharField(blank=True, default='', max_length=80)),
                ('changes', models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('document', models.TextField(blank=True, default='')),
                ('based_on', models.PositiveIntegerField(default=0)),
                ('version', models.PositiveIntegerField(default=0)),
                ('updated_at', models.DateTimeField(null=True)),
                ('updated_by', models.CharField(blank=True, default='', max_length=80)),
                ('proposed_version', models.PositiveIntegerField(default=0)),
                ('approved_version', models.PositiveIntegerField(default=0)),
                ('approved_by', models.CharField(blank=True, default='', max_length=80)),
                ('scheduled_version', models.PositiveIntegerField(default=0)),
                ('publish_at', models.DateTimeField(null=True)),
                ('scheduled_by', models.CharField(blank=True, default='', max_length=80)),
                ('scheduled_asks', models.BooleanField(default=False)),
                ('refused_code', models.CharField(blank=True, default='', max_length=64)),
                ('refused_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='charter_one_draft')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('digest', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('form', models.CharField(max_length=64)),
                ('lang', models.CharField(max_length=8)),
                ('text', models.TextField()),
                ('charter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='charter.charter')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('charter', 'form', 'lang'), name='one_notice_per_form_and_language')],
            },
        ),
        Immutable("charter_charter"),
        Immutable("charter_notice"),
    ]
