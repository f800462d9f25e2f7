import django.db.models.deletion
from django.db import migrations, models

SQLITE = [
    # Ordinary, not contentless: rows of a contentless table can be deleted only since SQLite 3.43.
    "CREATE VIRTUAL TABLE portal_search USING fts5(title, body, tags, tokenize = 'ascii', columnsize = 0)",
    "CREATE TRIGGER portal_searchentry_gone AFTER DELETE ON portal_searchentry"
    " BEGIN DELETE FROM portal_search WHERE rowid = old.number; END",
]
SQLITE_BACK = ["DROP TRIGGER portal_searchentry_gone", "DROP TABLE portal_search"]
POSTGRESQL = [
    "ALTER TABLE portal_searchentry ADD COLUMN title tsvector NOT NULL, ADD COLUMN words tsvector NOT NULL",
    "CREATE INDEX portal_search_title ON portal_searchentry USING gin (title)",
    "CREATE INDEX portal_search_words ON portal_searchentry USING gin (words)",
]


def make_index(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    # On PostgreSQL the columns go with their table.
    for statement in {"sqlite": SQLITE_BACK, "postgresql": []}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_shared_nouns_and_history")]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "key",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_entry",
                        serialize=False,
                        to="portal.recordkey",
                    ),
                ),
                ("number", models.BigIntegerField(unique=True)),
            ],
        ),
        migrations.RunPython(make_index, drop_index),
    ]
