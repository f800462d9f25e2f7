"""Counts over the published record from small arrays in memory; exact, and never older than the last change."""

from .arrays import Codes, ManyCodes, Mask, OneCode
from .columns import Code, CodeList, Column, Dates, Flags, Rows, RowSource, Since
from .loading import current_table, forget
from .nouns import kept
from .tables import FacetTable, moment, number_of, value_of

__all__ = [
    "Code",
    "CodeList",
    "Codes",
    "Column",
    "Dates",
    "FacetTable",
    "Flags",
    "ManyCodes",
    "Mask",
    "OneCode",
    "RowSource",
    "Rows",
    "Since",
    "current_table",
    "forget",
    "kept",
    "moment",
    "number_of",
    "value_of",
]
