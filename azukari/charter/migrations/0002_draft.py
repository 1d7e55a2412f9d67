from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("charter", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("document", models.TextField(blank=True, default="")),
                ("based_on", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=0)),
                ("updated_at", models.DateTimeField(null=True)),
                ("updated_by", models.CharField(blank=True, default="", max_length=80)),
                ("proposed_version", models.PositiveIntegerField(default=0)),
                ("approved_version", models.PositiveIntegerField(default=0)),
                ("approved_by", models.CharField(blank=True, default="", max_length=80)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="charter_one_draft"),
                ],
            },
        ),
    ]
