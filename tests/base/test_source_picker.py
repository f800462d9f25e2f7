"""The picker of sources: a pasted address finds the source that is known, and each says how much it is used."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import SourceFactory, make_record

pytestmark = pytest.mark.django_db


def offered(client, term):
    asked = {"app_label": "portal", "model_name": "citation", "field_name": "source", "term": term}
    return [row["text"] for row in client.get(reverse("admin:autocomplete"), asked).json()["results"]]


def test_a_pasted_address_finds_its_source_whatever_decorates_it(as_role):
    client = as_role("editor")
    SourceFactory(id="SRC-7001", title_en="A report", url="https://news.example/story?id=7")
    SourceFactory(id="SRC-7002", title_en="Another", url="https://news.example/story?id=8")
    found = offered(client, "HTTPS://news.example/story?id=7&utm_source=mail#top")
    assert found == ["SRC-7001 A report · used by 0 records"]
    assert offered(client, "https://news.example/story") == []


def test_each_says_by_how_many_records_it_is_used(as_role):
    client = as_role("editor")
    for locator in ("1", "2"):
        make_record("incident", citations=[{"ref": "c1", "source": "SRC-5000", "locator": locator}])
    citations = [{"ref": f"c{n}", "source": "SRC-5000", "locator": str(n)} for n in (1, 2)]
    make_record("incident", citations=citations)
    assert offered(client, "SRC-5000") == ["SRC-5000 Report SRC-5000 · used by 3 records"]


def test_what_it_costs_does_not_grow_with_what_it_offers(as_role):
    client = as_role("editor")
    costs = []
    for number in (3, 15):
        for _again in range(number):
            SourceFactory(title_en="Bulletin")
        with CaptureQueriesContext(connection) as captured:
            assert len(offered(client, "Bulletin")) >= number
        costs.append(len(captured))
    assert costs[0] == costs[1]
