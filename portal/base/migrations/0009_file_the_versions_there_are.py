from django.db import migrations
from django.utils import timezone

CHUNK = 400


def file_versions(apps, schema_editor):
    """A row for each version that was published so far; and one for what readers get today, where that is another."""
    revisions = (
        apps.get_model("portal", "Revision").objects.filter(version__isnull=False).exclude(public_text="")
    )
    if not revisions.exists():
        return
    # How a text is filed is the code's of today: `check_documents` holds the rows against it anyway.
    from portal.base.documents import loads
    from portal.base.versions import make_version, paths_in, terms_of

    now = timezone.now()
    Version = apps.get_model("portal", "Version")
    LaterText = apps.get_model("portal", "LaterText")
    PublicText = apps.get_model("portal", "PublicText")
    columns = [field.attname for field in Version._meta.concrete_fields if field.attname != "id"]

    def row(public, paths, *given):
        made = make_version(*given[:3], public, terms_of(public, paths), given[3])
        return Version(**{name: getattr(made, name) for name in columns})

    ids = list(revisions.order_by("key", "sequence").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        some = list(revisions.filter(pk__in=ids[start : start + CHUNK]).order_by("key", "sequence"))
        live = dict(
            PublicText.objects.filter(key__in=[found.key_id for found in some]).values_list("key_id", "text")
        )
        texts = [loads(found.public_text) for found in some]
        paths = paths_in([*texts, *map(loads, live.values())])
        first, later = [], []
        for found, public in zip(some, texts, strict=True):
            version = row(public, paths, found.pk, 0, found.key_id, found.published_from)
            version.published_until = found.published_until
            first.append(version)
            text = live.get(found.key_id)
            if found.published_until is None and text is not None and text != found.public_text:
                version.published_until = max(now, found.published_from)
                begin = version.published_until
                later.append((row(loads(text), paths, found.pk, 1, found.key_id, begin), text))
        Version.objects.bulk_create(first, batch_size=CHUNK)
        made = Version.objects.bulk_create([version for version, _text in later], batch_size=CHUNK)
        LaterText.objects.bulk_create(
            [
                LaterText(version_id=version.pk, text=text)
                for version, (_v, text) in zip(made, later, strict=True)
            ],
            batch_size=CHUNK,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0008_versions_of_records"),
        ("events", "0001_incidents_and_training"),
        ("mechanisms", "0002_drop_indexes_that_repeat_another"),
    ]

    operations = [migrations.RunPython(file_versions, migrations.RunPython.noop, elidable=True)]
