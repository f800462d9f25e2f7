"""Partnerships, mechanisms, meetings and documents in the editors' form, with the rows that are their own."""

from __future__ import annotations

import pytest
from django.urls import reverse

from mechanisms.models import Document, Mechanism, Meeting, Partnership
from portal.base.documents import to_documents
from portal.base.models import Revision
from tests.admin_pages import as_sent, errors_of, messages_of, new_row
from tests.factories import CountryFactory, make_record

pytestmark = pytest.mark.django_db


def add_page(kind):
    return reverse(f"admin:mechanisms_{kind}_add")


def form_of(record):
    return reverse(f"admin:mechanisms_{record._meta.model_name}_change", args=[record.pk])


def document_of(record):
    return to_documents(type(record), [record.pk])[record.pk]


def test_a_new_partnership_takes_its_partners_code_and_keeps_it(as_role):
    client = as_role("editor")
    kaz = CountryFactory(code="KAZ", iso2="KZ")
    data = as_sent(client.get(add_page("partnership")), title_en="China and Kazakhstan", partner=kaz.pk)
    data = new_row(
        data, "designations", date="2013年10月", date_kind="event", track="shared_future", act="declared",
        wording_zh="命运共同体", wording_en_origin="ours", wording_zh_origin="official",
    )  # fmt: skip
    client.post(add_page("partnership"), data)
    partnership = Partnership.objects.get()
    assert partnership.record_id == "PAR-KAZ"
    assert document_of(partnership)["designations"][0] | {} == {
        "ref": "d1", "date": "2013-10", "date_kind": "event", "track": "shared_future", "act": "declared",
        "wording_zh": "命运共同体", "wording_en_origin": "ours", "wording_zh_origin": "official",
    }  # fmt: skip
    page = client.get(form_of(partnership))
    assert "partner" not in page.context_data["adminform"].form.fields
    client.post(form_of(partnership), as_sent(page, title_zh="中哈"))
    assert document_of(partnership) | {"title_zh": ""} == document_of(partnership) | {
        "title_zh": "",
        "partner": "KAZ",
    }


def test_a_second_partnership_with_the_same_state_is_refused(as_role):
    client = as_role("editor")
    partner = make_record("partnership").partner
    data = as_sent(client.get(add_page("partnership")), title_en="Twice", partner=partner.pk)
    assert "already exists" in errors_of(client.post(add_page("partnership"), data))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"track": "partnership"}, "A partnership level."),
        ({"track": "shared_future", "wording_zh": ""}, "The wording in one language at least."),
        ({"track": "shared_future", "date": "31.02.2020"}, "names a month or day that does not exist"),
        ({"track": "shared_future", "citation": "c4"}, "c4 is not a row of this record."),
    ],
)
def test_designations_that_are_refused(row, words, as_role):
    client, record = as_role("editor"), make_record("partnership")
    values = {"date": "2020", "date_kind": "event", "act": "declared", "wording_zh": "关系"}
    values |= {"wording_en_origin": "ours", "wording_zh_origin": "official"} | row
    data = new_row(as_sent(client.get(form_of(record))), "designations", **values)
    assert words in errors_of(client.post(form_of(record), data))
    assert Revision.objects.count() == 1


def test_stages_are_saved_and_todays_stage_is_derived(as_role):
    client, record = as_role("editor"), make_record("mechanism")
    data = as_sent(client.get(form_of(record)))
    data = new_row(data, "stages", stage="proposed", date="2013", date_kind="event", citation="c1")
    data = new_row(data, "stages", stage="operating", date="2020-07", date_kind="event")
    client.post(form_of(record), data)
    record.refresh_from_db()
    assert record.stage == "operating"
    assert [(row["ref"], row.get("citation")) for row in document_of(record)["stages"]] == [
        ("s1", "c1"),
        ("s2", None),
    ]
    assert "operating" in client.get(form_of(record)).content.decode().lower()


def test_parents_do_not_go_in_a_circle(as_role):
    client = as_role("editor")
    above = make_record("mechanism")
    below = make_record("mechanism", parent=above.record_id)
    response = client.post(form_of(above), as_sent(client.get(form_of(above)), parent=below.pk))
    assert f"{below.record_id} is below this one already: parents cannot go in a circle." in errors_of(
        response
    )
    assert Mechanism.objects.get(pk=above.pk).parent is None


def test_other_records_are_chosen_by_id(as_role):
    client = as_role("editor")
    mechanism, meeting = make_record("mechanism"), make_record("meeting")
    client.post(form_of(meeting), as_sent(client.get(form_of(meeting)), mechanism=mechanism.pk))
    assert document_of(meeting)["mechanism"] == mechanism.record_id
    page = client.get(form_of(meeting)).content.decode()
    assert f'<option value="{mechanism.pk}" selected>{mechanism.record_id}' in page
    assert Meeting.objects.get().mechanism == mechanism


def test_a_documents_languages_validity_and_parties(as_role):
    client, record = as_role("editor"), make_record("document")
    kgz = CountryFactory(code="KGZ", iso2="KG").pk
    data = as_sent(
        client.get(form_of(record)),
        authentic_languages="zh-Hans; ru",
        valid_from="2020",
        valid_until="2025",
        text_url="example.org/text",
    )
    data = new_row(
        data, "party_actions", country=kgz, action="signature", date="14.09.2022", date_kind="event"
    )
    client.post(form_of(record), data)
    document = document_of(record)
    assert document["authentic_languages"] == ["ru", "zh-Hans"]
    assert document["text_url"] == "https://example.org/text"
    assert document["party_actions"] == [
        {"ref": "p1", "country": "KGZ", "action": "signature", "date": "2022-09-14", "date_kind": "event"}
    ]
    page = client.get(form_of(record))
    assert as_sent(page)["authentic_languages"] == "ru; zh-Hans"
    assert messages_of(client.post(form_of(record), as_sent(page), follow=True)) == [
        "Nothing has changed; no revision was made."
    ]
    assert "Valid until" in errors_of(client.post(form_of(record), as_sent(page, valid_until="2019")))
    assert Document.objects.get().valid_until == "2025"
