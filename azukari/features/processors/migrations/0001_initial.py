import azukari.lib.identifier
import azukari.policy.unusual
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('disclosure', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('sort', models.CharField(choices=[('guidelines', 'Guidelines'), ('instructions', 'Instructions')], max_length=12)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('renewed_at', models.DateTimeField(null=True)),
                ('guidelines', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='disclosure.guidelinesversion')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='disclosure.recipient')),
            ],
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('about', models.CharField(choices=[('review', 'Review'), ('guidelines', 'Guidelines'), ('contract', 'Contract'), ('instructions', 'Instructions')], max_length=12)),
                ('subject', models.CharField(max_length=36)),
                ('due', models.DateField()),
                ('days', models.PositiveSmallIntegerField()),
                ('addressee', models.CharField(max_length=42)),
                ('made_at', models.DateTimeField()),
                ('call', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='supervision.call')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='disclosure.recipient')),
            ],
        ),
        migrations.CreateModel(
            name='UnusualReading',
            fields=[
                ('id', models.UUIDField(default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False)),
                ('sort', models.CharField(max_length=8)),
                ('reader', models.CharField(blank=True, default='', max_length=80)),
                ('day', models.DateField()),
                ('count', models.PositiveIntegerField()),
                ('told_at', models.DateTimeField()),
                ('seen_by', models.CharField(blank=True, default='', max_length=80)),
                ('seen_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('sort__in', [azukari.policy.unusual.Unusual['MANY'], azukari.policy.unusual.Unusual['NIGHT'], azukari.policy.unusual.Unusual['READERS']])), name='unusual_in_a_known_way'), models.UniqueConstraint(fields=('sort', 'reader', 'day'), name='unusual_told_once_a_day')],
            },
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(fields=['recipient', 'sort', 'made_at'], name='call_by_recipient'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('guidelines__isnull', False), ('sort', 'guidelines')), models.Q(('guidelines__isnull', True), ('sort', 'instructions')), _connector='OR'), name='call_names_what_it_is_about'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(('about__in', ['review', 'guidelines', 'contract', 'instructions'])), name='reminder_about_a_known_thing'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(fields=('about', 'subject', 'due', 'days', 'addressee'), name='reminded_once'),
        ),
    ]
