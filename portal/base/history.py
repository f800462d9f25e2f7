"""Reading a record's past: what differs between two documents, what was said on a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from portal.base.documents import Document, loads
from portal.base.models import Record, RecordKey, Revision
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


def as_of(moment: datetime) -> QuerySet[Revision]:
    """The version of every record that readers got at a moment; an ordinary indexed query."""
    return Revision.objects.filter(
        Q(published_until__isnull=True) | Q(published_until__gt=moment), published_from__lte=moment
    )


def text_as_of(key: RecordKey, moment: datetime) -> Document | None:
    """What readers got of one record at a moment; None if it was not public then."""
    text = as_of(moment).filter(key=key).values_list("public_text", flat=True).first()
    return loads(text) if text else None
