"""An index that begins as another one does."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("forms", "0004_sent_mark")]
    operations: ClassVar[list[Operation]] = [migrations.RemoveIndex("submission", "submission_by_form")]
