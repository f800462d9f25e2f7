"""The inbox in the admin: noting, reading, answering; what is known of a lead already."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.base import leads
from portal.base.codes import LeadStatus, ReasonCode
from portal.base.models import Lead, RecordKey, Revision
from tests.admin_pages import as_sent, messages_of
from tests.factories import EventTypeFactory, SourceFactory, make_record

pytestmark = pytest.mark.django_db
LIST = "/admin/portal/lead/"


def received(**more):
    return leads.receive(Lead(**({"note": "The number is 61"} | more)))


def page_of(lead):
    return f"{LIST}{lead.pk}/change/"


class TestAdmin:
    def test_an_editor_notes_an_address(self, as_role):
        client = as_role("editor")
        data = as_sent(client.get(f"{LIST}add/"), url="https://example.org/a", note="For the chronology")
        client.post(f"{LIST}add/", data)
        lead = Lead.objects.get()
        assert (lead.origin, lead.author, lead.url) == ("editor", client.user, "https://example.org/a")
        response = client.post(f"{LIST}add/", data, follow=True)
        assert messages_of(response)[-1:] == [
            "LEA-0002 was kept, but LEA-0001 says the same: it was attached to that one."
        ]

    def test_an_address_of_another_scheme_is_refused_beside_its_field(self, as_role):
        client = as_role("editor")
        data = as_sent(client.get(f"{LIST}add/"), url="javascript:alert(1)", note="x")
        page = client.post(f"{LIST}add/", data)
        assert set(page.context_data["adminform"].form.errors) == {"url"}

    def test_what_it_says_is_text_and_never_markup(self, as_role):
        key = make_record("incident", publish=True).key
        evil = "<script>alert(1)</script>"
        lead = received(
            key=key, field=evil, note=evil, correction=evil, source_text=evil, url="https://e.org/?<b>"
        )
        client = as_role("editor")
        draft = f"{LIST}{lead.pk}/draft/?kind=meeting"
        for address in (LIST, page_of(lead), draft):
            html = client.get(address).content.decode()
            assert "<script>alert" not in html
            assert "&lt;script&gt;alert" in html
            assert "?<b>" not in html

    def test_the_page_shows_what_is_known_already(self, as_role):
        record = make_record("incident", publish=True, title_en="Old title")
        source = SourceFactory(url="https://example.org/a", title_en="Known report")
        for _ in range(3):
            make_record("meeting", citations=[{"ref": "c1", "source": source.pk}])
        received(url="https://example.org/a", note="Earlier")
        lead = received(key=record.key, field="title_en", url="https://example.org/a?utm_source=x")
        html = as_role("editor").get(page_of(lead)).content.decode()
        assert "Known report" in html
        assert "already cited by 3 records" in html
        assert "Perhaps reported before" in html
        assert "LEA-0001" in html
        assert "Old title" in html

    def test_accepting_leads_to_the_records_form_with_the_lead_above_it(self, as_role):
        client, record = as_role("editor"), make_record("incident", publish=True)
        lead = received(key=record.key, field="title_en", correction="It should be this")
        response = client.post(page_of(lead), {"verb": "record", "record": record.record_id}, follow=True)
        assert response.redirect_chain[-1][0].endswith(f"?lead={lead.pk}")
        html = response.content.decode()
        assert "It should be this" in html
        form = response.context_data["adminform"].form
        assert form["reason_code"].value() == ReasonCode.CORRECTION
        assert form["reason_text"].value() == "A reader reported an error."
        address = response.redirect_chain[-1][0]
        response = client.post(address, as_sent(response, title_en="It should be this"), follow=True)
        assert Revision.objects.waiting().get().reason_code == ReasonCode.CORRECTION

    def test_another_form_is_not_prefilled(self, as_role):
        client, record = as_role("editor"), make_record("incident", publish=True)
        lead, other = received(key=record.key), make_record("incident", publish=True)
        client.post(page_of(lead), {"verb": "record", "record": record.record_id})
        for address in (f"?lead={lead.pk}", "", "?lead=LEA-9999"):
            page = client.get(reverse("admin:events_incident_change", args=[other.pk]) + address)
            assert page.context_data["adminform"].form["reason_text"].value() is None
            assert "lead_panel" not in page.context_data

    def test_a_draft_is_made_and_opened(self, as_role):
        client, lead = as_role("editor"), received(url="https://example.org/a", source_text="A paper")
        address = f"{LIST}{lead.pk}/draft/?kind=incident"
        page = client.get(address)
        assert page.context_data["form"]["source_title_en"].value() == "A paper"
        data = {
            "title_en": "",
            "event_type": EventTypeFactory().pk,
            "source_title_en": "A paper",
            "date": "2022-09",
        }
        assert set(client.post(address, data).context_data["form"].errors) == {"title_en"}
        response = client.post(address, data | {"title_en": "Clash"}, follow=True)
        key = RecordKey.objects.get()
        assert (key.title_en, key.date) == ("Clash", "2022-09")
        assert messages_of(response) == [f"{key.record_id} was begun from {lead.pk}. Complete it here."]
        assert client.get(address, follow=True).redirect_chain[-1][0] == page_of(lead)

    def test_a_refused_answer_is_asked_for_again(self, as_role):
        client, lead = as_role("editor"), received()
        page = client.post(page_of(lead), {"verb": "refuse"})
        assert "A reason, in one language at least." in page.content.decode()
        page = client.post(page_of(lead), {"verb": "record", "record": "INC-9999"})
        assert "INC-9999 is not the ID of a record that can be changed." in page.content.decode()
        page = client.post(page_of(lead), {"verb": "duplicate", "first": "LEA-9999"})
        assert "is not the ID of a lead" in page.content.decode()
        assert Lead.objects.get().status == LeadStatus.NEW

    def test_a_list_and_a_page_cost_the_same_for_few_and_many(self, as_role):
        client, key = as_role("editor"), make_record("incident", publish=True).key
        lead = received(key=key, note="0", url="https://example.org/a")

        def cost():
            found = []
            for address in (LIST, page_of(lead)):
                client.get(address)
                with CaptureQueriesContext(connection) as captured:
                    client.get(address)
                found.append(len(captured))
            return found

        received(key=key, note="1")
        before = cost()
        for number in range(2, 9):
            received(key=key, note=str(number))
            received(key=key, note="0", url="https://example.org/a")
            SourceFactory(url="https://example.org/a")
        assert cost() == [before[0], before[1]]
