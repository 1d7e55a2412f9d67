"""What was given up stays given up, now that a message is tried more often before it is."""

from django.db import migrations
from django.db.models import F

_WAS, _IS = 8, 36


def _keep(apps, schema_editor):
    message = apps.get_model("mail", "Message")
    message.objects.filter(sent_at__isnull=True, attempts__gte=_WAS).update(attempts=F("attempts") - _WAS + _IS)


class Migration(migrations.Migration):
    dependencies = [("mail", "0002_by_reference")]

    operations = [migrations.RunPython(_keep, migrations.RunPython.noop)]
