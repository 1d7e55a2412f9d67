"""Each row gets a proof of what it says, made once of what is there."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from azukari.core.database.proven import prove_old

_MEANT = ("id", "user", "duties", "waits", "given_by", "given_at", "second", "second_at")


def _prove_all(apps: StateApps, _schema: BaseDatabaseSchemaEditor) -> None:
    prove_old(apps.get_model("accounts", "DutyGrant"), _MEANT)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_account_proof")]

    operations = [
        migrations.AlterModelOptions(name="dutygrant", options={"base_manager_name": "objects"}),
        migrations.AddField("dutygrant", "proof", models.BinaryField(max_length=18, null=True)),
        migrations.RunPython(_prove_all, migrations.RunPython.noop, elidable=True),
    ]
