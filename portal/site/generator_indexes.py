"""Loading without secondary indexes: taken off before, built again after, which costs a fraction of keeping them.

What guards the data stays: primary keys, unique and check constraints, foreign keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, models


@contextmanager
def indexes_apart(tables: Sequence[type[models.Model]]) -> Iterator[None]:
    """Inside, these tables have no index but those of their constraints; afterwards they have all of them again,
    also where the load failed. Inside a transaction, where SQLite cannot do so, they stay.
    """
    if connection.in_atomic_block:
        yield
        return
    try:
        with connection.schema_editor() as editor:
            for name, _statement in _indexes(editor, tables):
                editor.execute(f"DROP INDEX IF EXISTS {name}")
        yield
    finally:
        with connection.schema_editor() as editor:
            for _name, statement in _indexes(editor, tables):
                editor.execute(statement.replace("CREATE INDEX", "CREATE INDEX IF NOT EXISTS", 1))


def _indexes(editor: object, tables: Sequence[type[models.Model]]) -> Iterator[tuple[str, str]]:
    """(quoted name, statement that makes it) of every index that Django made for these tables beside constraints."""
    for model in tables:
        for statement in editor._model_indexes_sql(model):  # type: ignore[attr-defined]
            yield str(statement.parts["name"]), str(statement)
