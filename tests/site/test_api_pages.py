"""Pages of the API from memory: the rows of SQL, in its order, whichever way a reader turns the pages."""

from __future__ import annotations

from functools import partial
from random import Random
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.exceptions import ValidationError

from events.models import Incident
from portal.base.api.paging import Cursor, Order, take_page
from portal.base.codes import KIND_NAMES
from portal.base.filters import Selection
from portal.base.models import RecordKey
from portal.base.publishing import Why, withdraw
from portal.base.search import walking
from portal.site.kinds import BY_KIND, KINDS
from tests.factories import make_user
from tests.random_filters import random_values, write_varied_incidents

pytestmark = pytest.mark.django_db
KIND_IDS = [parts.kind for parts in KINDS]
ROUNDS = 12


@pytest.fixture(scope="module")
def record(starter, django_db_blocker):
    with django_db_blocker.unblock():
        write_varied_incidents()


def turned(rows_from, order, per):
    """Every row by `next`, and every row by `previous` from the last page back."""
    pages, cursor = [], None
    while not pages or cursor:
        pages.append(take_page(rows_from, order, per=per, cursor=cursor))
        cursor = pages[-1].next
    back = [pages[-1]]
    while back[0].previous:
        back.insert(0, take_page(rows_from, order, per=per, cursor=back[0].previous))
    return [page.rows for page in pages], [page.rows for page in back]


@pytest.mark.parametrize("kind", KIND_IDS)
def test_pages_from_memory_are_those_of_sql_in_both_directions(record, kind):
    filterset, random = BY_KIND[kind].filterset, Random(f"pages {kind}")
    more_than_a_page = 0
    for round_number in range(ROUNDS):
        found = filterset(random_values(filterset, random) if round_number else {})
        selection = Selection(found)
        for sort in filterset.sorts:
            order = Order(found._meta.model, sort.column, sort.descending)
            per = random.choice([1, 2, 7])
            memory = partial(selection.rows_after, sort)
            forwards, backwards = turned(memory, order, per)
            plain = list(found.qs.order_by(*sort.order_by).values_list("key_id", sort.column))
            assert [row for rows in forwards for row in rows] == plain, (found.values, sort)
            assert [row for rows in backwards for row in rows] == plain, (found.values, sort)
            if "q" not in found.values:
                assert (forwards, backwards) == turned(found.qs, order, per)
            more_than_a_page += len(forwards) > 1
    assert more_than_a_page >= len(filterset.sorts)


@pytest.mark.parametrize("step", [1, 3])
@pytest.mark.parametrize("descending", [True, False])
def test_words_are_walked_in_steps_among_what_the_other_filters_leave(record, monkeypatch, step, descending):
    monkeypatch.setattr(walking, "FIRST_STEP", step)
    monkeypatch.setattr(walking, "WIDER", 1)
    filterset = BY_KIND["incident"].filterset
    for others in (
        {},
        {"country": ["KGZ"]},
        {"date_from": ["2015"], "date_to": ["2022"]},
        {"deaths": ["100+"]},
    ):
        found = filterset({"q": ["Incident"], **others})
        [sort] = [
            each for each in filterset.sorts if each.column == "sort_date" and each.descending == descending
        ]
        order = Order(Incident, sort.column, sort.descending)
        forwards, backwards = turned(partial(Selection(found).rows_after, sort), order, 1)
        plain = list(found.qs.order_by(*sort.order_by).values_list("key_id", sort.column))
        assert plain or others == {"deaths": ["100+"]}
        assert [row for rows in forwards for row in rows] == plain
        assert [row for rows in backwards for row in rows] == plain


def test_a_cursor_goes_on_where_its_row_was_though_it_is_gone(record):
    """The row that a cursor names may be withdrawn between two pages."""
    filterset = BY_KIND["incident"].filterset
    for sort in filterset.sorts:
        order = Order(Incident, sort.column, sort.descending)
        first = take_page(
            partial(Selection(filterset({"scope": "event"})).rows_after, sort), order, per=3, cursor=None
        )
        withdraw(RecordKey.objects.filter(pk=first.rows[-1][0]), why=Why(), notice_en="Gone.")
        found = filterset({"scope": "event"})
        second = take_page(partial(Selection(found).rows_after, sort), order, per=3, cursor=first.next)
        whole = list(found.qs.order_by(*sort.order_by).values_list("key_id", flat=True))
        assert [row[0] for row in second.rows] == whole[2:5]


@pytest.mark.parametrize("kind", KIND_IDS)
def test_readers_and_editors_get_the_same_list_and_count(record, client, kind):
    """A reader's from memory, an editor's of the published status by SQL."""
    parts = BY_KIND[kind]
    random = Random(f"readers {kind}")
    editor = make_user("editor")
    for _ in range(ROUNDS // 3):
        query = urlencode(
            {**random_values(parts.filterset, random), "per": 100, "count": "true", "fields": "record_id"},
            doseq=True,
        )
        address = f"/api/v1/{KIND_NAMES[kind].api}/?{query}"
        client.logout()
        readers = client.get(address).json()
        client.force_login(editor)
        editors = client.get(f"{address}&status=published").json()
        assert (readers["results"], readers["count"]) == (editors["results"], editors["count"]), query


@pytest.mark.parametrize(
    ("value", "pk"),
    [("2020-01-01", "x"), ("not a day", 1), (5, 1), (None, 1), ("2020-01-01", 2**63), ("2020-01-01", -1)],
)
def test_a_cursor_that_no_row_can_have_is_refused_or_finds_its_place(record, client, value, pk):
    cursor = Cursor(value, pk).encode()
    for query in ("", "scope=event&", "q=border&", "sort=-deaths_best&scope=event&"):
        answer = client.get(f"/api/v1/incidents/?{query}cursor={cursor}")
        assert answer.status_code in (200, 400), (query, answer.content)
        if pk in ("x", 2**63) or value is None:
            assert answer.status_code == 400, query


def test_a_cursor_of_another_order_is_refused(record):
    filterset = BY_KIND["incident"].filterset
    cursor = take_page(filterset({}).qs, Order(Incident, "sort_date", True), per=2, cursor=None).next
    with pytest.raises(ValidationError, match="belongs to another order"):
        take_page(filterset({}).qs, Order(Incident, "deaths_sort", True), per=2, cursor=cursor)


def test_a_readers_filtered_list_asks_little_of_the_database(record, client):
    """Whether a country exists, whether anything changed, the texts; no rows, and no count."""
    address = "/api/v1/incidents/?country=KGZ&count=true"
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).json()["count"] > 3
    asked = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
    assert len(asked) == 3, asked
    assert not any('FROM "events_incident"' in sql for sql in asked)
