"""What documents refer to, fetched once for a whole batch: nouns by code, records by id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import models

from portal.base.documents import Document
from portal.base.models import RecordKey
from portal.base.shape import Column, Shape


class References:
    """Instances by code. Preload the codes of a batch; a code met later costs one query."""

    def __init__(self) -> None:
        self.nouns: dict[type[models.Model], dict[str, models.Model | None]] = defaultdict(dict)
        self.keys: dict[str, RecordKey | None] = {}

    def preload(self, shape: Shape, documents: Iterable[Document]) -> None:
        """Fetch all that these documents refer to, one query for each model referred to."""
        nouns: dict[type[models.Model], set[str]] = defaultdict(set)
        record_ids: set[str] = set()
        for document in documents:
            if document.get("record_id"):
                record_ids.add(str(document["record_id"]))
            self._collect(shape.columns, document, nouns, record_ids)
            for table in shape.children:
                for row in document.get(table.name) or []:
                    if table.bare:
                        row = {table.columns[0].name: row}
                    if isinstance(row, dict):
                        self._collect(table.columns, row, nouns, record_ids)
        for model, codes in nouns.items():
            self._fetch(model, codes)
        self._fetch_keys(record_ids)

    def _collect(self, columns: Iterable[Column], row: Document, nouns: Any, record_ids: set[str]) -> None:
        for column in columns:
            value = row.get(column.name)
            if value in (None, "") or column.to is None or column.sibling:
                continue
            if column.to_record:
                record_ids.add(str(value))
            else:
                nouns[column.to].add(str(value))

    def _fetch(self, model: type[models.Model], codes: set[str]) -> None:
        missing = codes - self.nouns[model].keys()
        if missing:
            found = model._default_manager.in_bulk(list(missing))
            self.nouns[model].update({code: found.get(code) for code in missing})

    def _fetch_keys(self, record_ids: set[str]) -> None:
        missing = record_ids - self.keys.keys()
        if missing:
            found = {key.record_id: key for key in RecordKey.objects.filter(record_id__in=missing)}
            self.keys.update({record_id: found.get(record_id) for record_id in missing})

    def noun(self, model: type[models.Model], code: str) -> models.Model | None:
        if code not in self.nouns[model]:
            self._fetch(model, {code})
        return self.nouns[model][code]

    def key(self, record_id: str) -> RecordKey | None:
        if record_id not in self.keys:
            self._fetch_keys({record_id})
        return self.keys[record_id]
