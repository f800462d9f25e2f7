"""Counts, pages and facets from memory are what SQL gives, for every kind, over many random filters."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from events.models import Incident
from portal.base import facets
from portal.base.codes import Status
from portal.base.filters import Selection
from portal.base.models import Change, RecordKey
from portal.base.publishing import Why, publish, save_documents, withdraw
from portal.site.kinds import BY_KIND, KINDS
from tests.factories import make_user
from tests.random_filters import random_incident, random_values, write_varied_incidents

pytestmark = pytest.mark.django_db
ROUNDS = 16  # random filters a kind
KIND_IDS = [parts.kind for parts in KINDS]


@pytest.fixture(scope="module")
def record(starter, django_db_blocker):
    """The starter record, and incidents that vary in everything a filter asks for; undone with the starter."""
    with django_db_blocker.unblock():
        write_varied_incidents()


def by_sql(filterset, values) -> int:
    found = filterset(values)
    assert not found.problems(), found.problems()
    return found.qs.count()


@pytest.mark.parametrize("kind", KIND_IDS)
def test_total_and_pages_from_memory_are_those_of_sql(record, kind):
    filterset, random = BY_KIND[kind].filterset, Random(kind)
    found_something = 0
    for _ in range(ROUNDS):
        found = filterset(random_values(filterset, random))
        assert not found.problems(), found.problems()
        selection = Selection(found)
        assert selection.total == found.qs.count(), found.values
        found_something += bool(selection.total)
        for sort in filterset.sorts:
            by_order = list(found.qs.order_by(*sort.order_by).values_list("key_id", flat=True))
            assert selection.key_ids(sort, 0, 1000) == by_order, (found.values, sort)
            assert selection.key_ids(sort, 3, 6) == by_order[3:6]
    assert found_something > ROUNDS / 10


@pytest.mark.parametrize("kind", KIND_IDS)
def test_facets_ignore_their_own_choices_and_obey_all_others(record, kind):
    filterset, random = BY_KIND[kind].filterset, Random(f"facets {kind}")
    counted = [key for key in filterset.facets if key in filterset.base_filters]
    counted = [key for key in counted if filterset.base_filters[key].shape == "options"]
    counted += ["country_role", *filterset.children.values()]
    for round_number in range(ROUNDS // 2):
        values = random_values(filterset, random) if round_number else {}
        selection = Selection(filterset(values))
        for key in random.sample(counted, 2):
            counts = selection.counts(key)
            others = {name: found for name, found in values.items() if name != key}
            for value in filterset.base_filters[key].labels(None, None):
                expected = by_sql(filterset, others | {key: [value]})
                assert counts.get(value, 0) == expected, (values, key, value)


def tables_agree(kind: str) -> None:
    """The patched table counts as one that is read whole."""
    filterset = BY_KIND[kind].filterset
    keys = [key for key, found in filterset.base_filters.items() if found.column and found.shape == "options"]
    patched = Selection(filterset({}))
    facets.forget()
    whole = Selection(filterset({}))
    assert patched.table.key_ids.tolist() == whole.table.key_ids.tolist()
    assert patched.table.sort_dates.tolist() == whole.table.sort_dates.tolist()
    for key in keys:
        counts = [{c: n for c, n in selection.counts(key).items() if n} for selection in (patched, whole)]
        assert counts[0] == counts[1], key
    for name in whole.table.numbers:
        assert patched.table.numbers[name].tolist() == whole.table.numbers[name].tolist()


def test_every_kind_of_change_is_counted_at_once(record):
    filterset = BY_KIND["incident"].filterset
    random = Random(11)
    Selection(filterset({}))
    drafts = RecordKey.objects.filter(kind="incident", status=Status.DRAFT)
    publish(list(drafts[:3]), why=Why())
    tables_agree("incident")
    withdraw(list(RecordKey.objects.published().filter(kind="incident")[:4]), why=Why(), notice_en="Gone.")
    tables_agree("incident")
    some = RecordKey.objects.published().filter(kind="incident")[10:15]
    changed = [{**random_incident(random), "record_id": key.record_id} for key in some]
    save_documents(Incident, changed, why=Why())
    tables_agree("incident")
    assert Selection(filterset({})).total == Incident.objects.published().count()


def test_a_draft_counts_for_nobody_but_its_editors_total(record):
    filterset = BY_KIND["incident"].filterset
    editor = make_user("editor")
    before = Selection(filterset({}))
    editors = Selection(filterset({}, user=editor))
    assert before.total == Incident.objects.published().count()
    assert editors.total == Incident.objects.count()
    save_documents(Incident, [random_incident(Random(3)) | {"scope": "event"}], why=Why())
    assert Selection(filterset({})).counts("scope") == before.counts("scope")
    assert Selection(filterset({}, user=editor)).counts("scope") == before.counts("scope")
    assert Selection(filterset({}, user=editor)).total == editors.total + 1


def test_a_restored_database_is_read_anew(record):
    """The same change number with another time is another history."""
    filterset = BY_KIND["incident"].filterset
    size = Selection(filterset({})).table.size
    last = Change.objects.filter(kind="incident").order_by("-number").first()
    RecordKey.objects.filter(pk=last.key_id).update(status=Status.DRAFT)
    Incident.objects.filter(pk=last.key_id).update(status=Status.DRAFT)
    Change.objects.filter(pk=last.pk).update(at=last.at + timedelta(seconds=1))
    assert Selection(filterset({})).table.size == size - 1
