"""Documents -> tables in bulk: the rows the verbs would write, in one statement a table for a whole chunk.

For documents that are known to be good (generated ones): nothing is checked here but what the database checks.
`tests/site/test_generate_records.py` holds these rows against those of the verbs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, lru_cache
from itertools import chain
from operator import itemgetter
from types import SimpleNamespace
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Max

from portal.base import dates
from portal.base.codes import Action, ChangeAction, ReasonCode, Status
from portal.base.documents import Document, dumps
from portal.base.models import Change, CodesField, Dated, Record, RecordKey, Revision
from portal.base.shape import Children, shape_of
from portal.base.writing import next_change_numbers

MOST_PARAMETERS = 10_000  # of a statement, on databases that do not say


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
        self.derived: dict[tuple[int, str], dict[str, Any]] = {}
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
        interval = dates.parse(document.get("date", ""))
        row = {name: value for name, value in document.items() if name in self.own}
        for name in self.to_records:
            if name in row:
                row[name] = self.key_ids[row[name]]
        return row | {
            **self._derived(document),
            "key": record.key_id,
            "status": record.status,
            "sort_date": dates.sort_date(interval),
            "updated_at": record.at,
            "date_earliest": interval.earliest,
            "date_latest": interval.latest,
            "date_prec": interval.prec,
        }

    def _derived(self, document: Document) -> dict[str, Any]:
        """The columns that rules derive. They look at the figures and at how many sources there are: records that
        are alike in these are alike in the columns, so each sort is worked out once.
        """
        sources = {row["source"] for row in document.get("citations", ())}
        alike = len(sources), dumps({"figures": document.get("figures")})
        found = self.derived.get(alike)
        if found is None:
            columns = SimpleNamespace()
            self.model.derive(columns, document)  # type: ignore[arg-type]
            found = self.derived[alike] = vars(columns)
        return found

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
            own = {bare: row} if table.bare else row
            found = {**own, "id": pk, table.parent: key_id, "position": position}
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
            yield found

    def _revise(self, records: Sequence[NewRecord]) -> None:
        rows = [row for record in records for row in _revisions(record)]
        ids = self.numbers.take(Revision, len(rows))
        for pk, row in zip(ids, rows, strict=True):
            row["id"] = pk
        published = [row for row in rows if row["version"]]
        numbers = next_change_numbers(len(published)) if published else ()
        changes = [self._change(number, row) for number, row in zip(numbers, published, strict=True)]
        _insert(Revision, rows)
        _insert(Change, changes)

    def _change(self, number: int, revision: dict[str, Any]) -> dict[str, Any]:
        return {
            "number": number,
            "key": revision["key"],
            "kind": self.model.kind,
            "action": ChangeAction.PUBLISHED,
            "version": 1,
            "at": revision["created_at"],
            "revision": revision["id"],
        }


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
    """One INSERT for all rows, given by field name and used up; what a row leaves out is the field's blank."""
    given = list(rows)
    if not given:
        return
    table = _table(model)
    # Columns that would be NULL in every row are left out: a figure has ten, and each would be bound for nothing.
    blanks = table.used(set().union(*given))
    table.prepare(given, blanks)
    values = list(map(itemgetter(*blanks), (blanks | row for row in given)))
    # Several rows a statement: SQLite makes ready the lists that constraints compare with once for all of them.
    most = max(1, (connection.features.max_query_params or MOST_PARAMETERS) // len(blanks))
    whole = len(values) - len(values) % most
    blocks = [list(chain.from_iterable(values[start : start + most])) for start in range(0, whole, most)]
    with connection.cursor() as cursor:
        if blocks:
            cursor.executemany(table.statement(blanks, most), blocks)
        if whole < len(values):
            cursor.executemany(table.statement(blanks, 1), values[whole:])


class _Table:
    """How rows of a model are written: the names of its fields in order, their blanks, and the statement."""

    def __init__(self, model: type[models.Model]) -> None:
        fields = model._meta.concrete_fields
        self.name = connection.ops.quote_name(model._meta.db_table)
        self.columns = {each.name: connection.ops.quote_name(str(each.column)) for each in fields}
        self.blanks = {each.name: _blank(each) for each in fields}
        self.preparers = {each.name: prepare for each in fields if (prepare := _preparer(each))}

    def used(self, names: set[str]) -> dict[str, Any]:
        """{field: blank} of the fields to write: those named, and those that may not be NULL. Raises KeyError."""
        if unknown := names - self.columns.keys():
            raise KeyError(f"{self.name} has no {', '.join(sorted(unknown))}")
        return {name: blank for name, blank in self.blanks.items() if name in names or blank is not None}

    def statement(self, names: Collection[str], rows: int) -> str:
        columns = ", ".join(self.columns[name] for name in names)
        row = f"({', '.join(['%s'] * len(names))})"
        return f"INSERT INTO {self.name} ({columns}) VALUES {', '.join([row] * rows)}"

    def prepare(self, rows: Sequence[dict[str, Any]], names: Collection[str]) -> None:
        """Bring the values of these rows into the form the database takes."""
        for name in self.preparers.keys() & names:
            prepare = self.preparers[name]
            for row in rows:
                if name in row:
                    row[name] = prepare(row[name])


@cache
def _table(model: type[models.Model]) -> _Table:
    return _Table(model)


def _blank(each: models.Field) -> Any:
    if each.null or each.is_relation or each.auto_created:
        return None
    return each.get_db_prep_save(each.get_default(), connection)


def _preparer(each: models.Field) -> Callable[[Any], Any] | None:
    """How a value of this field is written; None as it is, which goes for the texts and numbers of documents."""

    if isinstance(each, models.DateField):  # DateTimeField is one of them
        return _day_preparer(each.get_internal_type())

    def prepare(value: Any) -> Any:
        return each.get_db_prep_save(value, connection)

    if isinstance(each, CodesField):
        known = lru_cache(maxsize=2_000)(prepare)
        return lambda codes: known(tuple(codes))
    return prepare if isinstance(each, models.JSONField) else None


@cache
def _day_preparer(internal_type: str) -> Callable[[Any], Any]:
    """One for all fields of a sort: the same days and moments stand in many."""
    field = models.DateTimeField() if internal_type == "DateTimeField" else models.DateField()
    return lru_cache(maxsize=20_000)(lambda value: field.get_db_prep_save(value, connection))
