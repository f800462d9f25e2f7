"""Pages for what went wrong: the right status, both languages where the database is gone, a way on."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory, override_settings

from portal.site.views.changes import ChangeListView
from portal.site.views.errors import forbidden, forged, too_many

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("error", "status", "retry"),
    [(RuntimeError("secret detail"), 500, None), (OperationalError("secret detail"), 503, "60")],
)
def test_a_failure_answers_in_both_languages_and_shows_nothing_of_itself(
    visitor, monkeypatch, error, status, retry
):
    def fail(_view):
        raise error

    monkeypatch.setattr(ChangeListView, "get_queryset", fail)
    answer = visitor.get("/en/changes/")
    html = answer.content.decode()
    assert answer.status_code == status
    assert answer.headers.get("Retry-After") == retry
    assert 'lang="en"' in html
    assert 'lang="zh-Hans"' in html
    assert "Traceback" not in html
    assert "secret detail" not in html


def test_the_page_of_a_failure_asks_neither_database_nor_session(
    visitor, monkeypatch, django_assert_num_queries
):
    def fail(_view):
        raise RuntimeError

    monkeypatch.setattr(ChangeListView, "get_queryset", fail)
    with django_assert_num_queries(0):
        visitor.get("/en/changes/")


def test_an_old_form_says_that_nothing_was_changed(client):
    request = RequestFactory().post("/en/display/")
    request.user = None
    for view in (forbidden, forged, too_many):
        assert view(request).status_code in (403, 429)


def test_a_bad_host_is_answered_kindly(visitor):
    with override_settings(ALLOWED_HOSTS=["record.example"]):
        answer = visitor.get("/en/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("back", "goes"),
    [
        ("/zh/incidents/?country=KGZ", "/zh/incidents/?country=KGZ"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("", "/"),
    ],
)
def test_display_settings_go_back_to_this_site_only(client, back, goes):
    answer = client.post("/en/display/", {"theme": "dark", "density": "compact", "next": back})
    assert answer.status_code == 302
    assert answer.headers["Location"] == goes
    assert client.cookies["theme"].value == "dark"
    assert 'data-theme="dark" class="compact"' in client.get("/en/about/").content.decode()


def test_the_page_of_a_failure_comes_without_its_styles_where_they_are_what_failed(visitor, monkeypatch):
    def missing(_argument):
        raise ValueError("Missing staticfiles manifest entry")

    monkeypatch.setattr("portal.site.views.errors.static", missing)
    monkeypatch.setattr(ChangeListView, "get_queryset", missing)
    answer = visitor.get("/en/changes/")
    assert answer.status_code == 500
    assert "stylesheet" not in answer.content.decode()
