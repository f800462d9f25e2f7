"""Search as of an earlier moment: what is still as it was is looked up, what has changed since is read through.

The index holds what readers get today. A version that they still get has the same text, so the index finds it; the
few that have ended since are scanned, up to a limit. Other names of places and organisations are those of today.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.db.models import BooleanField, Case, Count, Q, Value, When
from django.utils.translation import gettext as _

from portal.base.codes import Kind
from portal.base.documents import Document, loads
from portal.base.models import VersionQuerySet
from portal.base.search.entries import (
    NOUNS_WITH_OTHER_NAMES,
    TITLE_FIELDS,
    body_texts,
    names_of_nouns,
    nouns_in,
)
from portal.base.search.finding import key_ids
from portal.base.search.terms import Term, terms_of
from portal.base.search.tokens import field_tokens, fold

SCANNED = 5_000  # texts; about a second
CHUNK = 500


class TooManyToScan(Exception):
    """More versions have ended since than are read through; the words say how to narrow the search."""


@dataclass(frozen=True)
class HitsThen:
    """A page of hits as of a moment: version ids, matches in the title first, each part newest first."""

    ids: list[int] = field(default_factory=list)
    count: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)
    one_character: bool = False


def found_then(rows: VersionQuerySet, query: str, kind: str | None = None) -> VersionQuerySet:
    """Those of these versions in which the words are found. Raises TooManyToScan."""
    terms = terms_of(query)
    if not terms:
        return rows.none()
    ended = [pk for pk, _in_title in _scan(rows, terms)]
    return rows.filter(Q(published_until__isnull=True, key_id__in=key_ids(query, kind)) | Q(pk__in=ended))


def find_then(
    rows: VersionQuerySet, query: str, *, kind: str | None = None, limit: int = 50, offset: int = 0
) -> HitsThen:
    """A page of hits among versions of one moment, of one kind or of all. Raises TooManyToScan."""
    terms = terms_of(query)
    if not terms:
        return HitsThen(by_kind=dict.fromkeys(Kind.values, 0))
    ended = dict(_scan(rows, terms))
    still = Q(published_until__isnull=True)
    found = rows.filter(still & Q(key_id__in=key_ids(query)) | Q(pk__in=list(ended)))
    counts = dict(found.order_by().values_list("kind").annotate(Count("pk")))
    in_title = Q(pk__in=[pk for pk, titled in ended.items() if titled])
    in_title |= still & Q(key_id__in=key_ids(query, part="title"))
    page = found.filter(kind=kind) if kind else found
    first = Case(When(in_title, then=Value(True)), default=Value(False), output_field=BooleanField())
    order = page.annotate(in_title=first).order_by("-in_title", "-sort_date", "-key_id")
    return HitsThen(
        ids=list(order.values_list("pk", flat=True)[offset : offset + limit]),
        count=counts.get(kind, 0) if kind else sum(counts.values()),
        by_kind={one: counts.get(one, 0) for one in Kind.values},
        one_character=any(term.one_character for term in terms),
    )


def to_scan(rows: VersionQuerySet) -> list[int]:
    """Primary keys of those of these versions that have ended since. Raises TooManyToScan."""
    ended = rows.filter(published_until__isnull=False).order_by()
    ids = list(ended.values_list("pk", flat=True)[: SCANNED + 1])
    if len(ids) > SCANNED:
        words = _(
            "q: as of that time, the words would have to be looked for in more than %(most)s texts that have "
            "changed since. Narrow the search first: by country, dates or type."
        )
        raise TooManyToScan(words % {"most": f"{SCANNED:,}"})
    return ids


def _scan(rows: VersionQuerySet, terms: Sequence[Term]) -> Iterator[tuple[int, bool]]:
    """(primary key, whether the title holds all words) of the versions that the index would have found."""
    texts = to_scan(rows)
    ids = iter(texts)
    sieve = _Sieve(terms) if texts else None
    while some := list(islice(ids, CHUNK)):
        assert sieve is not None
        kept = {
            pk: loads(text)
            for pk, text in rows.model.objects.filter(pk__in=some).texts()
            if sieve.may_hold(text)
        }
        names = names_of_nouns(kept.values())
        for pk, public in kept.items():
            title = field_tokens(public[name] for name in TITLE_FIELDS if public.get(name))
            body = field_tokens(_body(public, names))
            if all(_in(title, term) or (not term.one_character and _in(body, term)) for term in terms):
                yield pk, all(_in(title, term) for term in terms)


def _body(public: Document, names: dict) -> Iterator[str]:
    yield from dict.fromkeys(text for _field, _language, text in body_texts(public))
    for noun in dict.fromkeys(nouns_in(public)):
        yield from names.get(noun, ())


def _in(found: Sequence[str], term: Term) -> bool:
    """Whether a phrase stands in a row of tokens, as the index looks it up."""
    wanted, size = term.tokens, len(term.tokens)
    for start in range(len(found) - size + 1):
        if found[start] == wanted[0] or (size == 1 and term.prefix and found[start].startswith(wanted[0])):
            last = found[start + size - 1]
            fits = last.startswith(wanted[-1]) if term.prefix else last == wanted[-1]
            if fits and list(found[start : start + size - 1]) == wanted[:-1]:
                return True
    return False


class _Sieve:
    """Passes over texts that cannot match, without reading them: most cannot."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self.patterns = [re.compile(term.pattern) for term in terms]
        # Nouns with another name that matches: a text that names one of them may match by that.
        self.nouns: list[list[str]] = [[] for _term in terms]
        for model, columns in NOUNS_WITH_OTHER_NAMES.items():
            for row in model._default_manager.values_list("pk", *columns):
                folded = fold(" ".join(map(str, row[1:])))
                for place, pattern in enumerate(self.patterns):
                    if pattern.search(folded):
                        self.nouns[place].append(f'"{row[0]}"')

    def may_hold(self, text: str) -> bool:
        folded = fold(text.replace('\\"', '"'))
        return all(
            pattern.search(folded) or any(noun in text for noun in nouns)
            for pattern, nouns in zip(self.patterns, self.nouns, strict=True)
        )
