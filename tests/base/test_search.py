"""The search index of the database these tests run on; both must answer alike."""

from __future__ import annotations

import pytest
from django.db import connection

from events.models import Incident
from portal.base import search
from portal.base.models import Place, PublicText, RecordKey, SearchEntry, Source
from portal.base.public_texts import refresh_stale_texts
from portal.base.publishing import Why, publish, refresh_readers, save_document, withdraw
from portal.base.shared_nouns import save_nouns
from tests.factories import CountryFactory, PlaceFactory, make_record

pytestmark = pytest.mark.django_db


def incident(number, title, **document):
    record_id = f"INC-{number:04d}"
    return make_record("incident", publish=True, record_id=record_id, title_en=title, **document).key_id


def found(query, **kwargs):
    ids = search.find(query, **kwargs).ids
    names = dict(RecordKey.objects.filter(id__in=ids).values_list("id", "record_id"))
    return [names[key_id] for key_id in ids]


@pytest.fixture
def records(db):
    incident(1, "Border clash", summary_zh="两国边防部队在禁毒行动中交火", date="2021-04")
    incident(2, "Drug seizure", title_zh="联合禁毒行动", date="2022-09-14")
    incident(3, "Earthquake response", summary_en="Border troops carried drugs and 11 tents.", date="2023")
    incident(4, "Plot", summary_zh="毒品与合作", date="", undated_reason_en="No date given.")


def test_two_characters_are_found_anywhere_in_a_run(records):
    assert found("禁毒") == ["INC-0002", "INC-0001"]
    assert found("毒行") == ["INC-0002", "INC-0001"]
    assert found("边防部队") == ["INC-0001"]
    assert found("邊防部隊") == ["INC-0001"]
    assert found("防禁") == []


def test_one_character_is_looked_up_in_titles_and_said_so(records):
    hits = search.find("毒")
    assert hits.one_character
    assert found("毒") == ["INC-0002"]
    assert not search.find("禁毒").one_character


def test_words_match_from_their_beginning_and_numbers_whole(records):
    assert found("drug") == ["INC-0002", "INC-0003"]
    assert found("1") == []
    assert found("11") == ["INC-0003"]
    assert found("or") == []


def test_title_matches_stand_ahead_newest_first_undated_last(records):
    incident(5, "Border trade", date="2019")
    incident(6, "Undated border note", date="", undated_reason_en="No date given.")
    assert found("border") == ["INC-0001", "INC-0005", "INC-0006", "INC-0003"]
    assert search.find("border").in_title == 3


def test_pages_go_through_titles_into_texts_without_a_gap(records):
    for number in range(10, 20):
        incident(number, "Flood" if number % 2 else "Storm", summary_en="A flood.", date=f"2020-01-{number}")
    whole = found("flood")
    assert len(whole) == 10
    for size in (1, 2, 3, 5, 7):
        pages = [found("flood", limit=size, offset=start) for start in range(0, 15, size)]
        assert [record_id for page in pages for record_id in page] == whole


def test_all_terms_have_to_be_there_in_whichever_field(records):
    assert found("seizure 行动") == ["INC-0002"]
    assert found("seizure border") == []


def test_a_phrase_in_quotes_is_found_as_it_stands(records):
    assert found('"border troops"') == ["INC-0003"]
    assert found('"troops border"') == []
    assert found('"border troop"') == []
    assert found("border-troops") == ["INC-0003"]


def test_a_phrase_does_not_reach_from_one_field_into_the_next(records):
    incident(7, "Ends with alpha", summary_en="beta begins.", note_en="gamma")
    assert found("alpha beta") == ["INC-0007"]
    assert found('"alpha beta"') == []
    assert found('"begins gamma"') == []


@pytest.mark.parametrize(
    "query",
    [
        "AND", "OR", "NOT", "NEAR(drug)", '"', '""', "drug*", "(drug", "drug)", "title:drug", "-drug", "^drug",
        "{title}", "a & b", "drug | x", "!drug", "drug:*", "<->", "'", "\\", "'drug'", "%s", "%", "drug;--",
        "\x00", "\x00drug", "drug " * 200, "§incident", "¶", "́", "\ud800",
    ],
)  # fmt: skip
def test_nothing_typed_is_an_operator(records, query):
    filtered = Incident.objects.filter(key_id__in=search.key_ids(query))
    assert set(search.find(query).ids) == set(filtered.values_list("key_id", flat=True))


@pytest.mark.parametrize("query", ["", "  ", "，！", "*", '""', "§¶"])
def test_a_query_without_a_word_finds_nothing(records, query):
    hits = search.find(query)
    assert (hits.ids, hits.count, set(hits.by_kind.values())) == ([], 0, {0})
    assert not Incident.objects.filter(key_id__in=search.key_ids(query)).exists()


def test_counts_by_kind_do_not_depend_on_the_kind_chosen(records):
    make_record("training_event", publish=True, title_en="Drug control course")
    hits = search.find("drug", kind="training_event")
    assert len(hits.ids) == hits.count == 1
    assert (hits.by_kind["incident"], hits.by_kind["training_event"], hits.by_kind["meeting"]) == (2, 1, 0)
    assert search.find("drug").count == 3


