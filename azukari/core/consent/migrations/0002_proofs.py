"""Each grant gets a proof of what it says, made once of what is there."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from azukari.core.database.proven import prove_old

_MEANT = ("id", "person", "submission_id", "purpose", "ground", "charter", "begins_at", "ends_at", "opens")


def _prove_all(apps: StateApps, _schema: BaseDatabaseSchemaEditor) -> None:
    prove_old(apps.get_model("consent", "Grant"), _MEANT)


class Migration(migrations.Migration):
    dependencies = [("consent", "0001_initial")]

    operations = [
        migrations.AlterModelOptions(name="grant", options={"base_manager_name": "objects"}),
        migrations.AddField("grant", "proof", models.BinaryField(max_length=18, null=True)),
        migrations.RunPython(_prove_all, migrations.RunPython.noop, elidable=True),
    ]
