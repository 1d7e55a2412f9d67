"""What hangs on a value carries the value's person, and what a merge wrote down its survivor."""

from django.db import migrations, models
from django.db.models import CASCADE, OuterRef, Q, Subquery

_IN_ONE_TEXT = Q(value__isnull=True, person__isnull=True, note__isnull=False) | Q(
    value__isnull=False, person__isnull=False, note__isnull=True
)
_TEXTS = {"mention": "a_mention_is_in_one_text", "redaction": "a_redaction_is_in_one_text"}


def _fill(apps, schema_editor):
    values = apps.get_model("vault", "SealedValue").objects.filter(id=OuterRef("value_id"))
    for name in (*_TEXTS, "searchcode"):
        apps.get_model("vault", name).objects.update(person_id=Subquery(values.values("person_id")))
    merges = apps.get_model("vault", "Merge").objects.filter(id=OuterRef("merge_id"))
    apps.get_model("vault", "MergedRow").objects.update(person_id=Subquery(merges.values("survivor_id")))


def _person(*, null):
    return models.ForeignKey(null=null, on_delete=CASCADE, related_name="+", to="people.person")


class Migration(migrations.Migration):
    dependencies = [("vault", "0018_address_change"), ("people", "0003_removals_of_services")]

    operations = [
        *(migrations.RemoveConstraint(name, constraint) for name, constraint in _TEXTS.items()),
        *(migrations.AddField(name, "person", _person(null=True)) for name in (*_TEXTS, "mergedrow")),
        migrations.AddField("searchcode", "person_id", models.UUIDField(null=True)),
        migrations.RunPython(_fill, migrations.RunPython.noop),
        migrations.AlterField("mergedrow", "person", _person(null=False)),
        migrations.AlterField("searchcode", "person_id", models.UUIDField()),
        *(
            migrations.AddConstraint(name, models.CheckConstraint(condition=_IN_ONE_TEXT, name=constraint))
            for name, constraint in _TEXTS.items()
        ),
    ]
