"""How the database finds the rows of a list: by an index and in its order, for each filter and each order.

SQLite plans by the indexes there are, so the plans are those of a hundred thousand rows too.
"""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.base.api.paging import Order, take_page
from portal.site.kinds import BY_KIND, KINDS

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by statistics of real rows"),
]
TYPED = {
    "q": ["border"],
    "date_from": ["2015"],
    "date_to": ["2022-05"],
    "date_match": ["undated", "surely"],
    "updated_since": ["2020-01-01"],
    "valid_on": ["2023-06-30"],
}
CASES = [
    (parts.kind, key)
    for parts in KINDS
    for key, found in parts.filterset.base_filters.items()
    if not found.staff_only
]


def plan_of(queryset) -> list[str]:
    sql, params = queryset.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        return [row[3] for row in cursor.fetchall()]


def slow_steps(plan: list[str]) -> list[str]:
    """A sort, or a walk over a whole table of ours without an index."""
    return [
        step
        for step in plan
        if "USE TEMP B-TREE" in step or (step.startswith("SCAN") and "INDEX" not in step)
    ]


def chosen(filterset, key: str, how_many: int):
    """The filterset with values of one key; with a made-up one where the starter record has none."""
    accepted = TYPED[key] if key in TYPED else list(filterset.base_filters[key].labels(None, None))
    made = filterset({key: accepted[:how_many]})
    made.values = made.values or {key: ["none-such"]}
    return made


@pytest.mark.parametrize(("kind", "key"), CASES)
def test_no_filter_needs_a_sort_or_a_scan_in_any_order(starter, kind, key):
    filterset = BY_KIND[kind].filterset
    for how_many in (1, 2):
        made = chosen(filterset, key, how_many)
        for sort in filterset.sorts:
            plan = plan_of(made.qs.order_by(*sort.order_by).values_list("key_id", sort.column)[:26])
            if key == "updated_since" and sort.column != "updated_at":
                # Few rows are that new: they are found by the index of revisions, and only they are sorted.
                assert any("_updated (status=? AND updated_at>?)" in step for step in plan), plan
                continue
            assert slow_steps(plan) == [], (sort.value, plan)


@pytest.mark.parametrize("kind", [parts.kind for parts in KINDS])
def test_a_page_by_key_starts_at_its_cursor(starter, kind):
    """The API's next page: the index is entered at the row the cursor names, not walked from its start."""
    filterset = BY_KIND[kind].filterset
    for sort in filterset.sorts:
        order = Order(filterset._meta.model, sort.column, sort.descending)
        first = take_page(filterset({}).qs, order, per=2, cursor=None)
        with CaptureQueriesContext(connection) as captured:
            take_page(filterset({}).qs, order, per=2, cursor=first.next)
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {captured[-1]['sql']}")
            plan = [row[3] for row in cursor.fetchall()]
        assert slow_steps(plan) == [], (sort.value, plan)
        assert any(f"{sort.column}{'<' if sort.descending else '>'}?" in step for step in plan), plan
