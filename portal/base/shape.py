"""The shape of each kind's document, read off its models once: which columns, which child rows, what they refer to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.db import models

from portal.base.models import (
    Citation,
    Dated,
    Figure,
    Link,
    Record,
    RecordCountry,
    RecordKey,
    RecordOrganisation,
    RecordPlace,
    RecordTopic,
)

# Rows every record may have, in the order of the document. Citations come before what points at them.
SHARED_CHILDREN: dict[str, type[models.Model]] = {
    "countries": RecordCountry,
    "places": RecordPlace,
    "organisations": RecordOrganisation,
    "topics": RecordTopic,
    "citations": Citation,
    "figures": Figure,
    "links": Link,
}
BOOKKEEPING = {"key", "status", "sort_date", "updated_at", "date_earliest", "date_latest", "date_prec"}


@dataclass(frozen=True)
class Column:
    """One column of a document row. `to` is the model it refers to; `sibling` means a row of the same record."""

    name: str
    field: models.Field
    to: type[models.Model] | None = None

    @cached_property
    def to_record(self) -> bool:
        return self.to is not None and (self.to is RecordKey or issubclass(self.to, Record))

    @cached_property
    def sibling(self) -> bool:
        return self.to is not None and hasattr(self.to, "natural_key") and not self.to_record

    @cached_property
    def to_noun(self) -> bool:
        return self.to is not None and not self.to_record and not self.sibling

    @cached_property
    def blank(self) -> Any:
        """What a reader's text has where nothing is stated: null, an empty text, an empty list or false."""
        if self.to is not None or self.field.null:
            return None
        default = self.field.get_default()
        return default if default in ("", [], False) else ""


@dataclass(frozen=True)
class Children:
    """One table of child rows: its name in the document, its model, and the column that points at the record."""

    name: str
    model: type[Any]
    parent: str
    columns: tuple[Column, ...]

    @property
    def key_columns(self) -> tuple[str, ...]:
        return self.model.natural_key

    @property
    def bare(self) -> bool:
        """True where a row is a single code, written as text instead of a mapping (topics)."""
        return len(self.columns) == 1

    @property
    def prefix(self) -> str:
        """The letter of the row keys given to rows that state none: c1, f2 …"""
        return {"stages": "s", "party_actions": "p"}.get(self.name, self.name[0])


@dataclass(frozen=True)
class Shape:
    model: type[Record]
    columns: tuple[Column, ...]
    children: tuple[Children, ...]

    def child(self, name: str) -> Children:
        return next(table for table in self.children if table.name == name)

    @property
    def names(self) -> set[str]:
        return {"record_id", *(c.name for c in self.columns), *(t.name for t in self.children)}


def _columns(model: type[models.Model], leave_out: set[str]) -> Iterator[Column]:
    for field in model._meta.concrete_fields:
        if field.name in leave_out:
            continue
        yield Column(field.name, field, field.related_model if field.is_relation else None)


@cache
def shape_of(model: type[Record]) -> Shape:
    """The document shape of a kind."""
    columns = tuple(_columns(model, BOOKKEEPING | set(model.derived)))
    children: list[Children] = []
    for name, table in SHARED_CHILDREN.items():
        children.append(Children(name, table, "key", tuple(_columns(table, {"id", "key", "position"}))))
    for name, relation in model.own_children.items():
        related: Any = model._meta.get_field(relation)  # the child's foreign key, seen from here
        table = related.related_model
        parent = related.field.name
        derived = {"date_earliest", "date_latest", "date_prec"} if issubclass(table, Dated) else set()
        children.append(
            Children(name, table, parent, tuple(_columns(table, {"id", parent, "position"} | derived)))
        )
    return Shape(model, columns, tuple(children))
