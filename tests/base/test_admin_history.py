"""A record's history for editors: what was done, two states compared, and the way back."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.base.documents import to_documents
from portal.base.models import Revision
from portal.base.publishing import Why, save_documents
from tests.admin_pages import messages_of
from tests.factories import make_record, make_user

pytestmark = pytest.mark.django_db
REASON = ("correction", "Read again")


@pytest.fixture
def record(db):
    return make_record("incident", publish=True, title_en="Border clash", editorial_note="For us")


def document_of(record):
    return to_documents(type(record), [record.pk])[record.pk]


def change(record, author, **values):
    save_documents(type(record), [{**document_of(record), **values}], why=Why(author, *REASON))
    return Revision.objects.filter(key=record.pk).order_by("-sequence").first()


def history_of(record):
    return reverse("admin:events_incident_history", args=[record.pk])


def page_of(revision):
    return reverse("admin:portal_revision_change", args=[revision.pk])


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_all_that_was_done_by_whom_and_why(record, as_role):
    change(record, make_user("publisher"), title_en="Armed clash")
    proposal = change(record, make_user("contributor"), title_en="Skirmish")
    page = as_role("editor").get(history_of(record))
    words = text_of(page)
    assert "2 · version 2" in words
    assert "publisher Edited Published Correction · Read again" in words
    assert "contributor Change proposed · Waiting for review Correction · Read again" in words
    assert f'href="{page_of(proposal)}"' in page.content.decode()


def test_any_two_are_compared_proposals_too(record, as_role):
    first = Revision.objects.get(key=record.pk)
    change(record, make_user("publisher"), editorial_note="For us alone")
    proposal = change(record, make_user("contributor"), title_en="Border skirmish")
    page = as_role("editor").get(history_of(record), {"from": first.pk, "to": proposal.pk})
    html = re.sub(r'<span class="visually-hidden">[^<]*</span>', "", page.content.decode())
    assert "Border <del>clash</del><ins>skirmish</ins>" in html
    assert "For us<ins> alone</ins>" in html
    assert "They say the same." in text_of(
        page.client.get(history_of(record), {"from": first.pk, "to": first.pk})
    )


@pytest.mark.parametrize("query", [{"from": "x", "to": "1"}, {"from": "1"}, {"to": "live"}])
def test_revisions_of_another_record_and_nonsense_are_refused_in_words(query, record, as_role):
    other = Revision.objects.get(key=make_record("incident").pk)
    query = {name: other.pk if value == "1" else value for name, value in query.items()}
    page = as_role("editor").get(history_of(record), query)
    assert messages_of(page) == ["Choose two revisions of this record."]


def test_a_revision_shows_what_it_changed_and_the_record_goes_back_to_it(record, as_role):
    client = as_role("publisher")
    first = Revision.objects.get(key=record.pk)
    before = document_of(record)
    last = change(record, client.user, title_en="Armed clash")
    assert 'value="restore"' not in client.get(page_of(last)).content.decode()
    assert f"{page_of(first)}#restore" in client.get(history_of(record)).content.decode()
    refused = client.post(page_of(first), {"step": "restore"})
    assert refused.content.decode().count("Say why the record goes back to this.") == 2
    answers = {"step": "restore", "reason_code": "coding_error", "reason_text": "It was right"}
    response = client.post(page_of(first), answers, follow=True)
    assert messages_of(response) == [f"{record.record_id} is again what it was after revision 1."]
    assert document_of(record) == before
    newest = Revision.objects.filter(key=record.pk).first()
    assert (newest.action, newest.version, newest.reason_text) == ("restored", 3, "It was right")
    again = client.post(page_of(first), answers, follow=True)
    assert messages_of(again) == [f"{record.record_id} is that already; no revision was made."]


def test_going_back_waits_for_review_where_a_change_would(record, as_role):
    first = Revision.objects.get(key=record.pk)
    change(record, make_user("publisher"), title_en="Armed clash")
    answers = {"step": "restore", "reason_code": "coding_error", "reason_text": "It was right"}
    response = as_role("editor").post(page_of(first), answers, follow=True)
    assert "going back waits for review" in messages_of(response)[0]
    assert response.request["PATH_INFO"] == page_of(Revision.objects.waiting().get())
    assert document_of(record)["title_en"] == "Armed clash"


def test_a_revision_itself_is_never_changed(record, as_role):
    revision = Revision.objects.get(key=record.pk)
    assert as_role("publisher").post(page_of(revision), {"status": "draft"}).status_code == 403


def test_a_history_of_60_costs_no_more_than_of_3(record, as_role):
    client, author = as_role("publisher"), make_user("publisher")
    for number in range(2):
        change(record, author, title_en=f"Title {number}")
    ids = list(Revision.objects.filter(key=record.pk).order_by("pk").values_list("pk", flat=True))

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(history_of(record), {"from": ids[0], "to": ids[-1]}).render().status_code == 200
        return len(captured)

    cost()
    few = cost()
    for number in range(57):
        change(record, author, title_en=f"Another title {number}")
    ids = list(Revision.objects.filter(key=record.pk).order_by("pk").values_list("pk", flat=True))
    assert cost() == few
    assert few <= 30


@pytest.mark.parametrize("role", ["", "reader"])
def test_who_sees_no_records_sees_no_history(role, record, as_role):
    client = as_role("")
    if role:
        client.logout()
    assert client.get(history_of(record)).status_code in (302, 403)
