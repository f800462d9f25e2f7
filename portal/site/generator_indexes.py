"""Loading without secondary indexes: taken off before, built again after, which costs a fraction of keeping them.

What guards the data stays: primary keys, unique and check constraints, foreign keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, models, transaction

# SQLite reads a table once for each of its indexes: from more pages that it keeps (in kilobytes), and otherwise from
# the file as it lies in memory (in bytes).
SQLITE_ROOM = {"cache_size": -64 * 1024, "mmap_size": 2**31}


@contextmanager
def indexes_apart(tables: Sequence[type[models.Model]]) -> Iterator[None]:
    """Inside, these tables have no index but those of their constraints; afterwards they have all of them again,
    also where the load failed. Inside a transaction, which would hold up their absence, they stay.
    """
    if connection.in_atomic_block:
        yield
        return
    indexes = list(_indexes(tables))
    try:
        _execute([f"DROP INDEX IF EXISTS {name}" for name, _statement in indexes])
        yield
    finally:
        with _room():
            _execute(
                [
                    statement.replace("CREATE INDEX", "CREATE INDEX IF NOT EXISTS", 1)
                    for _name, statement in indexes
                ]
            )


def _indexes(tables: Sequence[type[models.Model]]) -> Iterator[tuple[str, str]]:
    """(quoted name, statement that makes it) of every index that Django made for these tables beside constraints."""
    # Only asked for statements: at work it would have SQLite check the whole database for rows without a parent.
    editor = connection.schema_editor(collect_sql=True)
    for model in tables:
        for statement in editor._model_indexes_sql(model):  # type: ignore[attr-defined]
            yield str(statement.parts["name"]), str(statement)


def _execute(statements: Sequence[str]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def _room() -> Iterator[None]:
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        usual = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in SQLITE_ROOM}
        for name, size in SQLITE_ROOM.items():
            cursor.execute(f"PRAGMA {name} = {size}")
        try:
            yield
        finally:
            for name, size in usual.items():
                cursor.execute(f"PRAGMA {name} = {size}")
