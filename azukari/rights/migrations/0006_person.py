"""The message that a request began with carries its person."""

from django.db import migrations, models
from django.db.models import CASCADE, OuterRef, Subquery


def _fill(apps, schema_editor):
    submissions = apps.get_model("forms", "Submission").objects.filter(id=OuterRef("submission_id"))
    apps.get_model("rights", "casemessage").objects.update(person_id=Subquery(submissions.values("person_id")))


def _person(*, null):
    return models.ForeignKey(null=null, on_delete=CASCADE, related_name="+", to="people.person")


class Migration(migrations.Migration):
    dependencies = [("rights", "0005_case_by_state"), ("forms", "0011_person"), ("people", "0003_removals_of_services")]

    operations = [
        migrations.AddField("casemessage", "person", _person(null=True)),
        migrations.RunPython(_fill, migrations.RunPython.noop),
        migrations.AlterField("casemessage", "person", _person(null=False)),
    ]
