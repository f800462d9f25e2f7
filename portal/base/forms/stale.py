"""A form that was opened on an older state of its record: what others changed since, and how both go together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.base.documents import Document, loads
from portal.base.models import Record, Revision
from portal.base.rebasing import LIVE, MINE, Conflict, Rebased, rebase

CHOICE = "choice:"  # of a conflict, in the form's data: `choice:title_en` is `live` or `mine`


@dataclass
class Stale:
    """Both versions, the state the form was opened on, and the places that both changed."""

    base: int  # sequence of the revision the form was opened on
    last: int  # sequence of the one that is there now
    before: Document
    live: Document
    mine: Document
    conflicts: list[Conflict] = field(default_factory=list)


def carry_over(
    model: type[Record], key_id: int, base: int, live: Document, mine: Document, data: Mapping[str, str]
) -> tuple[Rebased, Document]:
    """The form's document carried over to the live one, by the choices in the form's data; and what it began from.

    Raises Revision.DoesNotExist where `base` is no revision of this record.
    """
    before = loads(Revision.objects.applied().get(key=key_id, sequence=base).document)
    choices = {
        name.removeprefix(CHOICE): value
        for name, value in data.items()
        if name.startswith(CHOICE) and value in (LIVE, MINE)
    }
    return rebase(model, before, live, mine, choices), before
