from django.db import migrations, models

from azukari.ledger.immutable import Immutable


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Cosignature",
            fields=[
                ("pk", models.CompositePrimaryKey("size", "witness", blank=True, editable=False, primary_key=True, serialize=False)),
                ("size", models.BigIntegerField()),
                ("witness", models.CharField(max_length=200)),
                ("key", models.CharField(max_length=300)),
                ("line", models.CharField(max_length=500)),
            ],
            options={"db_table": "ledger_cosignature"},
        ),
        Immutable("ledger_cosignature"),
    ]
