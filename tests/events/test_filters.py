"""What the filters of incidents and training events find, refuse, and write as an address."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from events.filters import IncidentFilterSet, TrainingEventFilterSet
from tests.factories import (
    CountryFactory,
    EventTypeFactory,
    MeasureFactory,
    OrganisationFactory,
    PlaceFactory,
    SourceFactory,
    TopicFactory,
    make_record,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nouns():
    for code, iso2, name in (
        ("KGZ", "KG", "Kyrgyzstan"),
        ("TJK", "TJ", "Tajikistan"),
        ("UZB", "UZ", "Uzbekistan"),
    ):
        CountryFactory(code=code, iso2=iso2, name_en=name)
    MeasureFactory()


def found(filterset, query: str, **more) -> list[str]:
    """Record ids that an address finds; every key and value must be understood."""
    chosen = filterset(QueryDict(query), **more)
    assert chosen.problems() == []
    return sorted(chosen.qs.values_list("key__record_id", flat=True))


def incident(**document) -> str:
    return make_record("incident", publish=True, **document).record_id


def test_country_and_role_are_of_the_same_row():
    """Where Kyrgyzstan is a party and Tajikistan the place, Kyrgyzstan is not the place."""
    in_tajikistan = incident(
        countries=[{"country": "TJK", "role": "location"}, {"country": "KGZ", "role": "party"}]
    )
    in_kyrgyzstan = incident(countries=[{"country": "KGZ", "role": "location"}])
    assert found(IncidentFilterSet, "country=KGZ&country_role=location") == [in_kyrgyzstan]
    assert found(IncidentFilterSet, "country=KGZ&country_role=party") == [in_tajikistan]
    assert found(IncidentFilterSet, "country=KGZ") == sorted([in_tajikistan, in_kyrgyzstan])
    assert found(IncidentFilterSet, "country_role=party") == [in_tajikistan]


def test_a_repeated_key_is_or_and_different_keys_are_and():
    both = incident(countries=[{"country": "KGZ", "role": "location"}], dimension="traditional")
    incident(countries=[{"country": "KGZ", "role": "location"}], dimension="compound")
    other = incident(countries=[{"country": "TJK", "role": "location"}], dimension="traditional")
    assert found(IncidentFilterSet, "country=KGZ&country=TJK&dimension=traditional") == sorted([both, other])


def test_dates_find_what_may_have_happened_then_unless_surely_is_asked():
    exact = incident(date="2022-09-14")
    about = incident(date="2022~")
    span = incident(date="2021-12-30/2022-01-02")
    announced = incident(date="2022-09-14", date_kind="announcement")
    undated = incident(date="", undated_reason_en="Not stated.")
    open_end = incident(date="2019/..")
    incident(date="2023")
    assert found(IncidentFilterSet, "date_from=2022&date_to=2022") == sorted(
        [exact, about, span, announced, open_end]
    )
    assert found(IncidentFilterSet, "date_from=2022&date_to=2022&date_match=surely") == [exact]
    assert found(IncidentFilterSet, "date_match=undated") == [undated]
    assert found(
        IncidentFilterSet, "date_from=2022&date_to=2022&date_match=surely&date_match=undated"
    ) == sorted([exact, undated])
    assert undated in found(IncidentFilterSet, "")


def test_a_topic_and_a_place_find_what_lies_beneath_them():
    threats = TopicFactory(slug="threats")
    TopicFactory(slug="terrorism", parent=threats)
    region = PlaceFactory(id="PLC-0001")
    PlaceFactory(id="PLC-0002", parent=region)
    one = incident(topics=["terrorism"], places=[{"place": "PLC-0002", "where_prec": 4}])
    incident()
    assert found(IncidentFilterSet, "topic=threats") == [one]
    assert found(IncidentFilterSet, "place=PLC-0001") == [one]
    assert found(IncidentFilterSet, "where_prec=4") == [one]
    assert found(IncidentFilterSet, "where_prec=1") == []


def test_who_stated_a_figure_may_be_a_country_or_an_organisation():
    OrganisationFactory(id="ORG-0001")
    by_state = incident(
        figures=[{"ref": "f1", "measure": "killed", "best": 3, "attributed_to_country": "KGZ"}]
    )
    by_body = incident(
        figures=[{"ref": "f1", "measure": "killed", "best": 30, "attributed_to_organisation": "ORG-0001"}]
    )
    assert found(IncidentFilterSet, "attributed_to=KGZ") == [by_state]
    assert found(IncidentFilterSet, "attributed_to=ORG-0001") == [by_body]
    assert found(IncidentFilterSet, "deaths=1-9") == [by_state]
    assert found(IncidentFilterSet, "deaths=10-99&deaths=1-9") == sorted([by_state, by_body])


def test_accounts_that_differ_and_single_sources():
    SourceFactory(id="SRC-0001")
    SourceFactory(id="SRC-0002", language="ru")
    alone = incident()
    twice = incident(
        citations=[{"ref": "c1", "source": "SRC-0001"}, {"ref": "c2", "source": "SRC-0002"}],
        figures=[
            {"ref": "f1", "measure": "killed", "best": 3, "attributed_to_country": "KGZ"},
            {"ref": "f2", "measure": "killed", "best": 5, "attributed_to_country": "TJK"},
        ],
    )
    assert found(IncidentFilterSet, "accounts=single_source") == [alone]
    assert found(IncidentFilterSet, "accounts=differ") == [twice]
    assert found(IncidentFilterSet, "accounts=differ&accounts=single_source") == sorted([alone, twice])
    assert found(IncidentFilterSet, "source=SRC-0002") == [twice]
    assert found(IncidentFilterSet, "source_language=ru") == [twice]


def test_several_levels_may_hold():
    both = incident(level=["national", "regional"])
    incident(level=["international"])
    assert found(IncidentFilterSet, "level=regional") == [both]


def test_a_training_event_is_found_by_its_host_its_participants_and_its_mechanism():
    OrganisationFactory(id="ORG-0002")
    mechanism = make_record("mechanism", publish=True)
    exercise = make_record(
        "training_event",
        publish=True,
        countries=[{"country": "KGZ", "role": "host"}, {"country": "TJK", "role": "participant"}],
        organisations=[{"organisation": "ORG-0002", "role": "participant"}],
        links=[{"ref": "l1", "type": "held_under", "to": mechanism.record_id}],
        focus=["counter_terrorism", "border_security"],
        domain=["land"],
        format="on_site",
    ).record_id
    related = make_record(
        "training_event",
        publish=True,
        countries=[{"country": "TJK", "role": "host"}],
        links=[{"ref": "l1", "type": "related", "to": mechanism.record_id}],
    ).record_id
    for query in (
        "host=KGZ",
        "participant=ORG-0002",
        "participant=TJK",
        f"mechanism={mechanism.record_id}",
        "focus=border_security",
        "domain=land",
        "format=on_site",
    ):
        assert found(TrainingEventFilterSet, query) == [exercise], query
    assert found(TrainingEventFilterSet, "training_type=exercise") == sorted([exercise, related])


@pytest.mark.parametrize(
    ("query", "key", "nearest"),
    [
        ("contry=KGZ", "contry", "country"),
        ("country=KGX", "country", "KGZ"),
        ("country=kyrgyz", "country", "KGZ"),
        ("deaths=10-90", "deaths", "10-99"),
        ("scope=serie", "scope", "series"),
        ("event_type=armed conflict", "event_type", "armed_conflict"),
        ("date_match=sure", "date_match", "surely"),
        ("date_from=yesterday", "date_from", ""),
        ("date_from=2022-13", "date_from", ""),
        ("updated_since=2022-09-14T08:00", "updated_since", ""),
        ("page=2", "page", ""),
        ("status=draft", "status", ""),
        ("country_role=host", "country_role", ""),
        ("date_from=2018&date_from=2019", "date_from", ""),
        ("date_from=2022&date_to=2018", "date_to", ""),
        (f"q={'a' * 300}", "q", ""),
    ],
)
def test_what_is_not_understood_is_named_with_the_nearest(query, key, nearest):
    EventTypeFactory()
    problems = IncidentFilterSet(QueryDict(query)).problems()
    assert [problem.key for problem in problems] == [key]
    if nearest:
        assert problems[0].nearest == nearest
        assert nearest in problems[0].message
    assert key in problems[0].message


def test_the_rest_is_applied():
    one = incident(countries=[{"country": "KGZ", "role": "location"}])
    incident(countries=[{"country": "TJK", "role": "location"}])
    chosen = IncidentFilterSet(QueryDict("country=KGZ&country=XXX&scope=nonsense&nosuchkey=1"))
    assert len(chosen.problems()) == 3
    assert [row.record_id for row in chosen.qs] == [one]
    assert chosen.values == {"country": ["KGZ"]}
    assert not chosen.is_valid()
    assert set(chosen.errors) == {"country", "scope", "nosuchkey"}


def test_a_noun_that_only_drafts_name_is_unknown_to_readers():
    OrganisationFactory(id="ORG-0003", name_en="Secret body")
    make_record("incident", organisations=[{"organisation": "ORG-0003", "role": "organiser"}])
    problems = IncidentFilterSet(QueryDict("organisation=ORG-0003")).problems()
    assert "Secret" not in problems[0].message
    assert problems[0].nearest == ""
    assert IncidentFilterSet(QueryDict("organisation=ORG-0003"), user=make_user()).problems() == []


def test_status_is_a_filter_of_editors():
    draft = make_record("incident").record_id
    editor = make_user("editor")
    assert found(IncidentFilterSet, "status=draft", user=editor) == [draft]
    assert found(IncidentFilterSet, "") == []


def test_utm_keys_are_ignored_and_the_callers_own_keys_are_allowed():
    chosen = IncidentFilterSet(QueryDict("utm_source=mail&fields=title_en&sort=-deaths_best&q="))
    assert chosen.problems(allowed=("fields", "sort")) == []
    assert (chosen.sort().column, chosen.sort().descending) == ("deaths_sort", True)
    assert [p.key for p in IncidentFilterSet(QueryDict("sort=deaths")).problems(allowed=("sort",))] == [
        "sort"
    ]
    assert (
        IncidentFilterSet(QueryDict("sort=deaths")).problems(allowed=("sort",))[0].nearest == "-deaths_best"
    )


@pytest.mark.parametrize(
    ("query", "pairs"),
    [
        ("country=TJK&country=KGZ&country=TJK", [("country", "KGZ"), ("country", "TJK")]),
        ("deaths=100%2B&deaths=1-9", [("deaths", "1-9"), ("deaths", "100+")]),
        ("deaths=100+", [("deaths", "100+")]),
        ("scope=event&country=KGZ", [("country", "KGZ"), ("scope", "event")]),
        ("date_match=possibly&date_from=2018", [("date_from", "2018")]),
        ("date_match=possibly&date_match=undated", []),
        ("q=%20drone%20%20strike%20", [("q", "drone strike")]),
    ],
)
def test_one_state_is_written_in_one_way(query, pairs):
    assert IncidentFilterSet(QueryDict(query)).pairs() == pairs


def test_filters_take_plain_mappings_too():
    one = incident(countries=[{"country": "KGZ", "role": "location"}])
    assert [row.record_id for row in IncidentFilterSet({"country": "KGZ"}).qs] == [one]
    assert [row.record_id for row in IncidentFilterSet({"country": ["KGZ", "TJK"]}).qs] == [one]
    assert [row.record_id for row in IncidentFilterSet().qs] == [one]
