"""The orders a list offers; ties go by key id, the same way round."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _


class Sort(NamedTuple):
    """One order: its value in the address, the column it walks, its label, and its words at the end of a sentence."""

    value: str
    column: str
    descending: bool
    label: Any
    en: str
    zh: str

    @property
    def order_by(self) -> tuple[str, str]:
        sign = "-" if self.descending else ""
        return f"{sign}{self.column}", f"{sign}key_id"


NEWEST = Sort("-date", "sort_date", True, _("Newest first"), "newest first", "由新到旧排列")
OLDEST = Sort("date", "sort_date", False, _("Oldest first"), "oldest first", "由旧到新排列")
MOST_DEATHS = Sort(
    "-deaths_best", "deaths_sort", True, _("Most deaths first"), "most deaths first", "按死亡人数由多到少排列"
)
FEWEST_DEATHS = Sort(
    "deaths_best",
    "deaths_sort",
    False,
    _("Fewest deaths first"),
    "fewest deaths first",
    "按死亡人数由少到多排列",
)
LAST_REVISED = Sort(
    "-updated_at", "updated_at", True, _("Last revised first"), "last revised first", "最近修订者在前"
)
FIRST_REVISED = Sort(
    "updated_at", "updated_at", False, _("First revised first"), "first revised first", "最早修订者在前"
)
SORTS = (NEWEST, OLDEST, LAST_REVISED, FIRST_REVISED)
SORTS_WITH_DEATHS = (NEWEST, OLDEST, MOST_DEATHS, FEWEST_DEATHS, LAST_REVISED, FIRST_REVISED)
