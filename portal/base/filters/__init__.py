"""The filters of lists: one FilterSet a kind, the same for page, file, feed and API."""

from .keys import CodeFilter, KeyFilter, Values
from .nouns import LanguageFilter, NounFilter, RecordFilter
from .problems import Problem, unknown_value
from .queries import TOPICS, by_topics, party_filter
from .record_filterset import RecordFilterSet
from .selection import Selection
from .sorts import NEWEST, SORTS, SORTS_WITH_DEATHS, Sort
from .typed import DayFilter, TextFilter

__all__ = [
    "NEWEST",
    "SORTS",
    "SORTS_WITH_DEATHS",
    "TOPICS",
    "CodeFilter",
    "DayFilter",
    "KeyFilter",
    "LanguageFilter",
    "NounFilter",
    "Problem",
    "RecordFilter",
    "RecordFilterSet",
    "Selection",
    "Sort",
    "TextFilter",
    "Values",
    "by_topics",
    "party_filter",
    "unknown_value",
]
