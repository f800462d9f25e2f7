"""Returned work: reviewers' open remarks in the record's form, each beside its field and in a list at its top."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.base.codes import Status
from portal.base.documents import loads, to_documents
from portal.base.models import Record, ReviewComment
from portal.base.reviewing import open_comments
from portal.base.shape import Children
from portal.base.views.change_wording import PATH, ChangeWording
from portal.base.views.named_documents import named_documents


@dataclass(frozen=True)
class Remark:
    """A remark, what it is about in words (blank: the whole), and where in the form that stands."""

    comment: ReviewComment
    label: str = ""
    anchor: str = ""


def remarks(record: Record | None, form: Any, inlines: Iterable[Any]) -> list[Remark]:
    """The remarks that wait for this form's author. Their words are put beside the fields they are tied to."""
    if record is None or record.key_id is None:
        return []
    proposal = getattr(record, "proposal", None)
    if proposal is None and record.key.status not in (Status.DRAFT, Status.IN_REVIEW):
        return []
    comments = open_comments(record.key, proposal)
    if not comments:
        return []
    model = type(record)
    document = loads(proposal.document) if proposal else to_documents(model, [record.pk])[record.pk]
    wording = ChangeWording(model, *named_documents(model, [document]))
    by_table = {inline.formset.prefix: inline.formset for inline in inlines}
    found = []
    for comment in comments:
        if not comment.path:
            found.append(Remark(comment))
            continue
        field, anchor = _place(comment.path, form, by_table)
        if field is not None:
            field.help_text = _beside(field.help_text, comment)
        found.append(Remark(comment, wording.label(comment.path), anchor))
    return found


def _place(path: str, form: Any, by_table: Mapping[str, Any]) -> tuple[Any, str]:
    """The form's field that a path names, if it has it, and the anchor nearest to it."""
    match = PATH.fullmatch(path)
    if match is None:
        return (form[path], f"id_{path}") if path in form.fields else (None, "")
    formset = by_table.get(match["table"])
    if formset is None:
        return None, ""
    for row in formset.initial_forms:
        if _key(formset.table, row.instance) == match["key"]:
            column = match["column"]
            if column in row.fields:
                return row[column], row[column].id_for_label or row.prefix
            return None, row.prefix
    return None, f"{match['table']}-group"  # the row is gone; its table is not


def _key(table: Children, row: Any) -> str:
    """The words that name a stored row in a path."""
    columns = {column.name: column for column in table.columns}
    return "/".join(str(getattr(row, columns[name].field.attname)) for name in table.key_columns)


def _beside(help_text: Any, comment: ReviewComment) -> SafeString:
    said = format_html('<span class="beside"><b>{}</b> {}</span>', comment.author or "", comment.text)
    return format_html("{}{}", help_text, said)
