from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consent", "0004_fewer_indexes")]

    operations = [
        migrations.AddField("grant", "opens", models.CharField(blank=True, default="", max_length=600)),
    ]
