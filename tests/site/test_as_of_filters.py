"""As of now, every filter finds what it finds live, in every order; and no row is found by a sort or a scan."""

from __future__ import annotations

from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.base.api.paging import Order, by_index, take_page
from portal.base.filters import AS_OF, NEWEST, selection_of
from portal.base.kinds import record_models
from portal.base.models import Place, PublicText, Topic, Version
from portal.base.publishing import Why
from portal.base.shared_nouns import noun_written
from portal.site.kinds import BY_KIND, KINDS
from tests.factories import make_user
from tests.random_filters import TYPED, random_values, write_varied_incidents

pytestmark = pytest.mark.django_db
KIND_IDS = [parts.kind for parts in KINDS]
WAYS = {"date_match": ["possibly", "surely", "undated"]}


@pytest.fixture(scope="module")
def record(starter, django_db_blocker):
    """The starter record and incidents that vary in everything a filter asks for; undone with the starter."""
    with django_db_blocker.unblock():
        write_varied_incidents()


def now() -> str:
    return timezone.now().isoformat()


def same(filterset, values: dict[str, list[str]], *, orders: bool = True) -> int:
    """Both lists, in every order where asked for; how many there are."""
    live, then = filterset(values), filterset(values | {AS_OF: now()})
    assert not live.problems(), live.problems()
    assert not then.problems(), then.problems()
    for sort in filterset.sorts if orders else [NEWEST]:
        found = [list(f.qs.order_by(*sort.order_by).values_list("key_id", flat=True)) for f in (live, then)]
        assert found[0] == found[1], (values, sort.value)
    return len(found[0])


@pytest.mark.parametrize("kind", KIND_IDS)
def test_every_value_of_every_filter_finds_the_same_as_of_now(record, kind):
    filterset = BY_KIND[kind].filterset
    found = {}
    for key, one in filterset.base_filters.items():
        if one.staff_only or key == AS_OF:
            continue
        values = TYPED.get(key) or list(one.labels(None, None))
        found[key] = sum(same(filterset, {key: [value]}, orders=False) for value in values)
    filtered = [key for key, number in found.items() if number]
    assert len(filtered) > len(found) / 2, found


@pytest.mark.parametrize("kind", KIND_IDS)
def test_filters_together_find_the_same_as_of_now(record, kind):
    filterset, random = BY_KIND[kind].filterset, Random(f"then {kind}")
    assert sum(bool(same(filterset, random_values(filterset, random))) for _ in range(25)) > 1


@pytest.mark.parametrize("kind", KIND_IDS)
def test_bounds_of_dates_meet_every_way_of_matching(record, kind):
    filterset = BY_KIND[kind].filterset
    for bounds in (
        {"date_from": ["2015"]},
        {"date_to": ["2021-04"]},
        {"date_from": ["2010"], "date_to": ["2022"]},
    ):
        for ways in (["possibly"], ["surely"], ["undated"], ["surely", "undated"], ["possibly", "undated"]):
            same(filterset, bounds | {"date_match": ways})


def test_an_editor_finds_what_readers_found_and_no_status(record):
    filterset, editor = BY_KIND["incident"].filterset, make_user("editor")
    readers = filterset({AS_OF: now()})
    editors = filterset({AS_OF: now()}, user=editor)
    assert editors.qs.count() == readers.qs.count() < filterset({}, user=editor).qs.count()
    problems = filterset({AS_OF: now(), "status": "draft"}, user=editor).problems()
    assert [problem.key for problem in problems] == ["status"]


def test_moving_a_branch_moves_the_versions_that_readers_get_now(record):
    """The trees of today count for what is open today; what has ended keeps the tree of its time."""
    filterset = BY_KIND["incident"].filterset
    before = now()
    counted = same(filterset, {"topic": ["threats"]})
    topic = Topic.objects.get(pk="terrorism")
    topic.parent = Topic.objects.get(pk="cooperation")
    topic.save()
    noun_written(topic, why=Why())
    assert same(filterset, {"topic": ["threats"]}) < counted
    assert same(filterset, {"topic": ["cooperation"]})
    assert filterset({"topic": ["threats"], AS_OF: before}).qs.count() == counted
    above = Place.objects.filter(children__isnull=False).first()
    if above is not None:
        same(filterset, {"place": [above.pk]})


def test_every_record_has_one_open_version_with_the_text_readers_get(record):
    live = dict(PublicText.objects.values_list("key_id", "text"))
    rows = Version.objects.filter(published_until__isnull=True)
    texts = dict(rows.texts())
    assert {row.key_id: texts[row.pk] for row in rows} == live
    assert set(rows.values_list("kind", flat=True)) == set(record_models())


def plan_of(queryset) -> list[str]:
    sql, params = queryset.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        return [row[3] for row in cursor.fetchall()]


def of_rows(plan: list[str]) -> list[str]:
    return [step for step in plan if "portal_version" in step or "B-TREE" in step]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by statistics of real rows")
@pytest.mark.parametrize("kind", KIND_IDS)
def test_a_page_walks_the_index_of_its_order(record, kind):
    """No sort of what was found, no walk over the table, whatever the filter: in order, from the index."""
    filterset = BY_KIND[kind].filterset
    names = {"sort_date": "version_date", "updated_at": "version_updated", "deaths_sort": "version_deaths"}
    for key, one in filterset.base_filters.items():
        if one.staff_only or key == AS_OF:
            continue
        values = (TYPED.get(key) or WAYS.get(key) or list(one.labels(None, None)))[:2]
        found = filterset({key: values[: 2 if one.many else 1], AS_OF: now()})
        for sort in filterset.sorts:
            plan = of_rows(plan_of(found.qs.order_by(*sort.order_by).values_list("key_id", sort.column)[:26]))
            if key == "updated_since" and sort.column != "updated_at":
                # Few are that new: they are found by the index of revisions, and only they are sorted.
                assert "version_updated (kind=? AND updated_at>?)" in plan[0], plan
                continue
            assert len(plan) == 1, (key, sort.value, plan)
            assert f"INDEX {names[sort.column]} (kind=?" in plan[0], (key, sort.value, plan)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by statistics of real rows")
def test_counting_and_the_next_page_stay_in_the_index(record):
    filterset = BY_KIND["incident"].filterset
    found = filterset({AS_OF: now()})
    with CaptureQueriesContext(connection) as captured:
        assert selection_of(found).total == selection_of(found).on_record > 50
        order = Order(found._meta.model, "sort_date", descending=True)
        rows = by_index(found.qs, "sort_date", key="key_id")
        first = take_page(rows, order, per=5, cursor=None)
        second = take_page(rows, order, per=5, cursor=first.next)
    assert len(second.rows) == 5
    with connection.cursor() as cursor:
        for query in captured:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            plan = of_rows([row[3] for row in cursor.fetchall()])
            assert len(plan) == 1, plan
            assert "COVERING INDEX" in plan[0], plan
    assert "sort_date<?" in plan[0], plan
