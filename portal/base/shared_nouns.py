"""Verbs for what records share: countries, places, organisations, sources, topics, code lists.

A noun has revisions but no publication status. When one changes, the public texts that show it follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Max
from django.utils.translation import gettext as _

from portal.base.documents import Document, dumps, is_blank, plain
from portal.base.drafts import Problems, read_value
from portal.base.kinds import record_models
from portal.base.models import NounRevision, PublicText, RecordKey
from portal.base.public_texts import CHUNK, rewrite_texts
from portal.base.publishing import Report, Why
from portal.base.saving import RecordErrors
from portal.base.shape import shape_of
from portal.base.writing import next_ids, reserve_ids, write_transaction

# What the portal itself looks up, or works out: in no document of a noun.
LOOKED_UP = {"last_checked", "http_status", "dead_since", "check_note"}
DERIVED = {"path", "url_normalised"} | LOOKED_UP


@cache
def noun_models() -> dict[str, type[models.Model]]:
    """{noun: model} of every shared noun and code list."""
    return {model.noun: model for model in apps.get_models() if hasattr(model, "noun")}


def noun_document(noun: models.Model) -> Document:
    """A noun as plain values, blanks left out; other nouns by their code."""
    row: Document = {}
    for field in noun._meta.concrete_fields:
        if field.name in DERIVED:
            continue
        value = plain(getattr(noun, field.attname))
        if not is_blank(value):
            row[field.name] = value
    return row


def save_nouns(model: type[Any], rows: Sequence[Document], *, why: Why, keep_edited: bool = False) -> Report:
    """Create or replace nouns of one table; all or none. Rows may name a parent that is in the same list.

    With `keep_edited`, a noun that a person has changed on the site stays as it is.
    Raises RecordErrors naming every bad field of every row.
    """
    report = Report()
    errors: dict[int, dict[str, list[str]]] = {}
    with write_transaction():
        stored = model._default_manager.in_bulk(
            [str(row[model._meta.pk.name]) for row in rows if _code(model, row)]
        )
        edited = _edited_by_people(model, stored) if keep_edited else set()
        changed: list[models.Model] = []
        for index, row in _parents_first(model, rows):
            code = _code(model, row)
            before = noun_document(stored[code]) if code in stored else None
            if code in edited:
                report.unchanged.append(code)
                continue
            try:
                noun = _read(model, row)
            except ValidationError as error:
                errors[index] = error.message_dict
                continue
            if before == noun_document(noun):
                report.unchanged.append(code)
                continue
            if before is not None:
                _keep_looked_up(noun, stored[code])
            noun.save(force_update=True) if before is not None else noun.save(force_insert=True)
            (report.created if before is None else report.changed).append(str(noun.pk))
            changed.append(noun)
        if errors:
            raise RecordErrors(errors)
        reserve_ids([str(noun.pk) for noun in changed])
        _make_revisions(changed, why)
        for noun in changed:
            if str(noun.pk) in report.changed:
                texts_follow(noun)
    return report


def noun_written(noun: models.Model, *, why: Why) -> None:
    """Take over a noun that a form has just written: its revision, and the texts that show it."""
    with write_transaction():
        last = NounRevision.objects.filter(noun=noun.noun, noun_id=str(noun.pk)).order_by("-sequence").first()  # type: ignore[attr-defined]
        if last is not None and last.document == dumps(noun_document(noun)):
            return
        _make_revisions([noun], why)
        texts_follow(noun)


def give_id(noun: Any) -> None:
    """Give a new place, organisation or source its id from the counter."""
    if not noun.pk and noun.prefix:
        noun.pk = next_ids(noun.prefix, 1)[0]


def texts_follow(noun: models.Model) -> None:
    """Mark the texts that show a noun as stale; rewrite the first few now, the rest by `refresh_texts`."""
    PublicText.objects.filter(key__in=keys_showing(noun)).update(stale=True)
    now = list(
        PublicText.objects.filter(stale=True, key__in=keys_showing(noun)).values_list("key_id", flat=True)[
            :CHUNK
        ]
    )
    rewrite_texts(now)


def keys_showing(noun: models.Model) -> models.QuerySet[RecordKey]:
    """Keys of records of any kind with a column, or a child row's column, that refers to this noun."""
    model = type(noun)
    found = models.Q(pk__in=[])
    for kind in record_models().values():
        shape = shape_of(kind)
        for column in shape.columns:
            if column.to is model:
                rows = kind.objects.filter(**{column.name: noun.pk})
                found |= models.Q(id__in=rows.values("key_id"))
        for table in shape.children:
            for column in table.columns:
                if column.to is model:
                    rows = table.model.objects.filter(**{column.name: noun.pk})
                    found |= models.Q(id__in=rows.values(f"{table.parent}_id"))
    return RecordKey.objects.filter(found)


