from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("appearance", "0002_digest")]

    operations = [migrations.RenameModel("Look", "Theme")]
