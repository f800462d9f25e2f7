"""Possible duplicates as rows: found record by record as records change, dismissed by editors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.documents import Document, to_documents
from portal.base.duplicates import ALIVE, Candidate, candidates
from portal.base.kinds import model_of
from portal.base.models import DuplicatePair, DuplicateSearch, Record, RecordKey
from portal.base.roles import EDIT_OTHERS
from portal.base.writing import write_transaction

CHUNK = 100  # records whose pairs are written together, and after which it may be interrupted
MOST = 20  # pairs of one record


@dataclass
class Found:
    """What a search did."""

    compared: int = 0
    pairs: int = 0  # new ones


def find_pairs(*, anew: bool = False) -> Found:
    """Compare the records that changed since the last time (or all, `anew`) and write the pairs; resumable."""
    mark, _made = DuplicateSearch.objects.get_or_create(pk=1)
    if anew:
        mark.revised_at, mark.key_id = None, 0
    found = Found()
    changed = _changed_since(mark.revised_at, mark.key_id)
    for start in range(0, len(changed), CHUNK):
        some = changed[start : start + CHUNK]
        with write_transaction():
            found.pairs += _compare([key_id for _at, key_id in some])
            mark.revised_at, mark.key_id = some[-1]
            mark.save()
        found.compared += len(some)
    return found


def dismiss(pairs: Sequence[DuplicatePair], *, by: Any) -> int:
    """They are two records each: no search offers them again. Returns how many were still open."""
    _require(by)
    return DuplicatePair.objects.filter(pk__in=[pair.pk for pair in pairs], dismissed_at__isnull=True).update(
        dismissed_by=by, dismissed_at=timezone.now()
    )


def keep_apart(key: RecordKey, others: Sequence[Candidate], *, by: Any) -> None:
    """Somebody who was shown these records saved a new one all the same: the pairs are dismissed from the start."""
    now = timezone.now()
    pairs = [_pair(key.pk, one, now) for one in others]
    for pair in pairs:
        pair.dismissed_by, pair.dismissed_at = by, now
    DuplicatePair.objects.bulk_create(pairs, ignore_conflicts=True)


def look_again(pairs: Sequence[DuplicatePair], *, by: Any) -> int:
    """Take a dismissal back. Returns how many there were."""
    _require(by)
    return DuplicatePair.objects.filter(
        pk__in=[pair.pk for pair in pairs], dismissed_at__isnull=False
    ).update(dismissed_by=None, dismissed_at=None)


def _require(by: Any) -> None:
    if by is not None and not by.has_perm(EDIT_OTHERS):
        raise PermissionDenied(_("this needs a right that the account does not have"))


def _changed_since(revised_at: datetime | None, key_id: int) -> list[tuple[datetime, int]]:
    """(time, key id) of living records revised after that record was, in the order of their revision."""
    keys = RecordKey.objects.filter(status__in=ALIVE, updated_at__isnull=False)
    if revised_at is not None:
        keys = keys.filter(Q(updated_at__gt=revised_at) | Q(updated_at=revised_at, pk__gt=key_id))
    rows = keys.order_by("updated_at", "pk").values_list("updated_at", "pk")
    return [(at, key_id) for at, key_id in rows if at is not None]


def _compare(key_ids: Sequence[int]) -> int:
    """Bring the pairs of these records up to date. Returns how many are new."""
    new = 0
    kinds: dict[type[Record], list[int]] = {}
    for key_id, kind in RecordKey.objects.filter(pk__in=key_ids).values_list("pk", "kind"):
        kinds.setdefault(model_of(kind), []).append(key_id)
    for model, ids in kinds.items():
        for key_id, document in to_documents(model, ids).items():
            new += _write_pairs(model, key_id, document)
    return new


def _write_pairs(model: type[Record], key_id: int, document: Document) -> int:
    """The pairs of one record: new ones are added, those it has grown apart from go, dismissed ones stay."""
    stored = DuplicatePair.objects.filter(Q(first=key_id) | Q(second=key_id))
    known = {pair.second_id if pair.first_id == key_id else pair.first_id: pair for pair in stored}
    found = {one.key.pk: one for one in candidates(model, document, most=MOST, also=known)}
    now = timezone.now()
    DuplicatePair.objects.bulk_create(
        [_pair(key_id, one, now) for other, one in found.items() if other not in known]
    )
    changed = []
    for other, pair in known.items():
        if other in found and (pair.score, pair.reasons) != (found[other].score, found[other].reasons):
            pair.score, pair.reasons = found[other].score, found[other].reasons
            changed.append(pair)
    DuplicatePair.objects.bulk_update(changed, ["score", "reasons"])
    gone = [pair.pk for other, pair in known.items() if other not in found and pair.dismissed_at is None]
    if gone:
        DuplicatePair.objects.filter(pk__in=gone).delete()
    return len(found.keys() - known.keys())


def _pair(key_id: int, candidate: Candidate, now: datetime) -> DuplicatePair:
    first, second = sorted((key_id, candidate.key.pk))
    return DuplicatePair(
        first_id=first, second_id=second, score=candidate.score, reasons=candidate.reasons, found_at=now
    )
