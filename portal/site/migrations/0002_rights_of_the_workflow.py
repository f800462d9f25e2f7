from django.db import migrations

from portal.base.roles import write_roles


def write_groups(apps, schema_editor):
    """From the table of today, not of then: the groups are written anew, never added to."""
    write_roles(schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [
        ("portal_site", "0001_roles"),
        ("portal", "0005_proposals_comments_and_desks"),
    ]

    operations = [migrations.RunPython(write_groups, migrations.RunPython.noop)]
