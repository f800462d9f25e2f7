"""The verbs: what each writes, what it refuses, what readers get."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError

from events.models import EventType, Incident
from portal.base.documents import loads, to_documents
from portal.base.models import (
    Change,
    Country,
    Figure,
    Measure,
    PublicText,
    RecordKey,
    Revision,
    Source,
    Version,
)
from portal.base.publishing import (
    Why,
    publish,
    record_written,
    return_to_author,
    save_documents,
    submit,
    withdraw,
)
from portal.base.saving import RecordErrors
from tests.factories import make_user

pytestmark = pytest.mark.django_db
SYSTEM = Why()


@pytest.fixture(autouse=True)
def nouns():
    Country.objects.create(code="KGZ", iso2="KG", numeric="417", name_en="Kyrgyzstan", name_zh="吉尔吉斯斯坦")
    Country.objects.create(code="TJK", iso2="TJ", numeric="762", name_en="Tajikistan", name_zh="塔吉克斯坦")
    EventType.objects.create(slug="armed_conflict", name_en="Armed conflict", name_zh="武装冲突")
    Measure.objects.create(slug="killed", name_en="Killed", name_zh="死亡")
    Source.objects.create(id="SRC-0001", title_en="A report", language="en")


def clash(**more):
    """A whole incident document; `more` replaces fields."""
    return {
        "record_id": "INC-0001",
        "title_en": "Border clash",
        "title_zh": "边境冲突",
        "date": "2022-09-14/2022-09-17",
        "event_type": "armed_conflict",
        "countries": [{"country": "KGZ", "role": "location"}],
        "citations": [{"ref": "c1", "source": "SRC-0001", "locator": "1"}],
        "figures": [
            {
                "ref": "f1",
                "measure": "killed",
                "counted_country": "KGZ",
                "best": 62,
                "attributed_to_country": "KGZ",
            },
            {
                "ref": "f2",
                "measure": "killed",
                "counted_country": "TJK",
                "best": 38,
                "attributed_to_country": "TJK",
            },
            {
                "ref": "f3",
                "measure": "killed",
                "counted_country": "TJK",
                "counted_group": "civilians",
                "subset_of": "f2",
                "best": 36,
                "citation": "c1",
            },
        ],
    } | more


def saved(**more):
    save_documents(Incident, [clash(**more)], why=SYSTEM, publish=True)
    return Incident.objects.select_related("key").get(key__record_id="INC-0001")


def text_of(record_id: str = "INC-0001") -> dict:
    return json.loads(PublicText.objects.get(key__record_id=record_id).text)


def test_a_document_goes_in_and_comes_out_the_same():
    incident = saved()
    document = to_documents(Incident, [incident.key_id])[incident.key_id]
    again = save_documents(Incident, [document], why=SYSTEM)
    assert again.unchanged == ["INC-0001"]
    assert Revision.objects.count() == 1


def test_disjoint_claims_add_and_the_subset_does_not():
    incident = saved()
    assert (incident.deaths_low, incident.deaths_best, incident.deaths_high) == (100, 100, 100)
    assert incident.deaths_band == "100+"
    assert not incident.accounts_differ


def test_a_new_record_without_an_id_gets_the_next_and_stays_a_draft():
    saved()
    document = clash()
    del document["record_id"]
    report = save_documents(Incident, [document, document], why=SYSTEM)
    assert report.created == ["INC-0002", "INC-0003"]
    assert set(RecordKey.objects.filter(record_id__in=report.created).values_list("status", flat=True)) == {
        "draft"
    }
    assert not PublicText.objects.filter(key__record_id__in=report.created).exists()


def test_each_change_is_one_revision_and_one_public_change_with_its_own_frozen_text():
    saved()
    saved(title_en="Border clash in September")
    revisions = list(Revision.objects.order_by("sequence"))
    assert [(r.sequence, r.version, r.action) for r in revisions] == [(1, 1, "published"), (2, 2, "edited")]
    assert json.loads(revisions[0].public_text)["title_en"] == "Border clash"
    assert json.loads(revisions[1].public_text)["title_en"] == "Border clash in September"
    first, second = Version.objects.order_by("published_from")
    assert (first.revision, second.revision) == tuple(revisions)
    assert first.published_until == second.published_from == revisions[1].created_at
    assert second.published_until is None
    assert list(Change.objects.order_by("number").values_list("number", "version")) == [(1, 1), (2, 2)]


def test_children_change_with_the_document_and_keep_their_rows():
    saved()
    row = Figure.objects.get(ref="f1").pk
    figures = clash()["figures"]
    saved(figures=[{**figures[0], "best": 59}, figures[1]], citations=[{"ref": "c2", "source": "SRC-0001"}])
    assert Figure.objects.get(ref="f1").pk == row
    assert Figure.objects.get(ref="f1").best == 59
    assert not Figure.objects.filter(ref="f3").exists()
    assert [c["ref"] for c in text_of()["citations"]] == ["c2"]


def test_every_bad_value_of_every_document_is_named_and_nothing_is_written():
    good = clash(record_id="INC-0007")
    bad = clash(
        date="03/04/2022",
        scope="evnt",
        colour="red",
        countries=[{"country": "XXX", "role": "location"}],
        figures=[
            {"ref": "f1", "measure": "killed", "quantifier": "range", "low": 9, "high": 2},
            {"ref": "f2", "measure": "killed", "best": 1, "subset_of": "f9"},
        ],
    )
    with pytest.raises(RecordErrors) as caught:
        save_documents(Incident, [good, bad], why=SYSTEM)
    assert set(caught.value.by_index) == {1}
    named = set(caught.value.by_index[1])
    assert {"date", "scope", "colour", "countries[1].country", "figures[f2].subset_of"} <= named
    assert any(name.startswith("figures[f1]") for name in named)
    assert "3 April" in " ".join(caught.value.by_index[1]["date"]) or "2022-04-03" in " ".join(
        caught.value.by_index[1]["date"]
    )
    assert not RecordKey.objects.exists()


def test_a_subset_larger_than_its_whole_is_refused():
    figures = clash()["figures"]
    with pytest.raises(RecordErrors) as caught:
        save_documents(Incident, [clash(figures=[*figures[:2], {**figures[2], "best": 40}])], why=SYSTEM)
    assert "figures[f3].subset_of" in caught.value.by_index[0]


def test_publishing_lists_what_is_missing():
    save_documents(Incident, [clash(citations=[], date="", figures=[])], why=SYSTEM)
    key = RecordKey.objects.get()
    with pytest.raises(ValidationError) as caught:
        publish([key], why=SYSTEM)
    assert set(caught.value.message_dict) == {"date", "citations"}
    key.refresh_from_db()
    assert key.status == "draft"


def test_the_road_from_draft_to_withdrawn_goes_by_verbs_and_rights():
    editor = make_user("contributor")
    save_documents(Incident, [clash()], why=Why(author=editor))
    key = RecordKey.objects.get()
    with pytest.raises(PermissionDenied):
        submit([key], why=Why(author=editor))
    editor.user_permissions.add(Permission.objects.get(codename="submit_record"))
    editor = type(editor).objects.get(pk=editor.pk)
    submit([key], why=Why(author=editor))
    with pytest.raises(PermissionDenied):
        publish([key], why=Why(author=editor))
    with pytest.raises(ValidationError):
        return_to_author([key], why=SYSTEM)
    return_to_author([key], why=Why(reason_text="Add the source."))
    publish([key], why=SYSTEM)
    key.refresh_from_db()
    assert (key.status, key.version) == ("published", 1)
    assert Incident.objects.get().status == "published"
    nobody = make_user()
    with pytest.raises(PermissionDenied):
        save_documents(Incident, [clash(title_en="Other")], why=Why(nobody, "correction", "A slip"))
    withdraw([key], why=SYSTEM, notice_en="The source was retracted.")
    assert not PublicText.objects.exists()
    assert Change.objects.order_by("-number").first().action == "withdrawn"
    assert [r.action for r in Revision.objects.order_by("sequence")] == [
        "created", "submitted", "returned", "published", "withdrawn",
    ]  # fmt: skip


def test_a_form_that_changed_nothing_makes_no_revision_and_one_that_did_makes_one():
    incident = saved()
    assert record_written(incident, why=SYSTEM) is None
    incident.title_en = "Border clash, renamed"
    incident.save()
    Figure.objects.filter(ref="f2").update(low=40, best=40, high=40)
    revision = record_written(incident, why=Why(reason_code="correction", reason_text="Misread"))
    assert revision is not None
    assert revision.version == 2
    assert loads(revision.document)["title_en"] == "Border clash, renamed"
    incident.refresh_from_db()
    assert incident.deaths_best == 102
    assert text_of()["title_en"] == "Border clash, renamed"


def test_texts_of_linked_records_follow_and_lead_only_to_what_is_published():
    saved()
    other = clash(
        record_id="INC-0002",
        title_en="Later clash",
        links=[{"ref": "l1", "type": "follows", "to": "INC-0001"}],
    )
    save_documents(Incident, [other], why=SYSTEM)
    assert text_of()["links"] == []
    publish([RecordKey.objects.get(record_id="INC-0002")], why=SYSTEM)
    assert [(row["direction"], row["record_id"]) for row in text_of()["links"]] == [("from", "INC-0002")]
    save_documents(Incident, [other | {"title_en": "Later clash, renamed"}], why=SYSTEM)
    assert text_of()["links"][0]["title_en"] == "Later clash, renamed"
    assert text_of()["version"] == 1
    withdraw([RecordKey.objects.get(record_id="INC-0002")], why=SYSTEM, notice_en="Entered twice.")
    assert text_of()["links"] == []


def test_nothing_editorial_is_in_the_public_text():
    saved(editorial_note="Call the ministry again")
    assert "editorial_note" not in text_of()
    assert "ministry" not in PublicText.objects.get().text
