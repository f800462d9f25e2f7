from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0009_file_the_versions_there_are"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="revision", name="revision_version_has_time"),
        migrations.RemoveIndex(model_name="revision", name="revision_as_of"),
        migrations.RemoveIndex(model_name="revision", name="revision_key_as_of"),
        migrations.RemoveField(model_name="revision", name="published_from"),
        migrations.RemoveField(model_name="revision", name="published_until"),
    ]
