import datetime

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0007_api_tokens"),
    ]

    operations = [
        migrations.CreateModel(
            name="Version",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("turn", models.PositiveSmallIntegerField(default=0)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("incident", "Incident"),
                            ("training_event", "Training event"),
                            ("partnership", "Partnership"),
                            ("mechanism", "Mechanism"),
                            ("meeting", "Meeting"),
                            ("document", "Document"),
                        ],
                        max_length=20,
                    ),
                ),
                ("published_from", models.DateTimeField()),
                ("published_until", models.DateTimeField(null=True)),
                ("sort_date", models.DateField(default=datetime.date(1, 1, 1))),
                ("updated_at", models.DateTimeField()),
                ("deaths_sort", models.IntegerField(null=True)),
                ("date_earliest", models.DateField(null=True)),
                ("date_latest", models.DateField(null=True)),
                ("terms", models.TextField(default="|")),
                (
                    "key",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="portal.recordkey",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="portal.revision",
                    ),
                ),
            ],
            options={
                "ordering": ["-published_from"],
                "indexes": [
                    models.Index(
                        fields=["kind", "-sort_date", "-key", "published_from", "published_until"],
                        name="version_date",
                    ),
                    models.Index(
                        fields=["kind", "-updated_at", "-key", "published_from", "published_until"],
                        name="version_updated",
                    ),
                    models.Index(
                        fields=["kind", "-deaths_sort", "-key", "published_from", "published_until"],
                        name="version_deaths",
                    ),
                    models.Index(fields=["key", "published_from"], name="version_key"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("revision", "turn"), name="version_turn_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("published_until__isnull", True)),
                        fields=("key",),
                        name="version_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_until__isnull", True),
                            ("published_until__gte", models.F("published_from")),
                            _connector="OR",
                        ),
                        name="version_times_ordered",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LaterText",
            fields=[
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="later",
                        serialize=False,
                        to="portal.version",
                    ),
                ),
                ("text", models.TextField()),
            ],
        ),
    ]
