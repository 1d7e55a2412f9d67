from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_cosignature")]
    operations = [
        migrations.CreateModel(
            name="Published",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "ledger_published"},
        ),
    ]
