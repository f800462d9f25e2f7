"""Queries of the search index: as a condition of a list, and as a page of hits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from portal.base.codes import Kind
from portal.base.models import RecordKey
from portal.base.search.backends import backend
from portal.base.search.entries import KEY_MASK, country_tag, kind_tag
from portal.base.search.terms import Term, terms_of
from portal.base.search.tokens import fold

COUNTED_TO = 10_000


@dataclass(frozen=True)
class Hits:
    """One page of hits. Counts stop at COUNTED_TO + 1, which means "more than that"."""

    ids: list[int] = field(
        default_factory=list
    )  # key ids: matches in the title first, each part newest first
    in_title: int = 0  # how many of `ids` match in their title
    count: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)  # as if no kind were chosen
    one_character: bool = False  # a single Chinese character was looked up in titles only
    exact: RecordKey | None = None  # the published record whose id was typed

    @property
    def more_than_counted(self) -> bool:
        return self.count > COUNTED_TO


def key_ids(query: str, kind: str | None = None, part: str = "any") -> Any:
    """The records found, for `filter(key_id__in=…)`. A query without a word finds nothing. `part` is `any`, or
    `title` for those that have all words in their title.
    """
    terms = terms_of(query)
    if not terms:
        return RecordKey.objects.none().values("id")
    sql, params = backend().matching(terms, _tags(kind, ()), part)
    return RawSQL(f"SELECT number & {KEY_MASK} FROM ({sql}) AS found", params)


def found_ids(query: str, kind: str) -> list[int]:
    """The key ids of every record of a kind that the words find."""
    terms = terms_of(query)
    if not terms:
        return []
    sql, params = backend().matching(terms, _tags(kind, ()), "any")
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [number & KEY_MASK for (number,) in cursor.fetchall()]


def find(
    query: str, *, kind: str | None = None, countries: Sequence[str] = (), limit: int = 50, offset: int = 0
) -> Hits:
    """A page of hits with counts. Only published records have entries, so all readers get the same."""
    terms = terms_of(query)
    if not terms:
        return Hits(by_kind=dict.fromkeys(Kind.values, 0))
    ids, in_title = _page(terms, _tags(kind, countries), limit, offset)
    counts = _counts([(terms, _tags(one, countries)) for one in (kind, *Kind.values)])
    return Hits(
        ids=ids,
        in_title=in_title,
        count=counts[0],
        by_kind=dict(zip(Kind.values, counts[1:], strict=True)),
        one_character=any(term.one_character for term in terms),
        exact=_exact(query),
    )


def _tags(kind: str | None, countries: Sequence[str]) -> list[list[str]]:
    groups = [[kind_tag(kind)]] if kind else []
    return [*groups, [country_tag(code) for code in countries]] if countries else groups


def _page(terms: list[Term], tags: list[list[str]], limit: int, offset: int) -> tuple[list[int], int]:
    """Key ids of a page, matches in the title ahead, and how many those are."""
    titles = _numbers(terms, tags, "title", limit, offset)
    if len(titles) == limit:
        return titles, len(titles)
    skipped = offset + len(titles) if titles or not offset else _count(terms, tags, "title", offset)
    texts = _numbers(terms, tags, "text", limit - len(titles), max(0, offset - skipped))
    return [*titles, *texts], len(titles)


def _numbers(terms: list[Term], tags: list[list[str]], part: str, limit: int, offset: int) -> list[int]:
    sql, params = backend().matching(terms, tags, part)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY number DESC LIMIT %s OFFSET %s", [*params, limit, offset])
        return [number & KEY_MASK for (number,) in cursor.fetchall()]


def _counts(searches: Sequence[tuple[list[Term], list[list[str]]]]) -> list[int]:
    """How many records each search finds, up to COUNTED_TO + 1; one statement."""
    selects: list[str] = []
    params: list[Any] = []
    for terms, tags in searches:
        sql, given = backend().matching(terms, tags, "any")
        selects.append(f"(SELECT COUNT(*) FROM ({sql} LIMIT %s) AS found)")
        params += [*given, COUNTED_TO + 1]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(selects)}", params)
        return list(cursor.fetchone())


def _count(terms: list[Term], tags: list[list[str]], part: str, most: int) -> int:
    sql, params = backend().matching(terms, tags, part)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({sql} LIMIT %s) AS found", [*params, most])
        return cursor.fetchone()[0]


def _exact(query: str) -> RecordKey | None:
    record_id = fold(query).strip().upper()
    if len(record_id) > 16 or "-" not in record_id:
        return None
    return RecordKey.objects.published().filter(record_id=record_id).first()
