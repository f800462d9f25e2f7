"""Reading a record's past: what differs between two documents, what was said on a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from portal.base.codes import Status
from portal.base.documents import Document, loads
from portal.base.models import Record, RecordKey, Revision, Version, VersionQuerySet
from portal.base.models.versions import TEXT
from portal.base.rebasing import by_key
from portal.base.shape import Children, shape_of


@dataclass(frozen=True)
class FieldChange:
    """One difference. `path` is `title_en`, or `figures[f1].best` for a column of a child row, or `figures[f1]`
    for a row added (`old` is None) or removed (`new` is None).
    """

    path: str
    old: Any
    new: Any


def diff(model: type[Record], old: Document, new: Document) -> list[FieldChange]:
    """What differs between two documents of a kind, in the order of the document's fields."""
    shape = shape_of(model)
    changes = [
        FieldChange(column.name, old.get(column.name), new.get(column.name))
        for column in shape.columns
        if old.get(column.name) != new.get(column.name)
    ]
    for table in shape.children:
        changes += _diff_rows(table, old.get(table.name), new.get(table.name))
    return changes


def _diff_rows(table: Children, old: Any, new: Any) -> Iterator[FieldChange]:
    before, after = by_key(table, old), by_key(table, new)
    for key in [*before, *(key for key in after if key not in before)]:
        first, second = before.get(key), after.get(key)
        if first is None or second is None or table.bare:
            if first != second:
                yield FieldChange(f"{table.name}[{key}]", first, second)
            continue
        for column in sorted(set(first) | set(second)):
            if first.get(column) != second.get(column):
                yield FieldChange(f"{table.name}[{key}].{column}", first.get(column), second.get(column))


def versions(key: RecordKey) -> QuerySet[Revision]:
    """The published versions of a record, newest first, without their documents."""
    found = Revision.objects.filter(key=key, version__isnull=False).order_by("-version")
    return found.defer("document", "public_text")


def as_of(moment: datetime) -> VersionQuerySet:
    """What readers got of every record at a moment; an ordinary indexed query."""
    return Version.objects.at(moment)


def is_taken_back(key: RecordKey) -> bool:
    """Whether a record is withdrawn for earlier days too, as the settings may want it."""
    return key.status == Status.WITHDRAWN and not settings.WITHDRAWN_SHOWN_AS_OF


def text_as_of(key: RecordKey, moment: datetime) -> Document | None:
    """What readers got of one record at a moment; None if it was not public then."""
    found = as_of(moment).filter(key=key).texts().first()
    return loads(found[1]) if found else None


def texts_as_of(moment: datetime, key_ids: Sequence[int]) -> list[str]:
    """What readers got of these records at a moment, as JSON, in this order; without those not public then."""
    rows = as_of(moment).filter(key__in=key_ids).order_by()
    texts = dict(rows.values_list("key_id", TEXT))
    return [texts[key_id] for key_id in key_ids if key_id in texts]


def texts_of_versions(ids: Sequence[int]) -> list[str]:
    """The texts of these versions, as JSON, in this order."""
    texts = dict(Version.objects.filter(pk__in=ids).texts().order_by())
    return [texts[pk] for pk in ids if pk in texts]
