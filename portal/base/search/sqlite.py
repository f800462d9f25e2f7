"""The search index on SQLite: one FTS5 table, its row ids the entries' numbers.

The tokeniser is `ascii`, for which every character beyond ASCII is part of a token: the text arrives cut.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from portal.base.search.entries import Entry
from portal.base.search.terms import Term

MATCH = "SELECT rowid AS number FROM portal_search WHERE portal_search MATCH %s"


def write(entries: Sequence[Entry]) -> None:
    """Insert entries, ascending by number: at a lower number than the last FTS5 writes out what it holds."""
    rows = sorted((e.number, " ".join(e.title), " ".join(e.body), " ".join(e.tags)) for e in entries)
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO portal_search (rowid, title, body, tags) VALUES (%s, %s, %s, %s)", rows
        )
        cursor.executemany(
            "INSERT INTO portal_searchentry (key_id, number) VALUES (%s, %s)",
            [(e.key_id, e.number) for e in entries],
        )


def remove(numbers: Sequence[int]) -> None:
    """Delete entries; a trigger would do so as their rows go, but not in the order that is fast."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "DELETE FROM portal_search WHERE rowid = %s", [(number,) for number in sorted(numbers)]
        )
        cursor.executemany(
            "DELETE FROM portal_searchentry WHERE number = %s", [(number,) for number in numbers]
        )


def tidy() -> None:
    """Merge the pieces in which the index was written, after a bulk load."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO portal_search (portal_search) VALUES ('optimize')")


def matching(terms: Sequence[Term], tags: Sequence[Sequence[str]], part: str) -> tuple[str, list[str]]:
    """SQL of the numbers that match. `part` is `any`, `title` (all terms in the title) or `text` (not so)."""
    query = " AND ".join(_phrase(term) for term in terms)
    if part == "title":
        query = f"{{title}} : ({query})"
    elif part == "text":
        query = f"({query}) NOT ({{title}} : ({query}))"
    for group in tags:
        query = f"({query}) AND ({' OR '.join(_quoted([tag]) for tag in group)})"
    return MATCH, [query]


def _phrase(term: Term) -> str:
    phrase = _quoted(term.tokens) + ("*" if term.prefix else "")
    return f"{{title}} : {phrase}" if term.one_character else phrase


def _quoted(tokens: Sequence[str]) -> str:
    return '"' + " ".join(tokens) + '"'
