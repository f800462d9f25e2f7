from django.db import migrations

from portal.base.roles import write_roles


def write_groups(apps, schema_editor):
    """From the table of today, not of then: the groups are written anew, never added to."""
    write_roles(schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("portal", "0001_shared_nouns_and_history"),
        ("events", "0001_incidents_and_training"),
        ("mechanisms", "0001_partnerships_and_mechanisms"),
    ]

    operations = [migrations.RunPython(write_groups, migrations.RunPython.noop)]
