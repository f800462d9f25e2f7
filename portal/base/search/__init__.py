"""Full-text search over the public record, in both languages (docs/decisions/0004-search.md)."""

from portal.base.search.entries import entry_number
from portal.base.search.finding import COUNTED_TO, Hits, find, key_ids
from portal.base.search.marking import Passage, marks, passage
from portal.base.search.terms import terms_of
from portal.base.search.walking import walk
from portal.base.search.writing import rebuild, refresh, tidy

__all__ = [
    "COUNTED_TO",
    "Hits",
    "Passage",
    "entry_number",
    "find",
    "key_ids",
    "marks",
    "passage",
    "rebuild",
    "refresh",
    "terms_of",
    "tidy",
    "walk",
]
