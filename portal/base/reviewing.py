"""Reviewers' remarks: on a proposal or on a record in review, tied to a field, open until the author saves again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from portal.base.models import RecordKey, ReviewComment, Revision
from portal.base.public_texts import chunks

Comments = Sequence[tuple[str, str]]  # (field path, text); a blank path is the whole


def write_comments(revision: Revision, comments: Comments, *, author: Any, general: str = "") -> None:
    """Note remarks on a revision, the general one last. For the verbs."""
    rows = [*comments, *([("", general)] if general else [])]
    ReviewComment.objects.bulk_create(
        ReviewComment(revision=revision, path=path, text=text, author=author) for path, text in rows
    )


def settle_comments(keys: Iterable[RecordKey], replaced: Revision | None = None) -> None:
    """The author has saved again: the open remarks on these records, or on the proposal replaced, are settled."""
    for some in chunks([key.pk for key in keys]):
        _settle(ReviewComment.objects.filter(revision__key__in=some, revision__pending=""))
    if replaced is not None:
        _settle(ReviewComment.objects.filter(revision=replaced))


def _settle(comments: Any) -> None:
    comments.filter(resolved_at__isnull=True).update(resolved_at=timezone.now())


def open_comments(key: RecordKey, proposal: Revision | None = None) -> list[ReviewComment]:
    """The remarks that wait for the author of a proposal or, without one, of a record; oldest first. One query."""
    found = ReviewComment.objects.filter(resolved_at__isnull=True).select_related("author")
    if proposal is not None:
        return list(found.filter(revision=proposal))
    return list(found.filter(revision__key=key, revision__pending=""))


def comments_on(revision: Revision) -> list[ReviewComment]:
    """All remarks a reviewer should know: on a proposal and those it took the place of, or on a record since it
    was last published; oldest first.
    """
    found = ReviewComment.objects.select_related("author", "revision").defer(
        "revision__document", "revision__public_text"
    )
    if revision.pending:
        return list(found.filter(revision__in=_chain(revision)))
    last = Revision.objects.filter(key=revision.key_id, version__isnull=False).order_by("-sequence")
    since = last.filter(sequence__lt=revision.sequence).values_list("sequence", flat=True).first() or 0
    found = found.filter(revision__key=revision.key_id, revision__pending="")
    return list(found.filter(revision__sequence__gt=since, revision__sequence__lte=revision.sequence))


def _chain(revision: Revision) -> list[int]:
    """The proposal and those it took the place of; few, and a query each after the first."""
    ids, before = [revision.pk], revision.replaces_id
    while before is not None:
        ids.append(before)
        before = Revision.objects.filter(pk=before).values_list("replaces", flat=True).first()
    return ids
