"""Figures are claims: what a claim may say, which compete, which add, what they come to (codebook 5).

The one door: other modules import from here. How a figure is worded is in `figure_wording`.
"""

from portal.base.figure_claims import (
    Claim,
    Scope,
    accounts_differ,
    claims_of,
    disjoint,
    same_scope,
    subset_problems,
)
from portal.base.figure_quantifiers import apply_quantifier, derived_quantifier, figure_problems
from portal.base.figure_totals import (
    NO_BREAKDOWN,
    NO_NUMBER,
    ONLY_PARTS,
    OVERLAP_UNKNOWN,
    Part,
    Total,
    deaths_band,
    group_total,
    sort_value,
    totals,
)

__all__ = [
    "NO_BREAKDOWN",
    "NO_NUMBER",
    "ONLY_PARTS",
    "OVERLAP_UNKNOWN",
    "Claim",
    "Part",
    "Scope",
    "Total",
    "accounts_differ",
    "apply_quantifier",
    "claims_of",
    "deaths_band",
    "derived_quantifier",
    "disjoint",
    "figure_problems",
    "group_total",
    "same_scope",
    "sort_value",
    "subset_problems",
    "totals",
]
