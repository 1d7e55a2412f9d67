"""Whatever hangs on a submission carries the submission's person."""

from django.db import migrations, models
from django.db.models import CASCADE, OuterRef, Subquery

_HANGING = (
    "addition",
    "guardianaddress",
    "guardianship",
    "handling",
    "importedsubmission",
    "owndataquestion",
    "registrationend",
    "suspicion",
)


def _fill(apps, schema_editor):
    submissions = apps.get_model("forms", "Submission").objects.filter(id=OuterRef("submission_id"))
    for name in _HANGING:
        apps.get_model("forms", name).objects.update(person_id=Subquery(submissions.values("person_id")))


def _person(*, null):
    return models.ForeignKey(null=null, on_delete=CASCADE, related_name="+", to="people.person")


class Migration(migrations.Migration):
    dependencies = [("forms", "0010_addition"), ("people", "0003_removals_of_services")]

    operations = [
        *(migrations.AddField(name, "person", _person(null=True)) for name in _HANGING),
        migrations.RunPython(_fill, migrations.RunPython.noop),
        *(migrations.AlterField(name, "person", _person(null=False)) for name in _HANGING),
    ]
