"""Published records whose title shares most of its words with another title: candidates, to be compared."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db import connection

from portal.base.search.backends import backend
from portal.base.search.entries import KEY_BITS, KEY_MASK, kind_tag
from portal.base.search.terms import Term
from portal.base.search.tokens import RUN, Run, fold, pairs

MOST_GROUPS = 12  # look-ups for one title; a title of more words is looked up by its longest
EACH = 60  # hits a look-up


def title_words(title: str) -> frozenset[str]:
    """What two titles are compared by: folded words, pairs of Chinese characters; no numbers, no single letters."""
    found: set[str] = set()
    for match in RUN.finditer(fold(title)):
        found.update(pairs(match[0]) if match[1] is not None else [match[0]])
    return frozenset(word for word in found if len(word) > 1 and not word.isdigit())


def titles_like(
    titles: Sequence[Collection[str]],
    kind: str,
    *,
    share: float,
    days: tuple[date | None, date | None] = (None, None),
) -> set[int]:
    """Key ids of published records of a kind whose title has at least `share` (0 to 1) of the words of one of
    these (`title_words`), undated or with their first day between two days. One query.

    Of n words, a title that has that share lacks at most (1 - share) n. Dealt out to one group more than that,
    at least one group is there whole; so each group is looked up, and nothing is missed but by the limit.
    """
    selects: list[str] = []
    params: list[Any] = []
    between, bounds = _between(days)
    for words in titles:
        for group in _groups(words, share):
            terms = [Term((Run(word, not word.isascii()),), open=False) for word in group]
            sql, given = backend().matching(terms, [[kind_tag(kind)]], "title")
            selects.append(f"SELECT * FROM (SELECT number FROM ({sql}) AS hits{between} LIMIT %s) AS one")
            params += [*given, *bounds, EACH]
    if not selects:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(selects), params)
        return {number & KEY_MASK for (number,) in cursor.fetchall()}


def _groups(words: Collection[str], share: float) -> list[list[str]]:
    """Words dealt out, the longest first, so that each group has one that is likely to be rare."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    count = min(int((1 - share) * len(ordered)) + 1, len(ordered), MOST_GROUPS)
    return [ordered[start::count] for start in range(count)]


def _between(days: tuple[date | None, date | None]) -> tuple[str, list[int]]:
    """A condition on the entry's number, which begins with its day; day 0 is undated."""
    first, last = days
    dated: list[str] = []
    bounds: list[int] = []
    if first is not None:
        dated.append("number >= %s")
        bounds.append(first.toordinal() << KEY_BITS)
    if last is not None:
        dated.append("number < %s")
        bounds.append((last.toordinal() + 1) << KEY_BITS)
    if not dated:
        return "", []
    return f" WHERE (number < %s OR ({' AND '.join(dated)}))", [1 << KEY_BITS, *bounds]
