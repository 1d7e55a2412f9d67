from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, Q


def certify(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001 - every migration gets both
    """Those that were finished before have their certificate."""
    erasures = apps.get_model("vault", "Erasure").objects
    erasures.filter(finished_at__isnull=False).update(certified_at=F("finished_at"))


class Migration(migrations.Migration):
    dependencies = [("vault", "0012_mentions")]

    operations = [
        migrations.AddField("erasure", "certified_at", models.DateTimeField(null=True)),
        migrations.RunPython(certify, migrations.RunPython.noop),
        migrations.AddIndex(
            "erasure",
            models.Index(fields=["finished_at"], condition=Q(certified_at__isnull=True), name="erasure_uncertified"),
        ),
    ]
