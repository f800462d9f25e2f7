"""Two editors, one record: nobody's change is lost, whatever the order."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.base.codes import Status
from portal.base.models import Revision
from tests.admin_pages import as_sent, errors_of
from tests.events.clashes import clash, document_of, form_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(nouns):
    """(a draft, two editors at work on it)."""
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(make_user("editor"))
    return clash(nouns), *clients


def again(response, **changes):
    """The refused form as a browser sends it back, with the hidden fields the comparison added."""
    return as_sent(response, **changes)


def test_changes_of_different_places_are_carried_over_after_a_look(desk):
    record, first, second = desk
    opened = [as_sent(client.get(form_of(record))) for client in (first, second)]
    first.post(form_of(record), opened[0] | {"title_en": "Armed clash"})
    response = second.post(form_of(record), opened[1] | {"summary_en": "A summary."})
    assert "Somebody changed this record" in errors_of(response)
    assert list(response.context_data["stale"].theirs.paths()) == ["title_en"]
    page = response.content.decode()
    assert "Changed by others" in page
    assert "Armed" in page
    assert document_of(record).get("summary_en") is None
    second.post(form_of(record), again(response))
    document = document_of(record)
    assert (document["title_en"], document["summary_en"]) == ("Armed clash", "A summary.")
    assert document["figures"][2]["subset_of"] == "f2"


@pytest.mark.parametrize(("choice", "title"), [("live", "Armed clash"), ("mine", "Skirmish")])
def test_one_place_changed_by_both_is_a_choice(choice, title, desk):
    record, first, second = desk
    opened = [as_sent(client.get(form_of(record))) for client in (first, second)]
    sixty_three = {f"figures-0-{name}": "63" for name in ("low", "best", "high")}
    first.post(form_of(record), opened[0] | {"title_en": "Armed clash"} | sixty_three)
    response = second.post(form_of(record), opened[1] | {"title_en": "Skirmish"})
    assert [conflict.path for conflict in response.context_data["stale"].conflicts] == ["title_en"]
    refused = second.post(form_of(record), again(response))
    assert "Somebody changed this record" in errors_of(refused)
    second.post(form_of(record), again(refused, **{"choice:title_en": choice}))
    document = document_of(record)
    assert (document["title_en"], document["figures"][0]["best"]) == (title, 63)


def test_rows_that_others_replaced_do_not_stop_the_form(desk):
    record, first, second = desk
    opened = [as_sent(client.get(form_of(record))) for client in (first, second)]
    assert first.post(form_of(record), opened[0] | {"countries-0-note_en": "North bank"}).status_code == 302
    response = second.post(form_of(record), opened[1] | {"citations-0-locator": "2"})
    second.post(form_of(record), again(response))
    document = document_of(record)
    assert document["countries"][0]["note_en"] == "North bank"
    assert document["citations"][0]["locator"] == "2"


def test_a_third_change_while_looking_is_shown_too(desk):
    record, first, second = desk
    opened = [as_sent(client.get(form_of(record))) for client in (first, second)]
    first.post(form_of(record), opened[0] | {"title_en": "Armed clash"})
    response = second.post(form_of(record), opened[1] | {"summary_en": "A summary."})
    third = as_sent(first.get(form_of(record)), note_en="A note.")
    first.post(form_of(record), third)
    response = second.post(form_of(record), again(response))
    assert set(response.context_data["stale"].theirs.paths()) == {"title_en", "note_en"}
    second.post(form_of(record), again(response))
    document = document_of(record)
    assert (document["title_en"], document["summary_en"], document["note_en"]) == (
        "Armed clash", "A summary.", "A note.",
    )  # fmt: skip
    assert Revision.objects.filter(key=record.pk).count() == 4


def test_a_record_that_was_submitted_meanwhile_is_no_draft_any_more(desk):
    record, first, second = desk
    opened = as_sent(second.get(form_of(record)), title_en="Skirmish")
    first.post(form_of(record), as_sent(first.get(form_of(record)), _submit="1"))
    response = second.post(form_of(record), opened)
    assert not response.context_data["stale"].theirs
    second.post(form_of(record), again(response))
    record.key.refresh_from_db()
    assert (document_of(record)["title_en"], record.key.status) == ("Skirmish", Status.IN_REVIEW)


def test_a_made_up_state_is_refused_in_words(desk):
    record, first, _second = desk
    sent = as_sent(first.get(form_of(record)), seen="77", title_en="Mine")
    assert "another state of the record" in errors_of(first.post(form_of(record), sent))
