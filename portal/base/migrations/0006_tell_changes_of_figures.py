from __future__ import annotations

import django.db.models.deletion
import orjson
from django.db import migrations, models
from django.db.models import Q

from portal.base.figure_changes import figure_changes

CHUNK = 500
CORRECTING = ("correction", "coding_error", "retracted_source")


def tell(apps, schema_editor):
    """What entries written before this did not say: the version before, changed figures, the action in readers' words."""
    Change = apps.get_model("portal", "Change")
    merged = Change.objects.filter(action="merged")
    for change in merged.filter(revision__status="withdrawn").select_related("key").iterator(CHUNK):
        Change.objects.filter(pk=change.pk).update(merged_into=change.key.merged_into_id)
    merged.exclude(revision__status="withdrawn").update(action="edited")
    Change.objects.filter(action__in=("created", "submitted", "returned", "proposed")).update(action="edited")
    correcting = Q(action="edited", revision__reason_code__in=CORRECTING)
    Change.objects.filter(pk__in=Change.objects.filter(correcting).values("pk")).update(action="corrected")
    _compare(Change, apps.get_model("portal", "Revision"))


def _compare(Change, Revision):
    """Later versions beside the ones they took the place of, a chunk at a time."""
    later = Change.objects.filter(version__gt=1, revision__version__isnull=False).order_by("number")
    last = 0
    while True:
        rows = list(later.filter(number__gt=last).select_related("revision")[:CHUNK])
        if not rows:
            return
        wanted = Q()
        for row in rows:
            wanted |= Q(key=row.key_id, version=row.version - 1)
        before = {(found.key_id, found.version): found for found in Revision.objects.filter(wanted)}
        for row in rows:
            earlier = before.get((row.key_id, row.version - 1))
            if earlier is None:
                continue
            old, new = (orjson.loads(found.document).get("figures") for found in (earlier, row.revision))
            row.before_id, row.figures_changed = earlier.pk, bool(figure_changes(old, new))
        Change.objects.bulk_update(rows, ["before", "figures_changed"])
        last = rows[-1].number


class Migration(migrations.Migration):
    dependencies = [("portal", "0005_proposals_comments_and_desks")]

    operations = [
        migrations.AddField(
            model_name="change",
            name="before",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="portal.revision",
            ),
        ),
        migrations.AddField(
            model_name="change",
            name="figures_changed",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="change",
            name="merged_into",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="portal.recordkey",
            ),
        ),
        migrations.AlterField(
            model_name="change",
            name="action",
            field=models.CharField(
                choices=[
                    ("published", "Published"),
                    ("edited", "Edited"),
                    ("corrected", "Corrected"),
                    ("merged", "Merged"),
                    ("withdrawn", "Withdrawn"),
                    ("restored", "Restored"),
                ],
                max_length=12,
                verbose_name="action",
            ),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(fields=["action", "-number"], name="change_action"),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(
                condition=models.Q(figures_changed=True), fields=["-number"], name="change_figures"
            ),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(
                condition=models.Q(figures_changed=True),
                fields=["kind", "-number"],
                name="change_figures_kind",
            ),
        ),
        migrations.AddIndex(
            model_name="change", index=models.Index(fields=["at", "number"], name="change_at")
        ),
        migrations.RunPython(tell, migrations.RunPython.noop),
    ]
