"""Two records of one thing become one: claims, sources and links move, the old id leads to the other, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from portal.base.codes import Action, BatchPurpose, Status
from portal.base.documents import Document, to_documents
from portal.base.kinds import ids_by_model, model_of
from portal.base.models import ImportBatch, RecordKey, Revision
from portal.base.public_texts import pointing_at
from portal.base.publishing import save_documents
from portal.base.rebasing import rename_refs
from portal.base.recording import Why, Written, record_rows
from portal.base.restoring import Undone, before_revision, undo
from portal.base.rights import Verb, require
from portal.base.shape import Shape, shape_of
from portal.base.writing import write_transaction

MOVED = ("citations", "figures", "links")


def merge(duplicate: RecordKey, into: RecordKey, *, why: Why) -> RecordKey:
    """Move what a duplicate states to the record that stays; the duplicate's id leads there from now on.

    Texts and codes of the record that stays are its own. Records that named the duplicate name the other one.
    All of it is one batch, which `separate` undoes. Raises ValidationError, PermissionDenied.
    """
    with write_transaction():
        _check_pair(duplicate, into)
        require(why.author, Verb.MERGE, [duplicate, into])
        model = model_of(duplicate.kind)
        stored = to_documents(model, [duplicate.pk, into.pk])
        batch = ImportBatch.objects.create(
            author=why.author,
            kind=duplicate.kind,
            purpose=BatchPurpose.MERGE,
            note=f"{duplicate.record_id} → {into.record_id}",
        )
        why = Why(why.author, why.reason_code, why.reason_text, batch, why.reviewer)
        combined = combine(shape_of(model), stored[into.pk], stored[duplicate.pk], duplicate.record_id)
        save_documents(model, [combined], why=why, action=Action.MERGED)
        _repoint(duplicate, into, why)
        record = model.objects.select_related("key").get(key=duplicate)
        key = record.key
        key.merged_into = into
        key.withdrawal_en, key.withdrawal_zh = notice(into, "en"), notice(into, "zh-hans")
        row = Written(record, stored[duplicate.pk], Action.MERGED, Status.WITHDRAWN)
        record_rows(model, [row], why=why)
        duplicate.refresh_from_db()
    return duplicate


def separate(duplicate: RecordKey, *, why: Why) -> Undone:
    """Undo a merge: the duplicate is what it was, and what came from it leaves the other record.

    What was changed there since the merge stays, and is listed in `kept`.
    """
    with write_transaction():
        last = Revision.objects.applied().filter(key=duplicate).order_by("-sequence").first()
        if duplicate.merged_into_id is None or last is None or last.batch is None:
            words = _("%(id)s is not merged into another record.")
            raise ValidationError(words % {"id": duplicate.record_id})
        require(why.author, Verb.REINSTATE, [duplicate])
        others = last.batch.revisions.exclude(key=duplicate).select_related("key")
        before = before_revision(last)
        status = before.status if before is not None else Status.DRAFT
        model = model_of(duplicate.kind)
        record = model.objects.select_related("key").get(key=duplicate)
        document = to_documents(model, [duplicate.pk])[duplicate.pk]
        record.key.merged_into, record.key.withdrawn_at = None, None
        record.key.withdrawal_en = record.key.withdrawal_zh = ""
        record_rows(model, [Written(record, document, Action.RESTORED, status)], why=why)
        undone = undo(others, why=why)
        duplicate.refresh_from_db()
    return undone


def combine(shape: Shape, kept: Document, moved: Document, moved_id: str) -> Document:
    """The document of the record that stays, with the duplicate's citations, figures and links added.

    What both state in the same words is there once. Row keys of the duplicate give way where they are taken.
    """
    result = deepcopy(kept)
    renamed: dict[type[Any], dict[str, str]] = {}
    known: dict[type[Any], set[str]] = {}
    for name in MOVED:
        table = shape.child(name)
        taken = {row["ref"] for row in result.get(name, [])}
        taken_here = taken | {row["ref"] for row in moved.get(name, [])}
        names = renamed.setdefault(table.model, {})
        for row in moved.get(name, []):
            twin = next((own["ref"] for own in kept.get(name, []) if _same(own, row, name)), None)
            if twin is not None:
                names[row["ref"]] = twin
                known.setdefault(table.model, set()).add(row["ref"])
            elif row["ref"] in taken:
                number = 1
                while f"{table.prefix}{number}" in taken_here:
                    number += 1
                names[row["ref"]] = f"{table.prefix}{number}"
                taken_here.add(names[row["ref"]])
    copy = rename_refs(shape, moved, renamed)
    for name in MOVED:
        table = shape.child(name)
        for before, row in zip(moved.get(name, []), copy.get(name, []), strict=True):
            if before["ref"] in known.get(table.model, set()) or row.get("to") == kept["record_id"]:
                continue
            result.setdefault(name, []).append(row)
    links = [row for row in result.get("links", []) if row.get("to") != moved_id]
    if "links" in result:
        result["links"] = _once(links)
    return result


def notice(into: RecordKey, language: str) -> str:
    """What the duplicate's address says, in one language."""
    with translation.override(language):
        return _("This record was found to be the same as %(id)s and was merged into it.") % {
            "id": into.record_id
        }


