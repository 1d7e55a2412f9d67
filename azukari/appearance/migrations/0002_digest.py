from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appearance", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="look",
            name="digest",
            field=models.CharField(default="", max_length=64),
        ),
    ]
