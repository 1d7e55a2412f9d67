from django.db import migrations, models

from azukari.core.ledger.immutable import Immutable

INTEGRATED = """EXISTS (SELECT 1 FROM ledger_entry e WHERE e.id = OLD.id AND e.at = OLD.at AND e.kind = OLD.kind
 AND e.payload = OLD.payload AND e.salt = OLD.salt AND e.commitment = OLD.commitment)"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('size', models.BigIntegerField(primary_key=True, serialize=False)),
                ('note', models.TextField()),
            ],
            options={
                'db_table': 'ledger_checkpoint',
            },
        ),
        migrations.CreateModel(
            name='Cosignature',
            fields=[
                ('pk', models.CompositePrimaryKey('size', 'witness', blank=True, editable=False, primary_key=True, serialize=False)),
                ('size', models.BigIntegerField()),
                ('witness', models.CharField(max_length=200)),
                ('key', models.CharField(max_length=300)),
                ('line', models.CharField(max_length=500)),
            ],
            options={
                'db_table': 'ledger_cosignature',
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('index', models.BigIntegerField(primary_key=True, serialize=False)),
                ('id', models.UUIDField(unique=True)),
                ('at', models.CharField(max_length=27)),
                ('kind', models.CharField(max_length=64)),
                ('payload', models.TextField()),
                ('salt', models.BinaryField(max_length=16)),
                ('commitment', models.BinaryField(max_length=32)),
            ],
            options={
                'db_table': 'ledger_entry',
            },
        ),
        migrations.CreateModel(
            name='Pending',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('at', models.CharField(max_length=27)),
                ('kind', models.CharField(max_length=64)),
                ('payload', models.TextField()),
                ('salt', models.BinaryField(max_length=16)),
                ('commitment', models.BinaryField(max_length=32)),
                ('seal', models.BinaryField(max_length=32)),
            ],
            options={
                'db_table': 'ledger_pending',
            },
        ),
        migrations.CreateModel(
            name='Published',
            fields=[
                ('size', models.BigIntegerField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'ledger_published',
            },
        ),
        migrations.CreateModel(
            name='Tile',
            fields=[
                ('pk', models.CompositePrimaryKey('level', 'index', blank=True, editable=False, primary_key=True, serialize=False)),
                ('level', models.SmallIntegerField()),
                ('index', models.BigIntegerField()),
                ('hashes', models.BinaryField(max_length=8192)),
                ('root', models.BinaryField(max_length=32)),
            ],
            options={
                'db_table': 'ledger_tile',
            },
        ),
        Immutable("ledger_cosignature"),
        Immutable("ledger_entry"),
        Immutable("ledger_tile"),
        Immutable("ledger_checkpoint"),
        Immutable("ledger_pending", delete_if=INTEGRATED),
    ]
