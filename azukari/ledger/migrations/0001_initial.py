from django.db import migrations, models

from azukari.ledger.immutable import Immutable

INTEGRATED = """EXISTS (SELECT 1 FROM ledger_entry e WHERE e.id = OLD.id AND e.at = OLD.at AND e.kind = OLD.kind
 AND e.payload = OLD.payload AND e.salt = OLD.salt AND e.commitment = OLD.commitment)"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Pending",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("at", models.CharField(max_length=27)),
                ("kind", models.CharField(max_length=64)),
                ("payload", models.TextField()),
                ("salt", models.BinaryField(max_length=16)),
                ("commitment", models.BinaryField(max_length=32)),
                ("seal", models.BinaryField(max_length=32)),
            ],
            options={"db_table": "ledger_pending"},
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("index", models.BigIntegerField(primary_key=True, serialize=False)),
                ("id", models.UUIDField(unique=True)),
                ("at", models.CharField(max_length=27)),
                ("kind", models.CharField(max_length=64)),
                ("payload", models.TextField()),
                ("salt", models.BinaryField(max_length=16)),
                ("commitment", models.BinaryField(max_length=32)),
            ],
            options={"db_table": "ledger_entry"},
        ),
        migrations.CreateModel(
            name="Tile",
            fields=[
                ("pk", models.CompositePrimaryKey("level", "index", blank=True, editable=False, primary_key=True, serialize=False)),
                ("level", models.SmallIntegerField()),
                ("index", models.BigIntegerField()),
                ("hashes", models.BinaryField(max_length=8192)),
                ("root", models.BinaryField(max_length=32)),
            ],
            options={"db_table": "ledger_tile"},
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("note", models.TextField()),
            ],
            options={"db_table": "ledger_checkpoint"},
        ),
        Immutable("ledger_entry"),
        Immutable("ledger_tile"),
        Immutable("ledger_checkpoint"),
        Immutable("ledger_pending", delete_if=INTEGRATED),
    ]
