"""A new record that looks like one there is: shown once, saved the second time, and remembered."""

from __future__ import annotations

import pytest

from portal.base.models import DuplicatePair, RecordKey
from tests.admin_pages import as_sent, errors_of, new_row
from tests.events.clashes import ADD, clash

pytestmark = pytest.mark.django_db


def the_same(client, nouns, **more):
    data = as_sent(
        client.get(ADD), title_en="Border clash", date="2022-09-15", event_type=nouns["event_type"]
    )
    return new_row(data, "countries", country="KGZ", role="location") | more


def test_likely_duplicates_are_shown_and_one_more_save_keeps_both(as_role, nouns):
    client, record = as_role("editor"), clash(nouns, publish=True)
    response = client.post(ADD, the_same(client, nouns))
    assert "There are records like this one" in errors_of(response)
    assert [twin.key.record_id for twin in response.context_data["twins"]] == [record.record_id]
    assert record.record_id in response.content.decode()
    assert RecordKey.objects.count() == 1
    assert client.post(ADD, as_sent(response)).status_code == 302
    pair = DuplicatePair.objects.get()
    assert (pair.first, pair.dismissed_by) == (record.key, client.user)
    assert not DuplicatePair.objects.open().exists()


def test_a_record_like_none_is_saved_at_once(as_role, nouns):
    client, _record = as_role("editor"), clash(nouns, publish=True)
    sent = the_same(client, nouns, title_en="Drug seizure in the north", date="2012-01-05")
    assert client.post(ADD, sent).status_code == 302
    assert not DuplicatePair.objects.exists()
