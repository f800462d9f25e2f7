"""The matrix of rights on every way in and out: whichever door is taken, the table decides, and drafts stay inside."""

from __future__ import annotations

import json
from itertools import product

import pytest
from django.test import Client
from django.urls import reverse

from portal.base.codes import KIND_NAMES, Kind, Status
from portal.base.documents import to_documents
from portal.base.kinds import model_of
from portal.base.models import RecordKey, Revision
from portal.base.publishing import Why, save_documents, submit, withdraw
from portal.base.rights import Verb, may, standings
from tests.admin_pages import as_sent
from tests.factories import make_record, make_user

pytestmark = pytest.mark.django_db
ROLES = ["contributor", "editor", "reviewer", "publisher", "data steward", ""]
REASON = {"reason_code": "correction", "reason_text": "Read again"}
SECRET = "Zzyzx"  # a word of the titles that no page has otherwise
ACTIONS = {
    "submit_records": (Verb.SUBMIT, Status.IN_REVIEW),
    "publish_records": (Verb.PUBLISH, Status.PUBLISHED),
    "return_records": (Verb.RETURN, Status.DRAFT),
    "withdraw_records": (Verb.WITHDRAW, Status.WITHDRAWN),
}


def record_at(kind, status):
    """A record of the kind, begun by the system, brought to a status by the verbs."""
    public = status in (Status.PUBLISHED, Status.WITHDRAWN)
    record = make_record(kind, publish=public, title_en=f"{SECRET} {status}", title_zh=f"{SECRET} {status}")
    if status == Status.IN_REVIEW:
        submit([record.key], why=Why())
    if status == Status.WITHDRAWN:
        withdraw([record.key], why=Why(), notice_en="Taken back.")
    return model_of(kind).objects.select_related("key").get(pk=record.pk)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def form_address(record):
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


def outcome(user, record):
    """What the table says a change by this person becomes: written, proposed or refused."""
    standing = standings([record.key])[record.pk]
    if may(user, Verb.EDIT, standing):
        return "written"
    return "proposed" if may(user, Verb.PROPOSE, standing) else "refused"


def what_became(record, before):
    """What a change became: the live document changed, a proposal stands beside it, or neither."""
    if to_documents(type(record), [record.pk])[record.pk] != before:
        return "written"
    return "proposed" if Revision.objects.waiting().filter(key=record.pk).exists() else "refused"


@pytest.mark.parametrize(("role", "kind"), [*product(ROLES, Kind.values)])
def test_a_change_by_the_form_becomes_what_the_table_says(role, kind):
    user = make_user(role)
    client = signed_in(user)
    for status in Status.values:
        record = record_at(kind, status)
        before = to_documents(type(record), [record.pk])[record.pk]
        expected = outcome(user, record)
        page = client.get(form_address(record))
        if page.status_code == 200 and 'name="_save"' in page.content.decode():
            assert expected != "refused", status
            client.post(form_address(record), as_sent(page, title_en=f"{SECRET} changed", **REASON))
        else:
            assert expected == "refused", status
            answer = client.post(form_address(record), {"title_en": f"{SECRET} changed", **REASON})
            assert answer.status_code == 403
        assert what_became(record, before) == expected, status
        _take_away(record)


@pytest.mark.parametrize("role", ROLES)
def test_an_action_of_the_list_does_what_the_table_says(role):
    user = make_user(role)
    client = signed_in(user)
    address = reverse("admin:events_incident_changelist")
    for (action, (verb, to)), status in product(ACTIONS.items(), Status.values):
        record = record_at(Kind.INCIDENT, status)
        allowed = may(user, verb, standings([record.key])[record.pk]) and not (
            verb == Verb.RETURN and status == Status.PUBLISHED  # that row of the table is about proposals
        )
        answers = {"notice_en": "Gone.", "answered": "1", **REASON}
        client.post(address, {"action": action, "_selected_action": [record.pk], **answers})
        record.key.refresh_from_db()
        assert record.key.status == (to if allowed else status), (action, status)


