"""Pages of single records, from the starter data: what readers get, what they do not, and at what cost."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Incident
from portal.base import publishing
from portal.base.documents import to_documents
from portal.base.models import RecordKey
from portal.base.publishing import Why
from tests.factories import make_record

pytestmark = pytest.mark.django_db
ONE_OF_EACH = [
    "/incidents/INC-0002/",
    "/training/TRN-0001/",
    "/partnerships/PAR-KAZ/",
    "/mechanisms/MEC-0001/",
    "/mechanisms/meetings/MTG-0001/",
    "/mechanisms/documents/DOC-0001/",
]


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", ONE_OF_EACH)
def test_every_kind_has_its_page_in_both_languages(starter, client, path, language):
    page = client.get(f"/{language}{path}")
    assert page.status_code == 200
    assert f'hreflang="{"zh-Hans" if language == "en" else "en"}"' in page.content.decode()
    assert page.content.decode().count("<h1") == 1


@pytest.mark.parametrize(
    "path", ["/", "/partnerships/", "/incidents/INC-0002/history/", "/incidents/INC-0002/v1/"]
)
def test_the_other_pages_answer(starter, client, path):
    assert client.get(f"/en{path}").status_code == 200


def test_september_2022_shows_parts_their_sum_and_absence(starter, client):
    page = client.get("/en/incidents/INC-0002/").content.decode()
    for words in (
        "62",
        "38",
        "100",
        "at least 36",
        "No figure recorded",
        "136,000+",
        "Including 36 civilians.",
    ):
        assert words in page


def test_an_id_in_small_letters_leads_to_the_one_address(starter, client):
    answer = client.get("/en/incidents/inc-0002/")
    assert (answer.status_code, answer["Location"]) == (301, "/en/incidents/INC-0002/")


def test_an_unchanged_page_is_not_sent_again(starter, client):
    etag = client.get("/en/incidents/INC-0002/")["ETag"]
    assert client.get("/en/incidents/INC-0002/", headers={"if-none-match": etag}).status_code == 304
    assert client.get("/zh/incidents/INC-0002/", headers={"if-none-match": etag}).status_code == 200


def test_a_record_of_another_kind_is_not_found(starter, client):
    assert client.get("/en/training/INC-0002/").status_code == 404


def test_a_draft_is_for_editors_only(client, as_role):
    record = make_record("incident", title_en="Kept from readers")
    path = f"/en/incidents/{record.key.record_id}/"
    assert client.get(path).status_code == 404
    page = as_role("editor").get(path)
    assert "Kept from readers" in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"


def test_a_withdrawn_record_answers_410_with_its_notice(client):
    record = make_record("incident", publish=True)
    publishing.withdraw(
        [record.key], notice_en="Counted twice.", notice_zh="重复计数。", why=Why(reason_code="duplicate")
    )
    for address in ("", "v1/", "history/"):
        answer = client.get(f"/en/incidents/{record.key.record_id}/{address}")
        assert answer.status_code == 410
        assert "Counted twice." in answer.content.decode()


def test_a_version_keeps_its_text_when_the_record_changes(client):
    record = make_record("incident", publish=True, title_en="As first told")
    document = to_documents(Incident, [record.key_id])[record.key_id] | {"title_en": "As corrected"}
    publishing.save_document(Incident, document, why=Why(reason_code="correction"))
    path = f"/en/incidents/{record.key.record_id}/"
    assert "As corrected" in client.get(path).content.decode()
    first = client.get(f"{path}v1/").content.decode()
    assert "As first told" in first
    assert "A later version exists" in first
    assert client.get(f"{path}v3/").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_record(starter, client):
    counts = []
    for record_id in ("INC-0007", "INC-0002"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/en/incidents/{record_id}/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 6


def test_the_home_page_counts_published_records_only(starter, client):
    published = RecordKey.objects.published().count()
    make_record("incident", title_en="A draft on no page")
    page = client.get("/en/").content.decode()
    assert f"<dd>{published}</dd>" in page
    assert "A draft on no page" not in page


def test_the_matrix_keeps_different_wordings_apart(starter, client):
    page = client.get("/en/partnerships/").content.decode()
    for wording in (
        "Comprehensive strategic partnership for a new era",
        "All-weather",
        "cooperative partnership",
    ):
        assert wording in page


def test_the_home_page_says_what_a_new_version_changed(client):
    record = make_record("incident", publish=True, title_en="Border clash", date="2022-09")
    document = to_documents(Incident, [record.key_id])[record.key_id] | {"date": "2022-09-14"}
    publishing.save_document(
        Incident, document | {"editorial_note": "Not for readers"}, why=Why(reason_code="correction")
    )
    page = client.get("/en/").content.decode()
    assert "Sep 2022</del>" in page
    assert "14 Sep 2022</ins>" in page
    assert "Not for readers" not in page


def test_an_unknown_filter_of_partnerships_is_named(starter, client):
    answer = client.get("/en/partnerships/?lvel=strategic")
    assert answer.status_code == 400
    assert "level" in answer.content.decode()


def test_theme_and_density_are_kept_and_the_reader_goes_back(client):
    answer = client.post("/en/display/", {"theme": "dark", "density": "compact", "next": "/en/about/"})
    assert (answer.status_code, answer["Location"]) == (302, "/en/about/")
    page = client.get("/en/about/").content.decode()
    assert 'data-theme="dark"' in page
    assert 'class="compact"' in page
    client.post("/en/display/", {"theme": "auto", "next": "/en/about/"})
    assert "data-theme" not in client.get("/en/about/").content.decode()


def test_the_display_form_sends_nobody_elsewhere(client):
    assert client.post("/en/display/", {"next": "https://elsewhere.example/"})["Location"] == "/"


def test_the_style_guide_is_there_for_developers_only(client, settings):
    assert client.get("/en/styleguide/").status_code == 404
    settings.DEBUG = True
    assert client.get("/en/styleguide/").status_code == 200
