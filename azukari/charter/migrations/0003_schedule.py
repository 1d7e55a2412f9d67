from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("charter", "0002_draft")]

    operations = [
        migrations.AddField("draft", "scheduled_version", models.PositiveIntegerField(default=0)),
        migrations.AddField("draft", "publish_at", models.DateTimeField(null=True)),
        migrations.AddField("draft", "scheduled_by", models.CharField(blank=True, default="", max_length=80)),
        migrations.AddField("draft", "scheduled_asks", models.BooleanField(default=False)),
        migrations.AddField("draft", "refused_code", models.CharField(blank=True, default="", max_length=64)),
        migrations.AddField("draft", "refused_at", models.DateTimeField(null=True)),
    ]
