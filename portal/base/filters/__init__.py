"""The filters of lists: one FilterSet a kind, the same for page, file, feed and API."""

from .keys import (
    CodeFilter,
    DayFilter,
    KeyFilter,
    LanguageFilter,
    NounFilter,
    RecordFilter,
    TextFilter,
    Values,
)
from .problems import Problem, unknown_value
from .record_filterset import TOPICS, RecordFilterSet, by_topics, party_filter
from .selection import Selection
from .sorts import NEWEST, SORTS, SORTS_WITH_DEATHS, Sort

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
