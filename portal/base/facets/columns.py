"""Where the codes of a filter are found in the tables, for counting them in memory. Declared with the filter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Model


@dataclass(frozen=True)
class Code:
    """One code a record, in a column of its row: "scope", "event_type_id", "mechanism__key__record_id"."""

    path: str


@dataclass(frozen=True)
class CodeList:
    """Several codes a record, in a `CodesField` of its row."""

    path: str


@dataclass(frozen=True)
class Flags:
    """Several codes a record, each held by a column that is true or false: (("differ", "accounts_differ"), …)."""

    paths: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RowSource:
    """A table of child rows: `record` is its foreign key to the record or its key; `code` and `role` are columns.

    Rows of a table without a role column stand in none.
    """

    model: type[Model]
    code: str
    record: str = "key"
    role: str = ""
    where: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Rows:
    """Codes in child rows, each perhaps in a role; `roles` are all there are.

    With `tree` (a noun with `path`) a code counts for all above it too.
    """

    sources: tuple[RowSource, ...]
    roles: tuple[str, ...] = ()
    tree: type[Model] | None = None


@dataclass(frozen=True)
class Dates:
    """The record's own interval."""


@dataclass(frozen=True)
class Since:
    """A moment of the record's row; filters keep what is not before a moment."""

    path: str


Column = Code | CodeList | Flags | Rows | Dates | Since
