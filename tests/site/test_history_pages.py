"""A record's history and the comparison of two of its versions: what readers get, what they never get, its cost."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.base import publishing
from portal.base.documents import to_documents
from portal.base.models import Revision
from portal.base.publishing import Why, save_documents
from tests.factories import CountryFactory, MeasureFactory, make_record

pytestmark = pytest.mark.django_db
SECRET = "Told to editors only"
BUDGET = 12  # queries of either page, whatever the record


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def change(record, reason="A slip", **values):
    document = {**to_documents(type(record), [record.pk])[record.pk], **values}
    save_documents(type(record), [document], why=Why(None, "correction", reason))


def figure(ref, best, **more):
    whose = {"counted_country": "KGZ", "attributed_to_country": "KGZ"}
    return {"ref": ref, "measure": "killed", "best": best, "citation": "c1", **whose, **more}


@pytest.fixture
def record(db):
    """Three versions: the title and a figure change, a link to a draft and a note for editors come and go."""
    MeasureFactory(name_zh="死亡")
    CountryFactory(code="KGZ", iso2="KG", name_en="Kyrgyzstan", name_zh="吉尔吉斯斯坦")
    draft = make_record("incident", title_en=SECRET, title_zh=SECRET)
    record = make_record(
        "incident",
        publish=True,
        title_en="Border clash",
        title_zh="边境冲突",
        figures=[figure("f1", 59)],
        editorial_note=f"{SECRET}, first",
    )
    link = [{"ref": "l1", "type": "related", "to": draft.key.record_id}]
    change(record, "The ministry corrected it", figures=[figure("f1", 62)], editorial_note=SECRET, links=link)
    change(record, title_zh="边界冲突", figures=[figure("f1", 62), figure("f2", 4)])
    record.refresh_from_db()
    return record


def address(record, rest="", language="en"):
    return f"/{language}/incidents/{record.key.record_id}/{rest}"


def html_of(response):
    return re.sub(
        r'<span class="hidden">(before|after|修改前|修改后)?[^<]*</span>', "", response.content.decode()
    )


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("rest", ["history/", "compare/", "compare/?from=1&to=3"])
def test_both_pages_answer_in_both_languages_without_script_or_style_of_their_own(
    rest, language, record, client
):
    response = client.get(address(record, rest, language))
    assert response.status_code == 200
    html = response.content.decode()
    assert html.count("<h1") == 1
    assert "<style" not in html
    assert ' style="' not in html
    assert "{{" not in html
    assert ">None<" not in html
    assert SECRET not in html


def test_the_history_tells_when_why_and_what(record, client):
    html = html_of(client.get(address(record, "history/")))
    assert "First published" in html
    assert "The ministry corrected it" in html
    assert "Correction" in html
    assert "<del>59</del>" in html
    assert "<ins>62</ins>" in html
    assert f'href="{address(record, "compare/")}?from=1&amp;to=2"' in html


def test_compare_marks_characters_and_numbers_and_names_rows(record, client):
    html = html_of(client.get(address(record, "compare/?from=1&to=3")))
    assert "边<del>境</del><ins>界</ins>冲突" in html
    assert "<del>59</del><ins>62</ins>" in html
    assert "Killed, Kyrgyz side, stated by: Kyrgyz authorities" in html
    assert re.search(r"Added</span>\s+Killed", html)
    assert "The ministry corrected it" in html
    assert "Border clash</del>" not in html


def test_compare_backwards_tells_it_backwards(record, client):
    html = html_of(client.get(address(record, "compare/?from=3&to=1")))
    assert "边<del>界</del><ins>境</ins>冲突" in html
    assert re.search(r"Removed</span>\s+Killed", html)


def test_without_numbers_the_latest_is_compared_with_the_one_before(record, client):
    html = client.get(address(record, "compare/")).content.decode()
    assert "Version 2 and version 3" in html


@pytest.mark.parametrize(
    "query", ["from=1&to=9", "from=0&to=2", "from=x&to=2", "from=1&to=%3Cb%3E", "from=-1"]
)
def test_a_version_that_is_not_there_is_named(query, record, client):
    response = client.get(address(record, f"compare/?{query}"))
    assert response.status_code == 400
    assert "this record has the versions 1 to 3" in response.content.decode()


def test_versions_that_readers_cannot_tell_apart_say_the_same(record, client):
    change(record, editorial_note=f"{SECRET}, again", links=[])
    html = client.get(address(record, "compare/?from=3&to=4")).content.decode()
    assert "The two versions say the same." in html
    assert SECRET not in html
    assert (
        "These are one and the same version."
        in client.get(address(record, "compare/?from=2&to=2")).content.decode()
    )


def test_names_are_those_of_then(record, client):
    """What a version said does not change with what it named."""
    country = CountryFactory(code="KGZ")
    country.name_en = "Renamed"
    country.save()
    assert "Renamed" not in client.get(address(record, "compare/?from=1&to=3")).content.decode()


def test_a_record_that_is_not_public_has_no_history_for_readers(record, client, as_role):
    draft = make_record("incident", title_en=SECRET)
    for rest in ("history/", "compare/", "compare/?from=1&to=1"):
        assert client.get(address(draft, rest)).status_code == 404
    publishing.withdraw([record.key], notice_en="Counted twice.", why=Why(reason_code="duplicate"))
    for rest in ("history/", "compare/?from=1&to=2"):
        response = client.get(address(record, rest))
        assert response.status_code == 410
        assert "Border clash" not in response.content.decode().replace('<p class="lede">Border clash</p>', "")
    editor = as_role("editor")
    assert (
        "Nothing of this record has been published."
        in editor.get(address(draft, "history/")).content.decode()
    )
    assert editor.get(address(draft, "compare/")).status_code == 302


def test_an_id_in_small_letters_leads_to_the_one_address(record, client):
    path = address(record, "compare/").replace("INC", "inc")
    assert client.get(path)["Location"] == address(record, "compare/")


def test_both_pages_of_200_versions_cost_no_more_than_of_3(record, client):
    paths = [
        address(record, "history/"),
        address(record, "history/?page=4"),
        address(record, "compare/?from=1&to=3"),
    ]

    def cost(path):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    few = [cost(path) for path in paths]
    first = Revision.objects.get(key=record.pk, version=1)
    last = Revision.objects.filter(key=record.pk).order_by("-sequence").first()
    rows = []
    for number in range(last.version + 1, 201):
        row = Revision.objects.get(pk=(first, last)[number % 2].pk)
        row.pk, row.version, row.sequence = None, number, last.sequence + number
        rows.append(row)
    Revision.objects.bulk_create(rows)
    type(record.key).objects.filter(pk=record.pk).update(version=200)
    paths[2] = address(record, "compare/?from=1&to=200")
    many = [cost(path) for path in paths]
    assert many == few
    assert max(many) <= BUDGET
    page = client.get(paths[0])
    assert page.content.decode().count('<th scope="row">') == 50
    assert len(page.content) < 120_000
