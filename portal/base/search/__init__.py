"""Full-text search over the public record, in both languages (docs/decisions/0004-search.md)."""

from portal.base.search.entries import entry_number
from portal.base.search.finding import COUNTED_TO, Hits, find, found_ids, key_ids
from portal.base.search.marking import Passage, marks, passage
from portal.base.search.similar import title_words, titles_like
from portal.base.search.terms import terms_of
from portal.base.search.then import HitsThen, TooManyToScan, find_then, found_then, to_scan
from portal.base.search.walking import walk, walk_among
from portal.base.search.writing import rebuild, refresh, tidy

__all__ = [
    "COUNTED_TO",
    "Hits",
    "HitsThen",
    "Passage",
    "TooManyToScan",
    "entry_number",
    "find",
    "find_then",
    "found_ids",
    "found_then",
    "key_ids",
    "marks",
    "passage",
    "rebuild",
    "refresh",
    "terms_of",
    "tidy",
    "to_scan",
    "title_words",
    "titles_like",
    "walk",
    "walk_among",
]