def test_counting_stops(records, monkeypatch):
    monkeypatch.setattr("portal.base.search.finding.COUNTED_TO", 2)
    incident(8, "Drug plot")
    assert search.find("drug").count == 3
    incident(9, "Drug arrest")
    assert search.find("drug").count == 3
    assert search.find("drug").more_than_counted


def test_countries_narrow(records):
    CountryFactory(code="KGZ")
    CountryFactory(code="TJK")
    incident(8, "Drug plot", countries=[{"country": "KGZ", "role": "location"}])
    incident(9, "Drug arrest", countries=[{"country": "TJK", "role": "location"}])
    assert found("drug", countries=["KGZ"]) == ["INC-0008"]
    assert set(found("drug", countries=["KGZ", "TJK"])) == {"INC-0008", "INC-0009"}
    assert search.find("drug", countries=["KGZ"]).by_kind["incident"] == 1


def test_as_a_condition_it_narrows_a_list_in_one_query(records, django_assert_num_queries):
    with django_assert_num_queries(1):
        rows = list(Incident.objects.filter(key_id__in=search.key_ids("禁毒")).newest_first())
    assert [row.title_en for row in rows] == ["Drug seizure", "Border clash"]
    assert not Incident.objects.filter(key_id__in=search.key_ids("禁毒", "meeting")).exists()


def test_a_record_id_is_a_word_of_the_title_and_an_exact_hit(records):
    assert found("INC-0002") == ["INC-0002"]
    assert search.find(" inc-0002 ").exact.record_id == "INC-0002"
    assert search.find("INC-0009").exact is None


def test_other_names_of_places_find_the_record_and_follow_a_change(records):
    PlaceFactory(id="PLC-7001", name_en="Batken", aliases=["Баткен"], country=CountryFactory(code="KGZ"))
    incident(8, "Raid", places=[{"place": "PLC-7001", "where_prec": 1, "role": "location"}])
    assert found("баткен") == found("batken") == ["INC-0008"]
    row = {"id": "PLC-7001", "name_en": "Batken", "country": "KGZ", "aliases": ["巴特肯"]}
    save_nouns(Place, [row], why=Why())
    assert found("баткен") == []
    assert found("巴特肯") == ["INC-0008"]


def test_a_text_that_went_stale_is_found_by_its_new_words(records):
    Source.objects.filter(id="SRC-5000").update(title_en="Quarterly gazette")
    PublicText.objects.update(stale=True)
    assert refresh_stale_texts() == 4
    assert len(found("gazette")) == 4


def test_only_what_is_published_is_found(records):
    draft = make_record("incident", title_en="Secret drug", record_id="INC-0020")
    assert "INC-0020" not in found("drug")
    publish([draft.key], why=Why())
    assert "INC-0020" in found("drug")
    withdraw([draft.key], why=Why(), notice_en="Entered twice.")
    assert "INC-0020" not in found("drug")


def test_a_changed_date_moves_the_entry(records):
    incident(8, "Raid", summary_zh="边境交火", date="2022")
    assert found("交火") == ["INC-0008", "INC-0001"]
    before = SearchEntry.objects.get(key__record_id="INC-0001").number
    stored = Incident.objects.get(key__record_id="INC-0001")
    document = {
        "record_id": "INC-0001",
        "title_en": stored.title_en,
        "summary_zh": stored.summary_zh,
        "date": "2024-01",
        "event_type": stored.event_type_id,
        "citations": [{"ref": "c1", "source": "SRC-5000", "locator": "1"}],
    }
    save_document(Incident, document, why=Why())
    assert found("交火") == ["INC-0001", "INC-0008"]
    assert SearchEntry.objects.get(key__record_id="INC-0001").number > before


def test_writing_and_asking_take_a_constant_number_of_queries(records, django_assert_max_num_queries):
    keys = [incident(number, f"Flood {number}") for number in range(30, 60)]
    with django_assert_max_num_queries(6):
        assert search.find("flood").count == 30
    texts = dict(PublicText.objects.values_list("key_id", "text"))
    with django_assert_max_num_queries(14):
        search.refresh(keys, texts)
    assert search.find("flood").count == 30


def test_rebuilding_gives_the_same_index_and_drops_strays(records):
    def contents():
        table = (
            "portal_search ORDER BY rowid"
            if connection.vendor == "sqlite"
            else "portal_searchentry ORDER BY key_id"
        )
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")
            return cursor.fetchall()

    before = contents()
    PublicText.objects.get(key__record_id="INC-0003").delete()
    assert list(search.rebuild())[-1] == 3
    assert found("troops") == []
    refresh_readers(RecordKey.objects.values_list("id", flat=True))
    assert contents() == before


def test_an_entry_goes_with_its_row(records):
    SearchEntry.objects.all().delete()
    assert search.find("禁毒").count == 0
