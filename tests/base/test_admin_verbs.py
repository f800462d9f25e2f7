"""Submit, return, publish and withdraw from the lists: the verbs decide, the pages ask and tell."""

from __future__ import annotations

import pytest
from django.urls import reverse

from portal.base.codes import Status
from portal.base.models import Change, RecordKey, Revision
from portal.base.publishing import Why, submit
from tests.admin_pages import messages_of
from tests.factories import make_record, make_user

pytestmark = pytest.mark.django_db
LISTS = ["/admin/events/incident/", "/admin/portal/recordkey/"]


def run(client, path, action, records, **answers):
    data = {"action": action, "_selected_action": [record.pk for record in records], **answers}
    return client.post(path, data, follow=True)


def statuses():
    return list(RecordKey.objects.order_by("id").values_list("status", flat=True))


@pytest.mark.parametrize("path", LISTS)
def test_an_editor_submits(path, as_role):
    client, records = as_role("editor"), [make_record("incident"), make_record("incident")]
    response = run(client, path, "submit_records", records)
    assert messages_of(response) == ["2 records are now “In review”: INC-0001, INC-0002."]
    assert statuses() == [Status.IN_REVIEW] * 2


@pytest.mark.parametrize("path", LISTS)
def test_a_publisher_publishes(path, as_role):
    client = as_role("publisher")
    run(client, path, "publish_records", [make_record("incident")])
    assert statuses() == [Status.PUBLISHED]
    assert Revision.objects.first().author == client.user
    assert Change.objects.count() == 1


def test_all_that_is_missing_is_listed_and_nothing_is_published(as_role):
    client = as_role("publisher")
    records = [
        make_record("incident"),
        make_record("incident", citations=[]),
        make_record("incident", date=""),
    ]
    response = run(client, LISTS[0], "publish_records", records)
    assert sorted(messages_of(response)) == [
        "INC-0002: At least one source.",
        "INC-0003: A date, or the reason why there is none.",
    ]
    assert statuses() == [Status.DRAFT] * 3


def test_a_status_that_does_not_allow_it_is_said(as_role):
    client, record = as_role("editor"), make_record("incident", publish=True)
    response = run(client, LISTS[0], "submit_records", [record])
    assert messages_of(response) == ["INC-0001: the status does not allow this; it would have to be: Draft."]


@pytest.mark.parametrize(
    ("role", "actions"),
    [
        ("contributor", set()),
        ("editor", {"submit_records"}),
        ("reviewer", {"submit_records", "return_records"}),
        ("publisher", {"submit_records", "return_records", "publish_records", "withdraw_records"}),
    ],
)
def test_only_what_a_role_may_do_is_offered(role, actions, as_role):
    client, record = as_role(role), make_record("incident")
    page = client.get(LISTS[0])
    form = page.context_data["action_form"]
    offered = {value for value, _label in form.fields["action"].choices if value} if form else set()
    assert offered == actions
    if "publish_records" not in actions:
        run(client, LISTS[0], "publish_records", [record])
        assert statuses() == [Status.DRAFT]


def test_returning_asks_what_to_mend(as_role):
    client, record = as_role("reviewer"), make_record("incident")
    submit([record.key], why=Why())
    page = run(client, LISTS[0], "return_records", [record])
    assert page.template_name == "admin/record_verb.html"
    refused = run(client, LISTS[0], "return_records", [record], answered="1", reason_text="")
    assert "This field is required." in refused.content.decode()
    assert statuses() == [Status.IN_REVIEW]
    run(client, LISTS[0], "return_records", [record], answered="1", reason_text="Which side says so?")
    assert statuses() == [Status.DRAFT]
    assert Revision.objects.first().reason_text == "Which side says so?"


def test_withdrawing_asks_for_the_notice_in_both_languages(as_role):
    client, record = as_role("publisher"), make_record("incident", publish=True)
    page = run(client, LISTS[0], "withdraw_records", [record]).content.decode()
    assert 'name="notice_en"' in page
    assert 'name="notice_zh"' in page
    refused = run(client, LISTS[0], "withdraw_records", [record], answered="1", reason_code="duplicate")
    assert "A notice for readers, in one language at least." in refused.content.decode()
    assert statuses() == [Status.PUBLISHED]
    answers = {
        "notice_en": "The same as INC-0002.",
        "notice_zh": "与INC-0002重复。",
        "reason_code": "duplicate",
    }
    run(client, LISTS[0], "withdraw_records", [record], answered="1", **answers)
    key = RecordKey.objects.get()
    assert (key.status, key.withdrawal_en, key.withdrawal_zh) == (
        Status.WITHDRAWN,
        answers["notice_en"],
        answers["notice_zh"],
    )
    assert Revision.objects.first().reason_code == "duplicate"


def test_history_leads_to_the_revisions_and_what_each_changed(as_role):
    client = as_role("editor")
    record = make_record("incident", author=make_user("contributor"))
    make_record("incident", record_id=record.record_id, title_en="Another title")
    revisions = client.get(reverse("admin:events_incident_history", args=[record.pk]), follow=True)
    assert revisions.context_data["cl"].result_count == 2
    last = Revision.objects.order_by("-sequence").first()
    page = client.get(reverse("admin:portal_revision_change", args=[last.pk])).content.decode()
    assert "<del>A incidents record</del>" in page
    assert "<ins>Another title</ins>" in page
    assert (
        client.post(reverse("admin:portal_revision_change", args=[last.pk]), {"status": "draft"}).status_code
        == 403
    )