def _check_pair(duplicate: RecordKey, into: RecordKey) -> None:
    if duplicate.pk == into.pk or duplicate.kind != into.kind:
        raise ValidationError({"into": [_("Name another record of the same kind.")]})
    if into.status == Status.WITHDRAWN or duplicate.status == Status.WITHDRAWN:
        raise ValidationError({"into": [_("A withdrawn record is not merged; publish it again first.")]})
    if duplicate.status == Status.PUBLISHED and into.status != Status.PUBLISHED:
        raise ValidationError({"into": [_("Readers would be led to a draft: publish that record first.")]})


def _same(own: Mapping[str, Any], row: Mapping[str, Any], name: str) -> bool:
    """Whether two rows say the same; a figure's citation is left out, its refs belong to different records."""
    aside = {"ref", "citation", "subset_of", "superseded_by"} if name == "figures" else {"ref", "citation"}
    return {k: v for k, v in own.items() if k not in aside} == {
        k: v for k, v in row.items() if k not in aside
    }


def _once(links: Iterable[Document]) -> list[Document]:
    """Links without those that lead to the same record in the same way."""
    found: dict[tuple[str, str], Document] = {}
    for link in links:
        found.setdefault((link["type"], link["to"]), link)
    return list(found.values())


def _repoint(duplicate: RecordKey, into: RecordKey, why: Why) -> None:
    """Records that name the duplicate, by a link or a field, name the other one instead."""
    ids = pointing_at(model_of(duplicate.kind), [duplicate.pk]) - {duplicate.pk, into.pk}
    withdrawn = set(
        RecordKey.objects.filter(pk__in=ids, status=Status.WITHDRAWN).values_list("pk", flat=True)
    )
    for model, some in ids_by_model(ids - withdrawn).items():
        shape = shape_of(model)
        documents = [
            _renamed(shape, document, duplicate.record_id, into.record_id)
            for document in to_documents(model, some).values()
        ]
        save_documents(model, documents, why=why, action=Action.MERGED)


def _renamed(shape: Shape, document: Document, old: str, new: str) -> Document:
    copy = deepcopy(document)
    for column in shape.columns:
        if column.to_record and copy.get(column.name) == old:
            copy[column.name] = new
    for table in shape.children:
        names = [column.name for column in table.columns if column.to_record]
        for row in copy.get(table.name, []) if names else ():
            for name in names:
                if row.get(name) == old:
                    row[name] = new
    if "links" in copy:
        copy["links"] = _once(link for link in copy["links"] if link["to"] != copy["record_id"])
    return copy
