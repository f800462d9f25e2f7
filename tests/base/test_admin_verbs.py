"""Submit, return, publish and withdraw from the lists: the verbs decide, the pages ask and tell."""

from __future__ import annotations

import pytest
from django.urls import reverse

from portal.base.codes import Status
from portal.base.documents import loads
from portal.base.models import Change, RecordKey, Revision
from portal.base.publishing import Why, save_documents, submit, withdraw
from tests.admin_pages import messages_of
from tests.factories import SourceFactory, make_record

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
        ("reviewer", {"submit_records", "return_records", "publish_records"}),
        (
            "publisher",
            {
                "submit_records",
                "return_records",
                "publish_records",
                "withdraw_records",
                "merge_records",
                "separate_records",
                "reinstate_records",
            },
        ),
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


class TestMergeAndBack:
    REASON = {"reason_code": "duplicate", "reason_text": "Told twice"}

    def test_a_record_is_merged_and_separated_and_what_stays_is_said(self, as_role):
        client = as_role("publisher")
        first, second = make_record("incident", publish=True), make_record("incident", publish=True)
        form = reverse("admin:events_incident_change", args=[second.pk])
        merge = reverse("admin:portal_recordkey_step", args=[second.pk, "merge"])
        assert merge in client.get(form).content.decode()
        refused = client.post(merge, {"answered": "1", "into": "INC-9999", **self.REASON})
        assert "There is no record INC-9999." in refused.content.decode()
        refused = client.post(merge, {"answered": "1", "into": second.record_id, **self.REASON})
        assert "Name another record of the same kind." in messages_of(refused)
        response = client.post(merge, {"answered": "1", "into": "inc-0001", **self.REASON}, follow=True)
        assert messages_of(response) == ["INC-0002: merged into INC-0001, where the address leads now."]
        assert RecordKey.objects.get(pk=second.pk).merged_into_id == first.pk
        page = client.get(form).content.decode()
        undo = reverse("admin:portal_recordkey_step", args=[second.pk, "separate"])
        assert undo in page
        assert "/step/reinstate/" not in page
        response = client.post(undo, {"answered": "1", **self.REASON}, follow=True)
        assert messages_of(response) == ["INC-0002 is a record of its own again."]
        assert statuses() == [Status.PUBLISHED] * 2

    def test_what_was_changed_since_a_merge_is_told_by_its_field(self, as_role):
        client = as_role("publisher")
        make_record("incident", publish=True)
        source = SourceFactory(title_en="Another report")
        second = make_record("incident", publish=True, citations=[{"ref": "c1", "source": source.pk}])
        merge = reverse("admin:portal_recordkey_step", args=[second.pk, "merge"])
        client.post(merge, {"answered": "1", "into": "INC-0001", **self.REASON})
        document = loads(Revision.objects.filter(key__record_id="INC-0001").first().document)
        document["citations"][-1]["locator"] = "5"
        save_documents(type(second), [document], why=Why(client.user, "correction", "A page"))
        undo = reverse("admin:portal_recordkey_step", args=[second.pk, "separate"])
        response = client.post(undo, {"answered": "1", **self.REASON}, follow=True)
        kept = "INC-0001: changed since, and therefore left as it is: Citation: Another report, 5."
        assert kept in messages_of(response)

    def test_a_withdrawn_record_is_published_again(self, as_role):
        client, record = as_role("publisher"), make_record("incident", publish=True)
        withdraw([record.key], why=Why(), notice_en="Doubtful.")
        step = reverse("admin:portal_recordkey_step", args=[record.pk, "reinstate"])
        form = reverse("admin:events_incident_change", args=[record.pk])
        assert step in client.get(form).content.decode()
        client.post(step, {"answered": "1", "reason_code": "new_source", "reason_text": "It stands"})
        assert statuses() == [Status.PUBLISHED]
        assert step not in client.get(form).content.decode()

    @pytest.mark.parametrize("step", ["merge", "reinstate", "separate", "withdraw"])
    def test_who_may_not_is_told_and_nothing_happens(self, step, as_role):
        client, record = as_role("reviewer"), make_record("incident", publish=True)
        other = make_record("incident", publish=True)
        assert (
            f"/step/{step}/"
            not in client.get(reverse("admin:events_incident_change", args=[record.pk])).content.decode()
        )
        answers = {"into": other.record_id, "notice_en": "Gone.", **self.REASON}
        path = reverse("admin:portal_recordkey_step", args=[record.pk, step])
        response = client.post(path, {"answered": "1", **answers})
        assert len(messages_of(response)) == 1
        assert statuses() == [Status.PUBLISHED] * 2

    def test_an_unknown_step_is_not_found(self, as_role):
        record = make_record("incident")
        path = f"/admin/portal/recordkey/{record.pk}/step/delete/"
        assert as_role("publisher").get(path).status_code == 404
