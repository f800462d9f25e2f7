"""The filters of lists: one FilterSet a kind, the same for page, file, feed and API."""

from .as_of import AS_OF, AsOfFilter, end_of, moment_words, read_moment, versions_at, versions_of
from .changes import ChangeFilters, ChangePage
from .keys import CodeFilter, KeyFilter, Values
from .nouns import LanguageFilter, NounFilter, RecordFilter
from .problems import Problem, unknown_value
from .queries import TOPICS, by_topics, party_filter
from .record_filterset import RecordFilterSet
from .selection import Selection
from .selection_then import SelectionThen, selection_of
from .sorts import NEWEST, SORTS, SORTS_WITH_DEATHS, Sort
from .typed import DayFilter, TextFilter

__all__ = [
    "AS_OF",
    "NEWEST",
    "SORTS",
    "SORTS_WITH_DEATHS",
    "TOPICS",
    "AsOfFilter",
    "ChangeFilters",
    "ChangePage",
    "CodeFilter",
    "DayFilter",
    "KeyFilter",
    "LanguageFilter",
    "NounFilter",
    "Problem",
    "RecordFilter",
    "RecordFilterSet",
    "Selection",
    "SelectionThen",
    "Sort",
    "TextFilter",
    "Values",
    "by_topics",
    "end_of",
    "moment_words",
    "party_filter",
    "read_moment",
    "selection_of",
    "unknown_value",
    "versions_at",
    "versions_of",
]
