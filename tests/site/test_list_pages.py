"""The list of each kind as a page over the starter record: states, counts that links keep, fragments, editors."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.http import QueryDict

from portal.base.filters import Selection
from portal.base.views.list_parts import pager
from portal.base.views.list_state import ListState
from portal.base.views.lists import RecordListView
from portal.site.kinds import BY_KIND, KINDS
from tests.factories import make_record

pytestmark = pytest.mark.django_db
LISTS = {
    "incident": "/en/incidents/",
    "training_event": "/en/training/",
    "meeting": "/en/mechanisms/meetings/",
    "document": "/en/mechanisms/documents/",
}
QUERIES = {
    "incident": "country=KGZ&country=TJK&date_from=2018&date_to=2023",
    "training_event": "participant=CHN",
    "meeting": "meeting_level=heads_of_state",
    "document": "party=TJK&action=signature",
}


def context_of(client, address: str, status: int = 200, **headers):
    answer = client.get(address, headers=headers or None)
    assert answer.status_code == status, (answer.status_code, answer.headers)
    return answer.context


def total_at(kind: str, address: str) -> int:
    """What the address of a list finds, by its filterset alone."""
    filterset = BY_KIND[kind].filterset(QueryDict(urlsplit(address).query))
    assert filterset.problems(allowed=("view", "sort", "per")) == []
    return Selection(filterset).total


def test_every_kind_with_a_list_page_is_tried():
    with_page = {parts.kind for parts in KINDS if issubclass(parts.list_view, RecordListView)}
    assert with_page == set(LISTS)


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize("filtered", [False, True])
def test_every_count_on_the_page_is_what_its_link_finds(starter, client, kind, filtered):
    address = f"{LISTS[kind]}?{QUERIES[kind]}" if filtered else LISTS[kind]
    context = context_of(client, address)
    assert context["total"] == total_at(kind, address) > 0
    assert context["on_record"] == total_at(kind, LISTS[kind])
    for facet in context["facets"]:
        options = [*facet.options, *(facet.with_role.options if facet.with_role else ())]
        options += [child for option in facet.options for child in option.children]
        chosen = {option.key for option in options if option.chosen}
        for option in options:
            # A link adds its value to those chosen in its facet; alone it finds what its count says.
            if option.key not in chosen:
                assert option.count == total_at(kind, option.address), option
        assert [*facet.top, *facet.rest] == list(facet.options) or facet.rest
        assert set(facet.top) | set(facet.rest) == set(facet.options)
    values = [chip.key for chip in context["chips"]]
    for chip in context["chips"]:
        if values.count(chip.key) == 1:
            assert total_at(kind, chip.address) >= context["total"]
    drawn = context["histogram"]
    for left in (drawn.series, drawn.period_total, drawn.undated):
        if left.address:
            assert left.count == total_at(kind, left.address)
    for bar in drawn.bars:
        assert bar.count <= total_at(kind, bar.address)
    if not filtered:
        bars = sum(bar.count for bar in drawn.bars)
        assert bars + drawn.series.count + drawn.period_total.count + drawn.undated.count == context["total"]


@pytest.mark.parametrize("kind", LISTS)
def test_map_tells_of_every_record(starter, client, kind):
    drawn = context_of(client, LISTS[kind])["map"]
    if drawn is not None:
        assert sum(mark.count for mark in drawn.marks) == drawn.exact + drawn.divisions
        assert drawn.exact + drawn.divisions + drawn.not_drawn == total_at(kind, LISTS[kind])
        for mark in drawn.marks:
            assert total_at(kind, mark.address) >= mark.count


def test_years_outside_the_dates_are_drawn_but_not_inside(starter, client):
    drawn = context_of(client, "/en/incidents/?date_from=2021&date_to=2022")["histogram"]
    assert {bar.start for bar in drawn.bars if bar.inside} == {2021, 2022}
    assert len(drawn.bars) > 2
    assert [bar.start for bar in drawn.bars] == list(range(drawn.first, drawn.last + 1))


def test_the_dates_facet_says_how_many_surely_would_take_away(starter, client):
    facet = context_of(client, "/en/incidents/?date_from=2021&date_to=2022")["facets"][0]
    possibly = total_at("incident", "?date_from=2021&date_to=2022")
    surely = total_at("incident", "?date_from=2021&date_to=2022&date_match=surely")
    assert facet.would_remove == possibly - surely > 0
    assert [(option.value, option.count) for option in facet.match][0] == ("surely", surely)


def test_facets_stand_in_the_order_of_the_rail(starter, client):
    facets = context_of(client, "/en/incidents/?level=regional")["facets"]
    assert [facet.key for facet in facets[:5]] == ["date", "country", "event_type", "deaths", "accounts"]
    assert [facet.key for facet in facets if facet.open] == [
        "date",
        "country",
        "event_type",
        "deaths",
        "level",
    ]


def test_the_five_states_and_what_is_chosen_are_always_shown(starter, client):
    facet = context_of(client, "/en/incidents/?country=DEU&country=TUR")["facets"][1]
    shown = [option.value for option in facet.top]
    assert shown[:5] == ["KAZ", "KGZ", "TJK", "TKM", "UZB"]
    assert {"DEU", "TUR"} <= set(shown)
    assert facet.rest


def test_a_type_opens_onto_its_second_level(starter, client):
    facet = context_of(client, "/en/incidents/?sub_event_type=border_clash")["facets"][2]
    option = next(option for option in facet.options if option.value == "armed_conflict")
    assert option.open
    assert facet.chosen == 1
    assert [child.value for child in option.children if child.chosen] == ["border_clash"]


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("per=7", "per"),
        ("view=poster", "view"),
        ("sort=title", "sort"),
        ("page=0", "page"),
        ("page=99", "page"),
    ],
)
def test_a_control_that_is_not_offered_is_named_and_the_rest_shown(starter, client, query, key):
    context = context_of(client, f"/en/incidents/?country=KGZ&{query}", status=400)
    assert [notice.key for notice in context["notices"]] == [key]
    assert context["rows"]
    assert [chip.value for chip in context["chips"]] == ["KGZ"]


def test_what_was_typed_wrong_stays_in_its_field(starter, client):
    context = context_of(client, "/en/incidents/?date_from=2022-13&date_to=2023", status=400)
    facet = context["facets"][0]
    assert (facet.date_from, facet.date_to) == ("2022-13", "2023")
    assert [chip.value_label for chip in context["chips"]] == ["until 2023"]


def test_a_notice_leads_to_the_nearest(starter, client):
    context = context_of(client, "/en/incidents/?contry=KGZ&scope=event", status=400)
    assert context["notices"][0].address == "/en/incidents/?country=KGZ&scope=event"


def test_what_campaigns_add_to_an_address_falls_away(starter, client):
    answer = client.get("/zh/incidents/?utm_source=mail&country=KGZ")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/zh/incidents/?country=KGZ")


def test_a_fragment_carries_its_address(starter, client):
    answer = client.get("/en/incidents/?country=TJK&country=KGZ&q=", headers={"HX-Request": "true"})
    assert answer.headers["HX-Push-Url"] == "/en/incidents/?country=KGZ&country=TJK"
    assert "HX-Request" in answer.headers["Vary"]
    wrong = client.get("/en/incidents/?contry=TJK", headers={"HX-Request": "true"})
    assert wrong.status_code == 400
    assert "HX-Push-Url" not in wrong.headers
    assert b"<html" not in wrong.content


def test_the_form_keeps_filters_that_have_no_field_in_the_rail(starter, client):
    context = context_of(client, "/en/incidents/?country=KGZ&source=SRC-0001&sort=date&per=10")
    assert context["hidden"] == [("source", "SRC-0001"), ("sort", "date"), ("per", "10")]
    assert context["hidden_filters"] == [("country", "KGZ"), ("source", "SRC-0001")]
    assert context["api_address"].endswith("/api/v1/incidents/?country=KGZ&source=SRC-0001&sort=date")


def test_column_heads_turn_the_order_round(starter, client):
    links = context_of(client, "/en/incidents/?sort=-deaths_best")["sort_links"]
    assert links["deaths"].aria_sort == "descending"
    assert links["deaths"].address == "/en/incidents/?sort=deaths_best"
    assert (links["date"].aria_sort, links["date"].address) == ("", "/en/incidents/")
    assert "deaths" not in context_of(client, "/en/training/")["sort_links"]


def test_ways_out_of_nothing_found_are_counted(starter, client):
    context = context_of(client, "/en/incidents/?q=border&country=KGZ&deaths=100%2B&attribution_grade=fair")
    assert context["total"] == 0
    ways = context["empty"].ways_out
    assert [way.value_label for way in ways] == ["border", "Kyrgyzstan", "100 or more", "Fair"]
    for way in ways:
        assert way.count == total_at("incident", way.address)
    for other in context["empty"].other_kinds:
        assert other.count > 0


def test_an_editor_sees_drafts_in_the_list_with_the_readers_facets(starter, as_role):
    make_record("incident", title_en="A draft of ours", scope="series", event_type="armed_conflict")
    readers = Selection(BY_KIND["incident"].filterset({})).total
    context = context_of(as_role("editor"), "/en/incidents/")
    assert context["total"] == readers + 1
    scopes = next(facet for facet in context["facets"] if facet.key == "scope")
    assert sum(option.count for option in scopes.options) == readers
    drafts = context_of(as_role("editor"), "/en/incidents/?status=draft")
    assert [row["title_en"] for row in drafts["rows"]] == ["A draft of ours"]


def numbers_of(query: str, total: int) -> list[int | None]:
    state = ListState(BY_KIND["incident"].filterset(QueryDict(query)), "/en/incidents/", ("table",))
    return [page and page.number for page in pager(state, total).pages]


def test_pages_are_numbered_up_to_ten_thousand_rows(db):
    assert numbers_of("", 60) == [1, 2, 3]
    assert numbers_of("page=6", 1000) == [1, None, 4, 5, 6, 7, 8, None, 40]
    assert numbers_of("page=400", 100_000)[-1] == 400
    assert numbers_of("page=401", 100_000) == []
    far = ListState(BY_KIND["incident"].filterset(QueryDict("page=401")), "/en/incidents/", ("table",))
    links = pager(far, 100_000)
    assert (links.previous, links.next) == ("/en/incidents/?page=400", "/en/incidents/?page=402")
    assert (links.first, links.last, links.count) == (10_001, 10_025, 4000)
