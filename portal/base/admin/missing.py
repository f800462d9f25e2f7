"""What keeps a record from being published, with the way to where it is entered."""

from __future__ import annotations

from dataclasses import dataclass

from portal.base.codes import Status
from portal.base.documents import Document, to_documents
from portal.base.models import Record
from portal.base.shape import shape_of


@dataclass(frozen=True)
class Missing:
    """A piece without which a record is not published, and the address of its field or section in the form."""

    words: str
    address: str


def missing_pieces(record: Record, document: Document, form_address: str = "") -> list[Missing]:
    """What publishing would ask of this document; blank `form_address` is the page itself."""
    tables = {table.name for table in shape_of(type(record)).children}
    return [
        Missing(words, f"{form_address}#{name}-group" if name in tables else f"{form_address}#id_{name}")
        for name, words in record.publication_problems(document)
    ]


def missing_of(record: Record | None) -> list[Missing]:
    """The same for a form: of the stored state of a record that is not published yet."""
    if record is None or record.key_id is None or record.key.status not in (Status.DRAFT, Status.IN_REVIEW):
        return []
    return missing_pieces(record, to_documents(type(record), [record.pk])[record.pk])
