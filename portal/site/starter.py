"""Loads `fixtures/`: the starter record, through the same verbs as any import. Loading twice changes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ValidationError

from events.models import EventType, Incident, TrainingEvent
from mechanisms.models import DesignationLevel, Document, Mechanism, Meeting, Partnership
from portal.base.models import (
    Country,
    Measure,
    Organisation,
    Place,
    Record,
    RecordKey,
    Revision,
    Source,
    Topic,
)
from portal.base.publishing import Report, Why, refresh_readers, save_documents
from portal.base.references import References
from portal.base.saving import RecordErrors, reserve_records
from portal.base.shared_nouns import save_nouns
from portal.base.writing import write_transaction

# Nouns in the order in which they refer to each other.
NOUN_FILES: list[tuple[str, type[Any]]] = [
    ("reference/countries.yaml", Country),
    ("reference/measures.yaml", Measure),
    ("reference/event_types.yaml", EventType),
    ("reference/levels.yaml", DesignationLevel),
    ("places.yaml", Place),
    ("organisations.yaml", Organisation),
    ("sources.yaml", Source),
    ("reference/topics.yaml", Topic),
]
RECORD_FILES: list[tuple[str, type[Record]]] = [
    ("mechanisms.yaml", Mechanism),
    ("meetings.yaml", Meeting),
    ("documents.yaml", Document),
    ("partnerships.yaml", Partnership),
    ("incidents.yaml", Incident),
    ("training_events.yaml", TrainingEvent),
]
WHY = Why(reason_text="Starter data")


class StarterError(Exception):
    """What is wrong in which file, a line a problem."""


@dataclass
class Loaded:
    """What a load did, by file; `kept` are records that people have changed on the site since."""

    by_file: dict[str, Report] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return any(report.created or report.changed for report in self.by_file.values())


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of one fixture file; a missing file has none."""
    if not path.exists():
        return []
    try:
        # Dates stay text: a YAML date would gain a precision that the file may not mean.
        rows = yaml.load(path.read_text(encoding="utf-8"), Loader=_TextLoader)  # noqa: S506 (a SafeLoader)
    except yaml.YAMLError as error:
        raise StarterError(f"{path.name}: {error}") from error
    return rows or []


class _TextLoader(yaml.CSafeLoader):
    """Safe YAML whose dates are text."""


_TextLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def load_starter(folder: Path) -> Loaded:
    """Load every file of a folder in one transaction. Raises StarterError listing each bad value with its place."""
    loaded = Loaded()
    with write_transaction():
        for name, model in NOUN_FILES:
            rows = read_rows(folder / name)
            with _named(name, rows, model._meta.pk.name):
                loaded.by_file[name] = save_nouns(model, rows, why=WHY, keep_edited=True)
        by_model = {model: (name, read_rows(folder / name)) for name, model in RECORD_FILES}
        references = References()
        for model, (_name, rows) in by_model.items():
            reserve_records(model, [row["record_id"] for row in rows], references)
        edited = _edited_by_people([row["record_id"] for _n, rows in by_model.values() for row in rows])
        for model, (name, rows) in by_model.items():
            loaded.kept += [row["record_id"] for row in rows if row["record_id"] in edited]
            rows = [row for row in rows if row["record_id"] not in edited]
            with _named(name, rows, "record_id"):
                loaded.by_file[name] = save_documents(
                    model, rows, why=WHY, publish=True, references=references, readers=False
                )
        if loaded.changed:
            # Names of nouns and titles of neighbours stand in every text, and the whole is small.
            refresh_readers(RecordKey.objects.published().values_list("id", flat=True))
    return loaded


class _named:
    """Turns the errors of a file's rows into lines that name file, row and field."""

    def __init__(self, name: str, rows: list[dict[str, Any]], identity: str) -> None:
        self.name, self.rows, self.identity = name, rows, identity

    def __enter__(self) -> None:
        return None

    def __exit__(self, _type: Any, error: Any, _trace: Any) -> None:
        if isinstance(error, RecordErrors):
            lines = [
                f"{self.name}, {self.rows[index].get(self.identity, index + 1)}, {name}: {message}"
                for index, messages in sorted(error.by_index.items())
                for name, texts in messages.items()
                for message in texts
            ]
            raise StarterError("\n".join(lines)) from error
        if isinstance(error, ValidationError):
            raise StarterError("\n".join(f"{self.name}: {message}" for message in error.messages)) from error


def _edited_by_people(record_ids: list[str]) -> set[str]:
    found = Revision.objects.applied().filter(key__record_id__in=record_ids, author__isnull=False)
    return set(found.values_list("key__record_id", flat=True))
