"""Reading through the texts of then finds what the index finds, word for word."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.base import search
from portal.base.models import Version
from portal.base.search import then

pytestmark = pytest.mark.django_db
QUERIES = [
    "border", "Border", "bord", "反恐", "恐", "合作", "安全合作", "安全·合作", "反恐 border", "上合", "SCO", "sco 2024",
    "Kyrgyz-Tajik", '"state border"', '"border state"', "border state", "Баткен", "Batken", "batk", "邊境", "2022", "2",
    "INC-0002", "INC", "INC-0002 border", "o'clock", "terror", "terrorism terrorism", "一带一路", "“一带一路”",
    "中国 2023", "the of and", "中", "nothingofthesort", "drug seizure", "Организация", "Ташкент", "тероризм", "!!!",
]  # fmt: skip


@pytest.fixture
def ended(starter, monkeypatch):
    """The moment of the starter record, every version of which has ended since, as far as search can tell."""
    moment = timezone.now()
    Version.objects.update(published_until=moment + timedelta(days=1))
    return Version.objects.at(moment)


@pytest.mark.parametrize("query", QUERIES)
def test_a_scan_finds_what_the_index_finds(ended, query):
    found = search.find(query, limit=1_000)
    scanned = search.find_then(ended, query, limit=1_000)
    keys = dict(Version.objects.values_list("pk", "key_id"))
    assert [keys[pk] for pk in scanned.ids] == found.ids
    assert scanned.by_kind == found.by_kind
    assert scanned.one_character == found.one_character


def test_pages_of_hits_follow_each_other(ended):
    whole = search.find_then(ended, "border", limit=100).ids
    parts = [
        search.find_then(ended, "border", limit=5, offset=start).ids for start in range(0, len(whole), 5)
    ]
    assert sum(parts, []) == whole
    assert len(whole) > 10


def test_the_limit_is_of_what_has_ended_since(starter, monkeypatch):
    monkeypatch.setattr(then, "SCANNED", 3)
    rows = Version.objects.at(timezone.now())
    assert search.find_then(rows, "border").count > 3
    some = list(rows.values_list("pk", flat=True)[:4])
    Version.objects.filter(pk__in=some).update(published_until=timezone.now() + timedelta(days=1))
    with pytest.raises(search.TooManyToScan, match="more than 3 texts"):
        search.find_then(rows, "border")
