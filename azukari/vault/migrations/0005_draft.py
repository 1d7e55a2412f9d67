import django.db.models.deletion
from django.db import migrations, models

import azukari.lib.identifier


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("vault", "0004_fewer_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("form", models.CharField(max_length=64)),
                ("sealed", models.BinaryField()),
                ("saved_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="DraftLetter",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=azukari.lib.identifier.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("link", models.BinaryField()),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="letters", to="vault.draft"
                    ),
                ),
                (
                    "stand_in",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
            ],
        ),
    ]
