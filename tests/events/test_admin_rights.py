"""Who may do what in an incident's form, what waits for review, what is refused and in which words."""

from __future__ import annotations

import pytest

from portal.base.codes import Status
from portal.base.documents import loads
from portal.base.models import RecordKey, Revision
from tests.admin_pages import as_sent, errors_of, messages_of, new_row
from tests.events.clashes import ADD, clash, document_of, form_of

pytestmark = pytest.mark.django_db


class TestWhoMay:
    def test_an_editors_change_of_a_published_record_waits_beside_it(self, as_role, nouns):
        client, record = as_role("editor"), clash(nouns, publish=True)
        before = document_of(record)
        page = client.get(form_of(record))
        assert "what you save waits for review" in page.content.decode()
        data = as_sent(page, title_en="Mine", reason_code="correction", reason_text="A slip")
        response = client.post(form_of(record), data, follow=True)
        assert "your change waits for review" in messages_of(response)[0]
        assert document_of(record) == before
        proposal = Revision.objects.waiting().get()
        assert (proposal.key_id, proposal.author, proposal.version) == (record.pk, client.user, None)
        assert loads(proposal.document)["title_en"] == "Mine"

    def test_who_goes_on_with_a_proposal_sees_and_replaces_it(self, as_role, nouns):
        client, record = as_role("editor"), clash(nouns, publish=True)
        reason = {"reason_code": "correction", "reason_text": "A slip"}
        data = as_sent(client.get(form_of(record)), title_en="Mine", **reason)
        row = {"quantifier": "exact", "best": "5", "role": "considered", "reason_en": "An early count"}
        data = new_row(data, "figures", measure="killed", **row)
        assert client.post(form_of(record), data).status_code == 302
        first = Revision.objects.waiting().get()
        page = client.get(f"{form_of(record)}?proposal={first.pk}")
        sent = as_sent(page, title_en="Mine, again", **reason)
        assert "5" in [value for name, value in sent.items() if name.endswith("-best")]
        client.post(f"{form_of(record)}?proposal={first.pk}", sent)
        second = Revision.objects.waiting().get()
        assert (second.replaces, second.base) == (first, first.base)
        document = loads(second.document)
        assert document["title_en"] == "Mine, again"
        assert document["figures"] == loads(first.document)["figures"]

    def test_a_reader_of_another_desk_is_told_why(self, as_role, nouns):
        client, record = as_role("contributor"), clash(nouns)
        page = client.get(form_of(record))
        assert "contributors change only the drafts they began" in page.content.decode()
        assert 'name="_save"' not in page.content.decode()
        assert client.post(form_of(record), {"title_en": "Mine"}).status_code == 403

    def test_a_change_of_a_published_record_needs_a_reason(self, as_role, nouns):
        client, record = as_role("publisher"), clash(nouns, publish=True)
        data = as_sent(client.get(form_of(record)), title_en="Corrected")
        errors = errors_of(client.post(form_of(record), data))
        assert errors.count("The record is published: say why it changes.") == 2
        client.post(form_of(record), data | {"reason_code": "correction", "reason_text": "A slip"})
        revision = Revision.objects.filter(key=record.key).first()
        assert (revision.version, revision.reason_code, revision.reason_text) == (2, "correction", "A slip")

    def test_saving_a_published_record_unchanged_asks_for_nothing(self, as_role, nouns):
        client, record = as_role("publisher"), clash(nouns, publish=True)
        response = client.post(form_of(record), as_sent(client.get(form_of(record))), follow=True)
        assert messages_of(response) == ["Nothing has changed; no revision was made."]

    @pytest.mark.parametrize(
        ("role", "status"), [("contributor", 200), ("editor", 200), ("data steward", 403), ("", 403)]
    )
    def test_who_may_write_drafts(self, role, status, as_role):
        assert as_role(role).get(ADD).status_code == status

    def test_buttons_save_and_move_on(self, as_role, nouns):
        client, record = as_role("publisher"), clash(nouns)
        data = as_sent(client.get(form_of(record)), _publish="1")
        response = client.post(form_of(record), data, follow=True)
        assert f"1 record is now “Published”: {record.record_id}." in messages_of(response)
        assert RecordKey.objects.get(pk=record.pk).status == Status.PUBLISHED

    def test_nobody_publishes_what_they_just_wrote(self, as_role, nouns):
        client, record = as_role("publisher"), clash(nouns)
        data = as_sent(client.get(form_of(record)), title_en="Ready", _publish="1")
        response = client.post(form_of(record), data, follow=True)
        assert "nobody approves their own work" in messages_of(response)[1]
        key = RecordKey.objects.get(pk=record.pk)
        assert (key.status, key.title_en) == (Status.DRAFT, "Ready")
        assert 'name="_publish"' not in client.get(form_of(record)).content.decode()

    def test_what_is_missing_is_said_and_the_draft_is_kept(self, as_role, nouns, settings):
        client, record = as_role("publisher"), clash(nouns, citations=[], figures=[])
        settings.AUTHORS_NEVER_APPROVE = False
        data = as_sent(client.get(form_of(record)), title_en="Not ready", _publish="1")
        response = client.post(form_of(record), data, follow=True)
        assert f"{record.record_id}: At least one source." in messages_of(response)
        key = RecordKey.objects.get(pk=record.pk)
        assert (key.status, key.title_en) == (Status.DRAFT, "Not ready")

    def test_an_editors_publish_button_is_refused_in_words(self, as_role, nouns):
        client, record = as_role("editor"), clash(nouns)
        page = client.get(form_of(record))
        assert 'name="_publish"' not in page.content.decode()
        response = client.post(form_of(record), as_sent(page, title_en="New", _publish="1"), follow=True)
        assert "this needs a right that the account does not have" in messages_of(response)[1]
        assert RecordKey.objects.get(pk=record.pk).status == Status.DRAFT
