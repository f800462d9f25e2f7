"""Search entries follow the public texts: written with them, rebuilt from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from portal.base.documents import loads
from portal.base.models import PublicText, RecordKey, SearchEntry
from portal.base.search.backends import backend
from portal.base.search.entries import make_entries, names_of_nouns
from portal.base.writing import write_transaction

CHUNK = 500


def refresh(key_ids: Iterable[int], texts: Mapping[int, str]) -> None:
    """Replace the search entries of these records; those without a text lose theirs.

    `texts` are public texts as JSON, by key id. Any number at once; the number of queries follows the chunks.
    """
    ids = list(key_ids)
    with write_transaction():
        for start in range(0, len(ids), CHUNK):
            _refresh(ids[start : start + CHUNK], texts)


def _refresh(key_ids: list[int], texts: Mapping[int, str]) -> None:
    numbers = list(SearchEntry.objects.filter(key__in=key_ids).values_list("number", flat=True))
    if numbers:
        backend().remove(numbers)
    public = {key_id: loads(texts[key_id]) for key_id in key_ids if key_id in texts}
    if not public:
        return
    sort_dates = dict(RecordKey.objects.filter(id__in=public).values_list("id", "sort_date"))
    backend().write(list(make_entries(public, sort_dates, names_of_nouns(public.values()))))


def rebuild() -> Iterator[int]:
    """Write all entries anew from the stored public texts, oldest first; yields how many are done.

    A transaction a chunk: readers find the old entries or the new, and a stopped rebuild is simply run again.
    """
    gone = SearchEntry.objects.filter(key__public_text__isnull=True)
    while stray := list(gone.values_list("number", flat=True)[:CHUNK]):
        with write_transaction():
            backend().remove(stray)
    keys = list(
        RecordKey.objects.filter(public_text__isnull=False)
        .order_by("sort_date", "id")
        .values_list("id", flat=True)
    )
    for start in range(0, len(keys), CHUNK):
        some = keys[start : start + CHUNK]
        refresh(some, dict(PublicText.objects.filter(key__in=some).values_list("key_id", "text")))
        yield start + len(some)
    tidy()


def tidy() -> None:
    """After a bulk load: merge what was written in pieces."""
    with write_transaction():
        backend().tidy()
