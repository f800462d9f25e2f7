"""Documents -> tables in bulk: the rows the verbs would write, in one statement a table for a whole chunk.

For documents that are known to be good (generated ones): nothing is checked here but what the database checks.
`tests/site/test_generate_records.py` holds these rows against those of the verbs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, lru_cache
from operator import itemgetter
from types import SimpleNamespace
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Max

from portal.base import dates
from portal.base.codes import Action, ReasonCode, Status
from portal.base.documents import Document, dumps
from portal.base.models import Change, CodesField, Dated, Record, RecordKey, Revision
from portal.base.shape import Children, shape_of
from portal.base.writing import next_change_numbers


@dataclass(frozen=True)
class NewRecord:
    """A document, the key id it gets, its status, and when it was written."""

    key_id: int
    document: Document
    status: str
    at: datetime

    @property
    def public(self) -> bool:
        return self.status == Status.PUBLISHED


@dataclass
class Numbers:
    """The next free primary key of each table."""

    next: dict[type[models.Model], int] = field(default_factory=dict)

    def take(self, model: type[models.Model], count: int) -> range:
        if model not in self.next:
            self.next[model] = (model._default_manager.aggregate(last=Max("pk"))["last"] or 0) + 1
        first = self.next[model]
        self.next[model] = first + count
        return range(first, first + count)

    def tell_the_database(self) -> None:
        """Move the tables' own counters past the numbers taken (on databases that keep such counters)."""
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(self.next)):
                cursor.execute(statement)


class TableWriter:
    """Writes records of one kind."""

    def __init__(self, model: type[Record], numbers: Numbers) -> None:
        self.model, self.numbers = model, numbers
        self.shape = shape_of(model)
        self.own = {column.name for column in self.shape.columns}
        self.to_records = [column.name for column in self.shape.columns if column.to_record]
        self.key_ids: dict[str, int] = {}  # of the records that this one has written, for links among them

    def write(self, records: Sequence[NewRecord]) -> None:
        """Keys, rows, child rows, revisions and changes of some records. Call inside a write transaction."""
        self.key_ids |= {record.document["record_id"]: record.key_id for record in records}
        _insert(RecordKey, map(self._key, records))
        _insert(self.model, map(self._row, records))
        ids_by_ref: dict[tuple[type[models.Model], int, str], int] = {}
        for table in self.shape.children:
            given = [(record.key_id, position, row) for record in records
                     for position, row in enumerate(record.document.get(table.name, ()))]  # fmt: skip
            if given:
                _insert(table.model, self._children(table, given, ids_by_ref))
        self._revise(records)

    def _key(self, record: NewRecord) -> dict[str, Any]:
        document = record.document
        interval = dates.parse(document.get("date", ""))
        return {
            "id": record.key_id,
            "record_id": document["record_id"],
            "kind": self.model.kind,
            "status": record.status,
            "version": 1 if record.public else 0,
            "title_en": document.get("title_en", ""),
            "title_zh": document.get("title_zh", ""),
            "date": document.get("date", ""),
            "sort_date": dates.sort_date(interval),
            "created_at": record.at,
            "updated_at": record.at,
            "published_at": record.at if record.public else None,
        }

    def _row(self, record: NewRecord) -> dict[str, Any]:
        document = record.document
        derived = SimpleNamespace()
        self.model.derive(derived, document)  # type: ignore[arg-type]
        interval = dates.parse(document.get("date", ""))
        row = {name: value for name, value in document.items() if name in self.own}
        for name in self.to_records:
            if name in row:
                row[name] = self.key_ids[row[name]]
        return row | {
            **vars(derived),
            "key": record.key_id,
            "status": record.status,
            "sort_date": dates.sort_date(interval),
            "updated_at": record.at,
            "date_earliest": interval.earliest,
            "date_latest": interval.latest,
            "date_prec": interval.prec,
        }

    def _children(
        self, table: Children, given: Sequence[tuple[int, int, Any]], ids_by_ref: dict[Any, int]
    ) -> Iterable[dict[str, Any]]:
        ids = self.numbers.take(table.model, len(given))
        if table.key_columns == ("ref",):
            ids_by_ref |= {
                (table.model, key_id, row["ref"]): pk
                for pk, (key_id, _p, row) in zip(ids, given, strict=True)
            }
        siblings = {column.name: column.to for column in table.columns if column.sibling}
        to_records = [column.name for column in table.columns if column.to_record]
        dated = issubclass(table.model, Dated)
        bare = table.columns[0].name
        for pk, (key_id, position, row) in zip(ids, given, strict=True):
            found = {bare: row} if table.bare else dict(row)
            for name, model in siblings.items():
                if name in found:
                    found[name] = ids_by_ref[model, key_id, found[name]]
            for name in to_records:
                if name in found:
                    found[name] = self.key_ids[found[name]]
            if dated:
                interval = dates.parse(row.get("date", ""))
                found |= {"date_earliest": interval.earliest, "date_latest": interval.latest}
                found["date_prec"] = interval.prec
            found |= {"id": pk, table.parent: key_id, "position": position}
            yield found

    def _revise(self, records: Sequence[NewRecord]) -> None:
        rows = [row for record in records for row in _revisions(record)]
        ids = self.numbers.take(Revision, len(rows))
        for pk, row in zip(ids, rows, strict=True):
            row["id"] = pk
        _insert(Revision, rows)
        published = [row for row in rows if row["version"]]
        changes = zip(next_change_numbers(len(published)), published, strict=True) if published else ()
        _insert(
            Change,
            (
                {
                    "number": number,
                    "key": row["key"],
                    "kind": self.model.kind,
                    "action": Action.PUBLISHED,
                    "version": 1,
                    "at": row["created_at"],
                    "revision": row["id"],
                }
                for number, row in changes
            ),
        )


