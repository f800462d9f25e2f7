"""Diffs in the record's own terms, and what readers got on a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from events.models import EventType, Incident
from portal.base.history import as_of, diff, text_as_of, versions
from portal.base.models import Measure, RecordKey, Source, Version
from portal.base.publishing import Why, save_documents, withdraw

OLD = {
    "title_en": "Clash",
    "topics": ["border_conflict"],
    "figures": [
        {"ref": "f1", "measure": "killed", "best": 59},
        {"ref": "f2", "measure": "injured", "best": 3},
    ],
}
NEW = {
    "title_en": "Border clash",
    "topics": ["border_conflict", "terrorism"],
    "figures": [{"ref": "f1", "measure": "killed", "best": 62, "stated_on": "2022-09-23"}],
}


def test_a_diff_names_fields_rows_and_columns_with_old_and_new():
    changes = [(change.path, change.old, change.new) for change in diff(Incident, OLD, NEW)]
    assert changes == [
        ("title_en", "Clash", "Border clash"),
        ("topics[terrorism]", None, "terrorism"),
        ("figures[f1].best", 59, 62),
        ("figures[f1].stated_on", None, "2022-09-23"),
        ("figures[f2]", {"ref": "f2", "measure": "injured", "best": 3}, None),
    ]


def test_equal_documents_have_no_diff():
    assert diff(Incident, OLD, OLD) == []


@pytest.fixture
def three_versions(db):
    EventType.objects.create(slug="armed_conflict", name_en="Armed conflict")
    Measure.objects.create(slug="killed", name_en="Killed")
    Source.objects.create(id="SRC-0001", title_en="A report")
    for title in ("First", "Second", "Third"):
        document = {
            "record_id": "INC-0001",
            "title_en": title,
            "date": "2022",
            "event_type": "armed_conflict",
            "citations": [{"ref": "c1", "source": "SRC-0001"}],
        }
        save_documents(Incident, [document], why=Why(), publish=True)
    start = datetime(2025, 1, 1, tzinfo=UTC)
    for number, version in enumerate(Version.objects.order_by("published_from"), start=1):
        begun = start + timedelta(days=number)
        ended = begun + timedelta(days=1) if number < 3 else None
        Version.objects.filter(pk=version.pk).update(published_from=begun, published_until=ended)
    return RecordKey.objects.get()


def test_as_of_a_moment_is_the_version_readers_got_then(three_versions):
    day = datetime(2025, 1, 1, 12, tzinfo=UTC)
    assert text_as_of(three_versions, day) is None
    titles = [text_as_of(three_versions, day + timedelta(days=n))["title_en"] for n in (1, 2, 3, 300)]
    assert titles == ["First", "Second", "Third", "Third"]
    assert as_of(timezone.now()).count() == 1


def test_a_withdrawn_record_is_absent_from_then_on(three_versions):
    withdraw([three_versions], why=Why(), notice_en="Entered twice.")
    assert text_as_of(three_versions, timezone.now()) is None


def test_versions_come_newest_first_without_their_documents(three_versions, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert [revision.version for revision in versions(three_versions)] == [3, 2, 1]
