from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    dependencies = [
        ("rights", "0004_case_message"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex("case", "case_open"),
        migrations.AlterField(
            "case", "owner", models.ForeignKey(settings.AUTH_USER_MODEL, PROTECT, related_name="+", db_index=False)
        ),
        migrations.AddIndex("case", models.Index(fields=["state"], name="case_by_state")),
        migrations.AddIndex("case", models.Index(fields=["owner", "state"], name="case_by_owner")),
    ]
