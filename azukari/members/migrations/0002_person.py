"""A payment carries the person of its registration."""

from django.db import migrations, models
from django.db.models import CASCADE, OuterRef, Subquery


def _fill(apps, schema_editor):
    submissions = apps.get_model("forms", "Submission").objects.filter(id=OuterRef("submission_id"))
    apps.get_model("members", "payment").objects.update(person_id=Subquery(submissions.values("person_id")))


def _person(*, null):
    return models.ForeignKey(null=null, on_delete=CASCADE, related_name="+", to="people.person")


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial"), ("forms", "0011_person"), ("people", "0003_removals_of_services")]

    operations = [
        migrations.AddField("payment", "person", _person(null=True)),
        migrations.RunPython(_fill, migrations.RunPython.noop),
        migrations.AlterField("payment", "person", _person(null=False)),
    ]
