"""Each account and each token gets a proof of how it stands, made once of what is there."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from azukari.core.accounts.models import StaffToken as Token
from azukari.core.accounts.proof import prove
from azukari.core.database.row_proof import row_proof


_MEANT = ("id", "user_id", "digest", "purposes", "ends_at", "by_passkey")


def _prove_all(apps: StateApps, _schema: BaseDatabaseSchemaEditor) -> None:
    for id in apps.get_model("accounts", "User").objects.order_by("id").values_list("id", flat=True):
        prove(id)
    for token in apps.get_model("accounts", "StaffToken").objects.order_by("id"):
        token.proof = row_proof(Token(**{name: getattr(token, name) for name in _MEANT}).meaning)
        token.save(update_fields=["proof"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="proof",
            field=models.CharField(db_default="", default="", editable=False, max_length=80),
        ),
        migrations.AddField(
            model_name="stafftoken",
            name="proof",
            field=models.CharField(db_default="", default="", editable=False, max_length=80),
        ),
        migrations.RunPython(_prove_all, migrations.RunPython.noop, elidable=True),
    ]
