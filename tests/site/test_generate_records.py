"""Generated records are as the verbs would have written them, only faster."""

from __future__ import annotations

from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command

from events.models import Incident, TrainingEvent
from portal.base import search
from portal.base.codes import Status
from portal.base.documents import to_documents
from portal.base.models import (
    Change,
    ChangeCounter,
    IdCounter,
    ImportBatch,
    PublicText,
    RecordKey,
    Revision,
    Source,
)
from portal.base.publishing import Why, save_documents
from portal.site.consistency import check
from portal.site.generator_documents import DocumentMaker
from portal.site.generator_nouns import Name, Nouns
from portal.site.generator_words import Weighted, sentence_pool

pytestmark = pytest.mark.django_db
COUNT = 300


@pytest.fixture
def generated(starter):
    call_command("generate_records", COUNT, seed=7, verbosity=0, stdout=StringIO())
    return RecordKey.objects.filter(revisions__reason_text="Generated").distinct()


def test_rows_texts_search_and_revisions_agree_with_each_other(generated):
    assert generated.count() == COUNT
    assert [difference.what for difference in check()] == []


@pytest.mark.parametrize("model", [Incident, TrainingEvent])
def test_saving_a_generated_record_through_the_verbs_changes_nothing(generated, model):
    ids = list(model.objects.filter(key__in=generated).values_list("key_id", flat=True))
    assert ids
    report = save_documents(model, list(to_documents(model, ids).values()), why=Why())
    assert (len(report.unchanged), report.changed, report.created) == (len(ids), [], [])


def test_every_status_is_there_with_the_revisions_it_takes(generated):
    taken = {status: generated.filter(status=status) for status in Status.values}
    assert taken[Status.PUBLISHED].count() > COUNT * 0.85
    for status, sequence in [("draft", 1), ("in_review", 2), ("published", 1), ("withdrawn", 2)]:
        key = taken[status].first()
        assert Revision.objects.filter(key=key).count() == sequence, status
        assert PublicText.objects.filter(key=key).exists() == (status == "published")
    version = Revision.objects.get(key=taken["withdrawn"].first(), version=1)
    assert version.public_text
    assert version.versions.get().published_until


def test_counters_stand_behind_what_was_given(generated):
    numbers = list(Change.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert ChangeCounter.objects.get().last == numbers[-1]
    last = max(int(record_id[4:]) for record_id in Incident.objects.values_list("key__record_id", flat=True))
    assert IdCounter.objects.get(prefix="INC").last == last
    new = {"title_en": "After the load", "event_type": "armed_conflict", "date": "2026"}
    assert save_documents(Incident, [new], why=Why()).created == [f"INC-{last + 1:04d}"]


def test_the_data_is_skewed_as_real_data_is(generated):
    cited = Source.objects.filter(citations__key__in=generated)
    assert cited.distinct().count() < cited.count() * 0.5
    assert Incident.objects.filter(key__in=generated, accounts_differ=True).exists()
    assert Incident.objects.filter(key__in=generated, deaths_band="none").exists()
    assert search.find("边防").count
    assert search.find("border", kind="incident").count


def test_the_same_seed_gives_the_same_records(starter):
    def made(seed):
        random = Random(seed)
        places = {"KGZ": Weighted([Name("PLC-1", "Osh", "奥什")])}
        maker = DocumentMaker(random, Nouns(["KGZ"], places, places, ["SRC-1"]), sentence_pool(random, 50))
        return list(maker.incidents(["INC-1", "INC-2"], []))

    assert made(1) == made(1)
    assert made(1) != made(2)


def test_it_refuses_a_database_that_holds_other_records(starter):
    new = {"title_en": "A person's own", "event_type": "armed_conflict", "date": "2026"}
    save_documents(Incident, [new], why=Why())
    with pytest.raises(CommandError, match="holds 1 records beside the starter record"):
        call_command("generate_records", 10)
    call_command("generate_records", 10, yes=True, stdout=StringIO())
    assert Incident.objects.filter(title_en="A person's own").exists()


def test_it_says_what_it_needs_first(starter, monkeypatch):
    monkeypatch.setattr("portal.site.generator.REFERENCE", (ImportBatch,))  # a table without rows
    with pytest.raises(CommandError, match="run load_starter first"):
        call_command("generate_records", 10)
