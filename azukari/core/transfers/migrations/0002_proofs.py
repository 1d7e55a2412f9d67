"""What a disclosure rests on gets a proof of what it says, made once of what is there."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from azukari.core.database.proven import prove_old

_MEANT = {
    "CaseApproval": "id case staff duty at",
    "CasePerson": "case person",
    "Consent": "id person recipient purpose categories charter begins_at withdrawn_at",
    "Contract": "id recipient reference purposes categories clauses signed begins ends document_sha256 state version",
    "LegalCase": "id recipient compelled citation document_sha256 categories minimum informing closed_at version",
    "Recipient": "slug sort country contact_email channel public_key webhook_url published version",
    "RecipientToken": "id recipient contract digest made_by ends_at",
    "Transfer": "id recipient purpose categories ground contract case charter channel proposed_by approved_by approved_at",
}


def _prove_all(apps: StateApps, _schema: BaseDatabaseSchemaEditor) -> None:
    for name, columns in _MEANT.items():
        prove_old(apps.get_model("disclosure", name), columns.split())


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0001_initial")]

    operations = [
        migrations.AlterModelOptions(name="caseapproval", options={"base_manager_name": "objects"}),
        migrations.AddField("caseapproval", "proof", models.BinaryField(max_length=18, null=True)),
        migrations.AlterModelOptions(name="caseperson", options={"base_manager_name": "objects"}),
        migrations.AddField("caseperson", "proof", models.BinaryField(max_length=18, null=True)),
        migrations.AlterModelOptions(name="consent", options={"base_manager_name": "objects"}),
        migrations.AddField("consent", "proof", models.BinaryField(max_length=18, null=True)),
        migrations.AlterModelOptions(name="contract", options={"base_manager_name": "objects"}),
        migrations.AddField("contract", "proof", models.BinaryField(max_length=18, null=True)),
        migrations.AlterModelOptions(name="legalcase", options={"base_manager_name": "objects"}),
        migrations.AddField("legalcase", "proof", models.BinaryField(max_length=18, null=True)),
        migrations.AlterModelOptions(name="recipient", options={"base_manager_name": "objects"}),
        migrations.AddField("recipient", "proof", models.BinaryField(max_length=18, null=True)),
        migrations.AlterModelOptions(name="recipienttoken", options={"base_manager_name": "objects"}),
        migrations.AddField("recipienttoken", "proof", models.BinaryField(max_length=18, null=True)),
        migrations.AlterModelOptions(name="transfer", options={"base_manager_name": "objects"}),
        migrations.AddField("transfer", "proof", models.BinaryField(max_length=18, null=True)),
        migrations.RunPython(_prove_all, migrations.RunPython.noop, elidable=True),
    ]
