"""What overview pages take from memory, or count the short way, is what SQL gives by the long way."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count

from portal.base.codes import Status
from portal.base.facets import kept
from portal.base.filters import Selection
from portal.base.models import Citation, Place, RecordCountry, RecordKey, RecordPlace, Source
from portal.base.publishing import Why, save_documents
from portal.base.shared_nouns import save_nouns
from portal.base.views.list_map import drawable_places, list_map
from portal.base.wording import language_name
from portal.site.kinds import BY_KIND
from portal.site.views.countries import source_languages
from portal.site.views.record_rows import counts_by_country, newest_of_country, selections
from tests.random_filters import write_varied_incidents

pytestmark = pytest.mark.django_db
READER = AnonymousUser()


@pytest.fixture(scope="module")
def record(starter, django_db_blocker):
    with django_db_blocker.unblock():
        write_varied_incidents()


def test_records_by_country_and_kind(record):
    rows = RecordCountry.objects.filter(key__status=Status.PUBLISHED).order_by()
    counted = rows.values_list("country", "key__kind").annotate(Count("key", distinct=True))
    expected = {(country, kind): number for country, kind, number in counted}
    found = counts_by_country(selections(READER))
    assert {(country, kind): n for country, kinds in found.items() for kind, n in kinds.items()} == expected
    assert len(expected) > 20


def test_the_newest_of_a_country_and_the_languages_of_its_sources(record):
    found = selections(READER)
    countries = RecordCountry.objects.values_list("country", flat=True).distinct().order_by("country")
    for country in countries:
        keys = RecordKey.objects.published().filter(countries__country=country).distinct()
        assert list(newest_of_country(found.values(), country, 7)) == list(
            keys.order_by("-sort_date", "-id")[:7]
        )
        cited = set(Citation.objects.filter(key__in=keys).values_list("source", flat=True))
        languages = (
            Source.objects.filter(pk__in=cited).exclude(language="").values_list("language", flat=True)
        )
        expected = Counter(map(language_name, languages))
        assert dict(source_languages(found.values(), country)) == dict(expected)


def test_places_that_published_records_are_in_or_below(record):
    place = Place.objects.filter(parent__isnull=False).first()
    Place(id="PLC-9998", name_en="Nowhere", country_id="KGZ").save()
    assert place is not None
    used = set(RecordPlace.objects.filter(key__status=Status.PUBLISHED).values_list("place__path", flat=True))
    expected = {code for path in used for code in path.split("/") if code}
    assert set(Place.objects.visible_to(None).values_list("pk", flat=True)) == expected
    assert "PLC-9998" not in expected
    assert any(Place.objects.filter(parent=code).exists() for code in expected)


def test_sources_that_published_records_cite_or_name_as_repeated(record):
    rows = Citation.objects.filter(key__status=Status.PUBLISHED)
    expected = {*rows.values_list("source", flat=True), *rows.values_list("repeats", flat=True)} - {None}
    assert set(Source.objects.visible_to(None).values_list("pk", flat=True)) == expected


def test_the_map_of_a_list_shows_a_place_where_it_was_moved(record):
    incident = {
        "title_en": "At a pass",
        "event_type": "armed_conflict",
        "date": "2020",
        "places": [{"place": "PLC-9999", "where_prec": 1}],
        "citations": [{"ref": "c1", "source": "SRC-0001"}],
    }
    place = {"id": "PLC-9999", "name_en": "Pass", "country": "KGZ", "latitude": "40.1", "longitude": "70.1"}
    save_nouns(Place, [place], why=Why())
    save_documents(BY_KIND["incident"].model, [incident], why=Why(), publish=True)

    def marks():
        filterset = BY_KIND["incident"].filterset({"place": ["PLC-9999"]})
        found = list_map(Selection(filterset), lambda places: "/")
        return [(mark.x, mark.y, mark.count, mark.name) for mark in found.marks]

    before = marks()
    assert len(before) == 1
    save_nouns(Place, [place | {"longitude": "75.5", "name_en": "High pass"}], why=Why())
    after = marks()
    assert after[0][0] > before[0][0] + 20
    assert "High pass" in after[0][3]


def test_what_is_kept_of_nouns_is_read_once_while_none_is_written(record, django_assert_num_queries):
    kept("drawable places", drawable_places)
    with django_assert_num_queries(1):
        places = kept("drawable places", drawable_places)
    stated = Place.objects.get(pk=next(iter(places)))
    assert isinstance(stated.latitude, Decimal)
