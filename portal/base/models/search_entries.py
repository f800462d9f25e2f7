from __future__ import annotations

from django.db import models

from .keys import RecordKey


class SearchEntry(models.Model):
    """That a published record is in the search index, and under which number (its day, then its key).

    What is looked up stands beside it in each database's own way, made by the migration that makes this
    table: an FTS5 table on SQLite, whose rows go with these by a trigger; two tsvector columns on PostgreSQL. A
    migration that rebuilds this table on SQLite has to make the trigger again. Only `portal.base.search`
    writes here.
    """

    key = models.OneToOneField(
        RecordKey, on_delete=models.CASCADE, primary_key=True, related_name="search_entry"
    )
    number = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return str(self.key_id)
