"""The versions of records: written with each revision, continued where a text changes without one, filed by its codes.

Only what readers got is in them (docs/decisions/0010-time.md). A version is filed under every code of its public
text, so that a list as of a moment needs no table but this one, and a new filter no other rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any

from django.db import models
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from portal.base import dates
from portal.base.codes import DateKind
from portal.base.documents import Document, loads
from portal.base.kinds import model_of
from portal.base.models import (
    CodesField,
    EDTFField,
    LaterText,
    Link,
    Place,
    PublicText,
    Record,
    Revision,
    Source,
    Topic,
    Version,
)
from portal.base.models.versions import DATED, SURE, TEXT
from portal.base.shape import Children, shape_of

CHUNK = 400
TREES: tuple[type[models.Model], ...] = (Topic, Place)
# What readers see of a source beside its id, and lists are filtered by.
OF_SOURCES = ("source_language",)
Paths = Mapping[tuple[type[models.Model], str], str]


@dataclass(frozen=True)
class Table:
    """How the rows of one child table are filed: by what they refer to, by their codes, and by both together."""

    name: str
    noun_columns: tuple[tuple[str, type[models.Model] | None], ...]
    code_columns: tuple[str, ...]
    mark: str
    links: bool


@cache
def _filing(model: type[Record]) -> tuple[tuple[str, ...], tuple[Table, ...]]:
    """The columns and the child tables of a kind that have codes."""
    shape = shape_of(model)
    columns = [
        column.name
        for column in shape.columns
        if column.to is not None or column.field.choices or isinstance(column.field, CodesField | EDTFField)
    ]
    derived = [model._meta.get_field(name) for name in model.derived]
    columns += [
        field.name
        for field in derived
        if field.choices or isinstance(field, models.BooleanField | models.DateField)  # type: ignore[union-attr]
    ]
    tables = tuple(_table(table) for table in shape.children)
    return tuple(name for name in columns if name not in ("date", "date_kind")), tables


def _table(table: Children) -> Table:
    nouns = [(c.name, c.to if c.to in TREES else None) for c in table.columns if c.to_noun or c.to_record]
    codes = [c.name for c in table.columns if c.to is None and c.field.choices]
    if any(c.to is Source for c in table.columns):
        codes += OF_SOURCES
    return Table(
        table.name, tuple(nouns), tuple(codes), getattr(table.model, "mark", ""), table.model is Link
    )


def terms_of(public: Document, paths: Paths) -> str:
    """Every code of a public text and where it stands, as `Version.terms` has them."""
    columns, tables = _filing(model_of(public["kind"]))
    terms: dict[str, None] = {}
    if public.get("date"):
        terms[DATED] = None
        if "~" not in public["date"] and public.get("date_kind") == DateKind.EVENT:
            terms[SURE] = None
    for name in columns:
        for value in _values(public.get(name)):
            terms[f"{name}={value}"] = None
    for table in tables:
        for row in public.get(table.name) or ():
            terms.update(dict.fromkeys(_row_terms(table, row, paths)))
    return f"|{'|'.join(terms)}|" if terms else "|"


def _row_terms(table: Table, row: Document, paths: Paths) -> Iterator[str]:
    if table.links and row["direction"] != "to":
        return
    for name in table.code_columns:
        for value in _values(row.get(name)):
            yield f"{table.name}.{name}={value}"
    mark = row.get(table.mark) if table.mark else None
    for name, tree in table.noun_columns:
        code = row.get("record_id" if table.links else name)
        if code is None:
            continue
        above = paths.get((tree, code), "").split("/") if tree else []
        for each in dict.fromkeys([*filter(None, above), code]):
            yield f"{table.name}.{name}={each}"
        if mark:
            yield f"{table.name}.{name}={code}+{mark}"


def _values(value: Any) -> Iterator[str]:
    if value is True:
        yield "true"
    elif isinstance(value, list):
        yield from map(str, value)
    elif value is not None and value is not False and value != "":
        yield str(value)


def paths_in(texts: Iterable[Document]) -> Paths:
    """The places in their trees of all topics and places that some public texts name; a query a tree."""
    wanted: dict[type[models.Model], set[str]] = {tree: set() for tree in TREES}
    for public in texts:
        for table in _filing(model_of(public["kind"]))[1]:
            for name, tree in table.noun_columns:
                if tree is not None:
                    wanted[tree].update(row[name] for row in public.get(table.name) or () if row.get(name))
    return {
        (tree, code): path
        for tree, codes in wanted.items()
        if codes
        for code, path in tree._default_manager.filter(pk__in=codes).values_list("pk", "path")
    }


def make_version(
    revision_id: int, turn: int, key_id: int, public: Document, terms: str, since: datetime
) -> Version:
    """The row of a public text that readers get from `since` on."""
    interval = dates.parse(public.get("date") or "")
    return Version(
        revision_id=revision_id,
        turn=turn,
        key_id=key_id,
        kind=public["kind"],
        published_from=since,
        sort_date=dates.sort_date(interval),
        updated_at=datetime.fromisoformat(public["updated_at"]) if public.get("updated_at") else since,
        deaths_sort=public.get("deaths_sort"),
        date_earliest=interval.earliest,
        date_latest=interval.latest,
        terms=terms,
    )


def write_versions(revisions: Sequence[Revision], texts: Mapping[int, str], now: datetime) -> None:
    """End what readers got of these records, and begin the versions among these revisions whose texts are given.

    One statement does both: a row that is there already is ended.
    """
    ended = list(_ended([revision.key_id for revision in revisions], now))
    begin = {row.key_id: row.published_until for row in ended}
    public = {
        revision.key_id: loads(texts[revision.key_id])
        for revision in revisions
        if revision.version is not None and revision.key_id in texts
    }
    paths = paths_in(public.values())
    begun = [
        make_version(
            revision.pk,
            0,
            revision.key_id,
            public[revision.key_id],
            terms_of(public[revision.key_id], paths),
            begin.get(revision.key_id) or now,
        )
        for revision in revisions
        if revision.key_id in public
    ]
    _save(ended, begun)


def follow_texts(texts: Mapping[int, str]) -> None:
    """Let the versions follow public texts that were written anew, by key id; rows that differ in nothing stay.

    Versions that were recorded without their text (bulk loads) get it now.
    """
    found = iter(texts)
    while some := list(islice(found, CHUNK)):
        _follow({key_id: texts[key_id] for key_id in some})


def _follow(texts: Mapping[int, str]) -> None:
    now = timezone.now()
    fresh = _freeze(texts)
    public = {key_id: loads(text) for key_id, text in texts.items()}
    paths = paths_in(public.values())
    terms = {key_id: terms_of(document, paths) for key_id, document in public.items()}
    ended, begun = [], []
    for row, text in _open(key_id for key_id in texts if key_id not in fresh):
        if text == texts[row.key_id] and row.terms == terms[row.key_id]:
            continue
        row.published_until = max(now, row.published_from)
        ended.append(row)
        begun.append(
            make_version(
                row.revision_id,
                row.turn + 1,
                row.key_id,
                public[row.key_id],
                terms[row.key_id],
                row.published_until,
            )
        )
    for key_id, (revision_id, since) in fresh.items():
        begun.append(make_version(revision_id, 0, key_id, public[key_id], terms[key_id], since))
    _save(ended, begun)
    later = [row for row in begun if row.turn]
    LaterText.objects.bulk_create(
        [LaterText(version_id=row.pk, text=texts[row.key_id]) for row in later], batch_size=CHUNK
    )


def _freeze(texts: Mapping[int, str]) -> dict[int, tuple[int, datetime]]:
    """Keep with each revision that is a version without a text its own: /v3/ never changes, whatever it shows is
    renamed to later. Returns (revision id, time) of each, by key id.
    """
    waiting = Revision.objects.filter(key__in=list(texts), version=F("key__version"), public_text="")
    rows = {key_id: (pk, at) for pk, key_id, at in waiting.values_list("pk", "key_id", "created_at")}
    if rows:
        live = PublicText.objects.filter(key=OuterRef("key")).values("text")
        frozen = Revision.objects.filter(pk__in=[pk for pk, _at in rows.values()])
        frozen.update(public_text=Subquery(live))
    return rows


def _open(key_ids: Iterable[int]) -> Iterator[tuple[Version, str]]:
    """The rows that readers get now, with their texts."""
    rows = Version.objects.filter(key__in=list(key_ids), published_until__isnull=True)
    for row in rows.annotate(text=TEXT).order_by():
        yield row, row.text


def _ended(key_ids: Sequence[int], now: datetime) -> Iterator[Version]:
    """The open rows of these records, ended in memory; narrow, for a statement that only ends them."""
    names = ("revision_id", "turn", "key_id", "kind", "published_from", "updated_at")
    found = iter(key_ids)
    while some := list(islice(found, CHUNK)):
        rows = Version.objects.filter(key__in=some, published_until__isnull=True).order_by()
        for values in rows.values_list(*names):
            row = Version(**dict(zip(names, values, strict=True)))
            row.published_until = max(now, row.published_from)
            yield row


def _save(ended: Sequence[Version], begun: Sequence[Version]) -> None:
    """Ended rows first: a record has one open row."""
    for row in ended:
        row.pk = None  # told by its revision and turn
    Version.objects.bulk_create(
        [*ended, *begun],
        update_conflicts=True,
        unique_fields=["revision", "turn"],
        update_fields=["published_until"],
        batch_size=CHUNK,
    )
