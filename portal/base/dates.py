"""Dates of records: EDTF in, an interval out, words for readers, forms editors have (codebook 2).

The one door: other modules import from here.
"""

from portal.base.date_intervals import (
    UNDATED_SORT_DATE,
    DateError,
    Interval,
    bounds,
    parse,
    possibly_within,
    sort_date,
    surely_within,
)
from portal.base.date_reading import read
from portal.base.date_wording import describe_precision, format_date

__all__ = [
    "UNDATED_SORT_DATE",
    "DateError",
    "Interval",
    "bounds",
    "describe_precision",
    "format_date",
    "parse",
    "possibly_within",
    "read",
    "sort_date",
    "surely_within",
]