@pytest.mark.parametrize("role", ROLES)
def test_an_import_becomes_what_the_table_says(role):
    user = make_user(role)
    client = signed_in(user)
    for status in Status.values:
        record = record_at(Kind.INCIDENT, status)
        before = to_documents(type(record), [record.pk])[record.pk]
        expected = outcome(user, record) if user.has_perm("portal.import_record") else "refused"
        file = f"record_id,title_en\n{record.record_id},{SECRET} changed\n"
        _upload(client, file)
        assert what_became(record, before) == expected, status


def _upload(client, text):
    from django.core.files.uploadedfile import SimpleUploadedFile

    address = reverse("admin:events_incident_import")
    data = {"format": "1", "import_file": SimpleUploadedFile("incidents.csv", text.encode()), **REASON}
    preview = client.post(address, data)
    confirm = (getattr(preview, "context_data", None) or {}).get("confirm_form")
    if confirm is not None:
        client.post(reverse("admin:events_incident_process_import"), confirm.initial)


def _take_away(record):
    """Partnerships are one for each country: the next one needs the place."""
    if record.kind == Kind.PARTNERSHIP:
        type(record).objects.filter(pk=record.pk).delete()


@pytest.mark.parametrize("kind", Kind.values)
@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.WITHDRAWN])
def test_readers_meet_what_is_not_published_nowhere(kind, status):
    record = record_at(kind, status)
    names, key = KIND_NAMES[kind], record.record_id
    client = Client()
    lists = [
        f"/en/{names.path}/",
        *(f"/en/{names.path}.{suffix}" for suffix in ("csv", "json", "geojson", "atom")),
    ]
    pages = [*lists, f"/api/v1/{names.api}/", f"/en/search/?q={SECRET}", "/en/", "/en/sources/"]
    for address in [*pages, "/en/countries/", f"/en/{names.path}/?q={SECRET}"]:
        answer = client.get(address, follow=True)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200, address
        text = body.decode("utf-8-sig").replace(f"q={SECRET}", "").replace(f'"{SECRET}"', "")
        assert f"{SECRET} {status}" not in text, address
    own = [f"/en/{names.path}/{key}/", f"/en/{names.path}/{key}/history/", f"/en/{names.path}/{key}/v1/"]
    for address in [*own, f"/api/v1/{names.api}/{key}/"]:
        answer = client.get(address)
        assert answer.status_code == (410 if status == Status.WITHDRAWN else 404), address


@pytest.mark.parametrize("role", ROLES)
def test_a_proposal_is_read_at_the_desk_alone(role):
    record = record_at(Kind.INCIDENT, Status.PUBLISHED)
    document = to_documents(type(record), [record.pk])[record.pk]
    why = Why(make_user("editor"), *REASON.values())
    save_documents(type(record), [{**document, "title_en": "Qqvvq proposed"}], why=why)
    proposal = Revision.objects.waiting().get()
    client = signed_in(make_user(role))
    for address in [
        "/en/incidents/",
        f"/en/incidents/{record.record_id}/",
        "/en/changes/",
        "/en/search/?q=Qqvvq",
    ]:
        assert "Qqvvq proposed" not in client.get(address).content.decode(), address
    found = json.loads(client.get(f"/api/v1/incidents/{record.record_id}/").content)
    assert found["title_en"] != "Qqvvq proposed"
    review = client.get(reverse("admin:portal_revision_change", args=[proposal.pk]))
    assert (review.status_code == 200) is bool(role)


def test_nothing_of_it_is_read_without_an_account():
    record = record_at(Kind.INCIDENT, Status.DRAFT)
    revision = Revision.objects.get(key=record.pk)
    for address in [
        form_address(record),
        reverse("admin:portal_revision_change", args=[revision.pk]),
        reverse("admin:events_incident_changelist"),
        reverse("admin:portal_revision_changelist"),
    ]:
        assert Client().get(address).status_code == 302, address
    assert RecordKey.objects.get().status == Status.DRAFT