def _keep_looked_up(noun: Any, stored: Any) -> None:
    """A noun read from a file takes the stored one's place: what was looked up for that one still holds."""
    for field in noun._meta.concrete_fields:
        if field.name in LOOKED_UP or field.name == "url_normalised":
            setattr(noun, field.attname, getattr(stored, field.attname))


def _code(model: type[models.Model], row: Document) -> str:
    return str(row.get(model._meta.pk.name) or "")


def _read(model: type[Any], row: Document) -> Any:
    fields = {field.name: field for field in model._meta.concrete_fields if field.name not in DERIVED}
    unknown = sorted(set(row) - set(fields))
    if unknown:
        raise ValidationError(
            {name: [_("%(name)s is not a field of this kind.") % {"name": name}] for name in unknown}
        )
    noun = model()
    problems = Problems()
    for name, value in row.items():
        field = fields[name]
        if value in (None, "") and (field.null or field.primary_key):
            continue
        try:
            setattr(noun, field.attname, str(value) if field.is_relation else read_value(field, value))
        except ValidationError as error:
            problems.add(name, *error.messages)
    problems.raise_if_any()
    give_id(noun)
    relations = [name for name, field in fields.items() if field.is_relation]
    noun.clean_fields(exclude=[*relations, *DERIVED])
    for name in relations:
        code = getattr(noun, fields[name].attname)
        target = fields[name].related_model
        if code and not target._default_manager.filter(pk=code).exists():
            words = _("%(value)s is no known %(noun)s.") % {"value": code, "noun": target._meta.verbose_name}
            raise ValidationError({name: [words]})
    noun.clean()
    return noun


def _parents_first(model: type[models.Model], rows: Sequence[Document]) -> Iterable[tuple[int, Document]]:
    """Rows in an order in which a parent of the same list is written before its children."""
    waiting = dict(enumerate(rows))
    codes = {_code(model, row) for row in rows}
    done: set[str] = set()
    while waiting:
        ready = [i for i, row in waiting.items() if row.get("parent") not in codes or row["parent"] in done]
        ready = ready or list(waiting)  # a circle: let the check of each name it
        for index in ready:
            row = waiting.pop(index)
            done.add(_code(model, row))
            yield index, row


def _edited_by_people(model: type[Any], stored: dict[str, Any]) -> set[str]:
    found = NounRevision.objects.filter(noun=model.noun, noun_id__in=list(stored), author__isnull=False)
    return set(found.values_list("noun_id", flat=True))


def _make_revisions(nouns: Sequence[Any], why: Why) -> None:
    if not nouns:
        return
    found = NounRevision.objects.filter(noun=nouns[0].noun, noun_id__in=[str(noun.pk) for noun in nouns])
    last = dict(found.order_by().values_list("noun_id").annotate(Max("sequence")))
    NounRevision.objects.bulk_create(
        [
            NounRevision(
                noun=noun.noun,
                noun_id=str(noun.pk),
                sequence=last.get(str(noun.pk), 0) + 1,
                author=why.author,
                reason_text=why.reason_text,
                document=dumps(noun_document(noun)),
            )
            for noun in nouns
        ],
        batch_size=400,
    )
