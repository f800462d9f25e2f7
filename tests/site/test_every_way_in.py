"""Random sequences of edits by form, file, API, command and decision: the revisions are the record, one a write."""

from __future__ import annotations

from random import Random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from events.models import Incident
from portal.base.documents import loads, to_documents
from portal.base.models import ApiToken, PublicText, RecordKey, Revision
from portal.base.proposals import approve, refuse_proposal
from portal.base.publishing import Why, reinstate, withdraw
from portal.base.rebasing import LIVE
from portal.base.restoring import restore
from tests.admin_pages import as_sent
from tests.factories import EventTypeFactory, make_record, make_user

pytestmark = pytest.mark.django_db
WORDS = ["river", "border", "bridge", "market", "valley", "pass"]
REASON = {"reason_code": "correction", "reason_text": "Read again"}


class Desk:
    """One published record, an editor, a publisher and a reviewer; each method is one way to write."""

    def __init__(self, seed):
        EventTypeFactory()
        self.random = Random(seed)
        self.record = make_record("incident", publish=True, title_en="Clash", title_zh="冲突")
        self.people = {role: make_user(role) for role in ("editor", "publisher", "reviewer")}
        self.address = reverse("admin:events_incident_change", args=[self.record.pk])

    @property
    def key(self):
        return RecordKey.objects.get(pk=self.record.pk)

    def client(self, role):
        client = Client()
        client.force_login(self.people[role])
        return client

    def words(self):
        return " ".join(self.random.sample(WORDS, 2))

    def form(self):
        client = self.client(self.random.choice(["editor", "publisher"]))
        page = client.get(self.address)
        client.post(self.address, as_sent(page, title_en=f"Clash at the {self.words()}", **REASON))

    def form_left_open(self):
        """Somebody else saves between opening and sending; the form is sent again after the comparison."""
        client = self.client("publisher")
        sent = as_sent(client.get(self.address), summary_en=self.words(), **REASON)
        other = self.client("publisher")
        other.post(self.address, as_sent(other.get(self.address), note_en=self.words(), **REASON))
        answer = client.post(self.address, sent)
        if answer.status_code == 200:
            client.post(self.address, as_sent(answer))

    def file(self):
        client = self.client(self.random.choice(["editor", "publisher"]))
        text = f"record_id,version,summary_en\n{self.key.record_id},{self.key.version},{self.words()}\n"
        file = SimpleUploadedFile("incidents.csv", text.encode())
        sent = {"format": "1", "import_file": file, **REASON}
        preview = client.post(reverse("admin:events_incident_import"), sent)
        if "confirm_form" in preview.context_data:
            confirmed = preview.context_data["confirm_form"].initial
            client.post(reverse("admin:events_incident_process_import"), confirmed)

    def api(self):
        _row, token = ApiToken.objects.create(user=self.people["editor"], name="a program")
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        address = f"/api/v1/incidents/{self.key.record_id}/"
        seen = client.get(f"{address}document/")
        if seen.status_code == 200:
            body = {"document": {"note_zh": self.words()}, "reason": {"code": "correction", "text": "Read"}}
            client.patch(address, body, format="json", headers={"If-Match": seen["ETag"]})

    def decide(self):
        for proposal in Revision.objects.waiting().order_by("pk")[:2]:
            if self.random.random() < 0.7:
                paths = ("title_en", "summary_en", "note_en", "note_zh")
                approve(proposal, why=Why(self.people["reviewer"]), choices=dict.fromkeys(paths, LIVE))
            else:
                refuse_proposal(proposal, why=Why(self.people["reviewer"], reason_text="No source"))

    def go_back(self):
        earlier = self.random.choice(list(Revision.objects.applied().filter(key=self.key)))
        restore(earlier, why=Why(self.people["publisher"], *REASON.values()))

    def take_back_and_again(self):
        why = Why(self.people["publisher"], *REASON.values())
        withdraw([self.key], why=why, notice_en="For an hour.")
        reinstate([self.key], why=why)

    def command(self):
        call_command("check_documents", verbosity=0)


def document_of(record):
    return to_documents(Incident, [record.pk])[record.pk]


@pytest.mark.parametrize("seed", range(4))
def test_the_last_applied_revision_is_the_record_after_every_step(seed):
    desk = Desk(seed)
    ways = [desk.form, desk.form_left_open, desk.file, desk.api, desk.decide, desk.go_back, desk.command]
    ways += [desk.take_back_and_again, desk.decide, desk.form, desk.file]
    for number in range(25):
        before, known = document_of(desk.record), set(Revision.objects.values_list("pk", flat=True))
        step = desk.random.choice(ways)
        step()
        where = (seed, number, step.__name__)
        revisions = list(Revision.objects.filter(key=desk.key).order_by("sequence"))
        applied = [revision for revision in revisions if not revision.pending]
        assert loads(applied[-1].document) == document_of(desk.record), where
        assert [revision.sequence for revision in revisions] == list(range(1, len(revisions) + 1)), where
        new = [revision for revision in applied if revision.pk not in known]
        states = [before, *(loads(revision.document) for revision in new)]
        moved = [one.action not in ("withdrawn", "restored") for one in new]
        for first, second, writes in zip(states, states[1:], moved, strict=False):
            assert first != second or not writes, where  # nothing changed makes no revision
        public = loads(PublicText.objects.get(key=desk.key).text)
        versions = [revision.version for revision in applied if revision.version]
        assert (public["title_en"], public["version"]) == (document_of(desk.record)["title_en"], versions[-1])
        assert versions == list(range(1, len(versions) + 1)), where
        assert all(one.reason_code and one.reason_text for one in revisions if one.author_id), where
