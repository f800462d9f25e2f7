from django.db import migrations

from portal.base.roles import write_roles


def write_groups(apps, schema_editor):
    """From the table of today, not of then: the groups are written anew, never added to."""
    write_roles(schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [
        ("portal_site", "0003_rights_to_tokens"),
        ("portal", "0011_leads"),
    ]

    operations = [migrations.RunPython(write_groups, migrations.RunPython.noop)]
