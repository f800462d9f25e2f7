"""What readers get is what the tables say; where somebody wrote past the verbs, it is found and repaired."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from events.models import Incident
from portal.base import search
from portal.base.documents import loads
from portal.base.kinds import record_models
from portal.base.models import PublicText, RecordKey, Revision, SearchEntry, Version
from portal.base.projection import public_documents
from portal.base.public_texts import as_text
from portal.base.publishing import Why, withdraw
from portal.site.consistency import check

pytestmark = pytest.mark.django_db


def differences(repair=False):
    return sorted((difference.record_id, difference.what) for difference in check(repair))


def test_the_starter_record_has_none(starter):
    assert differences() == []


def test_rebuilding_every_text_from_the_tables_gives_the_stored_ones(starter):
    """The same comparison without `check`, which could overlook a record."""
    rebuilt = {}
    for model in record_models().values():
        ids = list(model.objects.published().values_list("key_id", flat=True))
        rebuilt |= {key_id: as_text(public) for key_id, public in public_documents(model, ids).items()}
    assert rebuilt == dict(PublicText.objects.values_list("key_id", "text"))
    assert len(rebuilt) > 50


def spoil_text():
    PublicText.objects.filter(key__record_id="INC-0001").update(text="{}")


def lose_text():
    PublicText.objects.filter(key__record_id="INC-0001").delete()


def leave_stale():
    PublicText.objects.filter(key__record_id="INC-0001").update(stale=True)


def write_past_the_verbs():
    Incident.objects.filter(key__record_id="INC-0001").update(title_en="Written past the verbs")


def spoil_derived():
    Incident.objects.filter(key__record_id="INC-0001").update(deaths_low=1)


def spoil_copy():
    RecordKey.objects.filter(record_id="INC-0001").update(title_en="Another", status="draft")
    RecordKey.objects.filter(record_id="INC-0001").update(status="published")


def lose_entry():
    SearchEntry.objects.filter(key__record_id="INC-0001").delete()


def versions():
    return Version.objects.filter(key__record_id="INC-0001")


def lose_version():
    versions().delete()


def end_version():
    versions().update(published_until=timezone.now())


def spoil_terms():
    versions().update(terms="|scope=event|")


def spoil_version_order():
    versions().update(sort_date="1999-01-01")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (spoil_text, "public text is not what its tables say"),
        (lose_text, "has no public text"),
        (leave_stale, "waits to be rewritten"),
        (write_past_the_verbs, "last revision is not what its tables say"),
        (spoil_derived, "deaths_low is 1, derived it is"),
        (spoil_copy, "title_en is Another at its id"),
        (lose_entry, "not in the search index"),
        (lose_version, "a version of it is not filed"),
        (end_version, "no version of it is open"),
        (spoil_terms, "not filed as its text says"),
        (spoil_version_order, "not filed as its text says"),
    ],
)
def test_what_is_wrong_is_named_and_repaired(starter, spoil, said):
    spoil()
    found = differences()
    assert any(record_id == "INC-0001" and said in what for record_id, what in found), found
    repaired = differences(repair=True)  # fewer where one repair mends what others show of it
    assert repaired
    assert set(repaired) <= set(found)
    assert differences() == []
    public = loads(PublicText.objects.get(key__record_id="INC-0001").text)
    assert Incident.objects.get(key__record_id="INC-0001").title_en == public["title_en"]


def test_a_write_past_the_verbs_gets_its_revision(starter):
    before = Revision.objects.filter(key__record_id="INC-0001").count()
    write_past_the_verbs()
    differences(repair=True)
    revisions = Revision.objects.filter(key__record_id="INC-0001")
    assert revisions.count() == before + 1
    assert loads(revisions.first().document)["title_en"] == "Written past the verbs"
    assert search.find("Written past").count >= 1


def test_a_text_that_outlived_its_record_goes(starter):
    key = RecordKey.objects.get(record_id="INC-0001")
    text = PublicText.objects.get(key=key)
    withdraw([key], why=Why(), notice_en="Entered twice.")
    text.save(force_insert=True)
    assert ("INC-0001", "it is withdrawn, and has a public text") in differences(repair=True)
    assert differences() == []


def test_the_command_fails_until_it_is_repaired(starter):
    spoil_text()
    out = StringIO()
    with pytest.raises(CommandError, match="1 differences"):
        call_command("check_documents", stdout=out)
    assert "INC-0001: its public text is not what its tables say" in out.getvalue()
    call_command("check_documents", repair=True, stdout=StringIO())
    call_command("check_documents", stdout=out)
    assert "What readers get is what the tables say." in out.getvalue()