def _revisions(record: NewRecord) -> list[dict[str, Any]]:
    """What the verbs would have left: published at once, or entered as a draft and perhaps submitted."""
    first = {
        "key": record.key_id,
        "sequence": 1,
        "version": 1 if record.public else None,
        "action": Action.PUBLISHED if record.public else Action.CREATED,
        "status": record.status if record.public else Status.DRAFT,
        "created_at": record.at,
        "reason_code": ReasonCode.NEW_RECORD,
        "reason_text": "Generated",
        "document": dumps(record.document),
        "published_from": record.at if record.public else None,
    }
    if record.status != Status.IN_REVIEW:
        return [first]
    second = first | {
        "sequence": 2,
        "action": Action.SUBMITTED,
        "status": Status.IN_REVIEW,
        "reason_code": "",
    }
    return [first, second]


def _insert(model: type[models.Model], rows: Iterable[dict[str, Any]]) -> None:
    """One INSERT for all rows, given by field name; what a row leaves out is the field's blank."""
    table = _table(model)
    values = [table.values(row) for row in rows]
    if not values:
        return
    # Columns that are NULL in every row are left out: a figure has ten, and each would be bound for nothing.
    used = [
        place for place, column in enumerate(zip(*values, strict=True)) if any(v is not None for v in column)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(table.statement(used), list(map(itemgetter(*used), values)))


class _Table:
    """How rows of a model are written: their values in the order of its columns, and the statement."""

    def __init__(self, model: type[models.Model]) -> None:
        fields = model._meta.concrete_fields
        self.name = connection.ops.quote_name(model._meta.db_table)
        self.columns = [connection.ops.quote_name(str(each.column)) for each in fields]
        self.blanks = [_blank(each) for each in fields]
        self.places = {each.name: place for place, each in enumerate(fields)}
        self.prepared = [(each.name, prepare) for each in fields if (prepare := _preparer(each))]

    def statement(self, places: Sequence[int]) -> str:
        names = ", ".join(self.columns[place] for place in places)
        return f"INSERT INTO {self.name} ({names}) VALUES ({', '.join(['%s'] * len(places))})"

    def values(self, row: dict[str, Any]) -> list[Any]:
        values = self.blanks.copy()
        for name, value in row.items():
            values[self.places[name]] = value
        for name, prepare in self.prepared:
            if name in row:
                values[self.places[name]] = prepare(row[name])
        return values


@cache
def _table(model: type[models.Model]) -> _Table:
    return _Table(model)


def _blank(each: models.Field) -> Any:
    if each.null or each.is_relation or each.auto_created:
        return None
    return each.get_db_prep_save(each.get_default(), connection)


def _preparer(each: models.Field) -> Callable[[Any], Any] | None:
    """How a value of this field is written; None as it is, which goes for the texts and numbers of documents."""

    def prepare(value: Any) -> Any:
        return each.get_db_prep_save(value, connection)

    if isinstance(each, models.DateField):  # DateTimeField is one of them
        return lru_cache(maxsize=20_000)(prepare)
    if isinstance(each, CodesField):
        known = lru_cache(maxsize=2_000)(prepare)
        return lambda codes: known(tuple(codes))
    return prepare if isinstance(each, models.JSONField) else None
