"""The search index on PostgreSQL: two tsvectors and a GIN index beside the entry's row.

The vectors are written out, each token with its position, and not made by to_tsvector: its parser would cut
the tokens anew, and by the rules of the database's locale.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import connection

from portal.base.search.entries import Entry
from portal.base.search.terms import Term
from portal.base.search.tokens import GAP

LAST_POSITION = 16383  # PostgreSQL counts no further; what stands later is found by word, but not in phrases
MOST_POSITIONS = 255  # of one token


def write(entries: Sequence[Entry]) -> None:
    rows = [
        (e.key_id, e.number, vector(e.title), vector([*e.title, GAP, *e.body, GAP, *e.tags]))
        for e in sorted(entries, key=lambda entry: entry.number)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO portal_searchentry (key_id, number, title, words)"
            " VALUES (%s, %s, %s::tsvector, %s::tsvector)",
            rows,
        )


def remove(numbers: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM portal_searchentry WHERE number = ANY(%s)", [list(numbers)])


def tidy() -> None:
    """Move GIN's pending entries into the index and tell the planner what is there, after a bulk load."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT gin_clean_pending_list('portal_search_words'),"
            " gin_clean_pending_list('portal_search_title')"
        )
        cursor.execute("ANALYZE portal_searchentry")


def vector(tokens: Iterable[str]) -> str:
    """A tsvector in writing: 'token':1,5 … Tokens hold letters and digits only, so none needs an escape."""
    positions: dict[str, list[int]] = defaultdict(list)
    for position, token in enumerate(tokens, start=1):
        if token != GAP:
            positions[token].append(min(position, LAST_POSITION))
    return " ".join(f"'{token}':{','.join(map(str, at[:MOST_POSITIONS]))}" for token, at in positions.items())


def matching(terms: Sequence[Term], tags: Sequence[Sequence[str]], part: str) -> tuple[str, list[str]]:
    """SQL of the numbers that match. `part` is `any`, `title` (all terms in the title) or `text` (not so)."""
    conditions: list[str] = []
    params: list[str] = []

    def add(condition: str, query: str) -> None:
        conditions.append(condition)
        params.append(query)

    everything = " & ".join(_phrase(term) for term in terms)
    groups = [f"({' | '.join(_quoted(tag) for tag in group)})" for group in tags]
    add("words @@ %s::tsquery", " & ".join([f"({everything})", *groups]))
    alone = [_phrase(term) for term in terms if term.one_character]
    if part == "title":
        add("title @@ %s::tsquery", everything)
    elif alone:
        add("title @@ %s::tsquery", " & ".join(alone))
    if part == "text":
        add("NOT title @@ %s::tsquery", everything)
    return f"SELECT number FROM portal_searchentry WHERE {' AND '.join(conditions)}", params


def _phrase(term: Term) -> str:
    quoted = [_quoted(token) for token in term.tokens]
    if term.prefix:
        quoted[-1] += ":*"
    return f"({' <-> '.join(quoted)})"


def _quoted(token: str) -> str:
    return f"'{token}'"
