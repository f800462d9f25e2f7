"""The starter files are checked where nothing is loaded yet, and nothing is afterwards."""

from __future__ import annotations

import pytest
from django.conf import settings

from portal.base.models import Change, IdCounter, NounRevision, RecordKey, Revision, Topic
from portal.site import starter_check
from portal.site.starter import StarterError

pytestmark = pytest.mark.django_db
FIXTURES = settings.REPOSITORY / "fixtures"


def rows_of_every_table():
    return [model.objects.count() for model in (RecordKey, Revision, NounRevision, Change, Topic, IdCounter)]


def test_checking_leaves_nothing_behind():
    before = rows_of_every_table()
    assert starter_check.check(FIXTURES) == []
    assert rows_of_every_table() == before


def test_what_only_loading_refuses_is_named_and_leaves_nothing_behind(monkeypatch):
    before = rows_of_every_table()
    load = starter_check.load_starter

    def load_and_refuse(folder):
        load(folder)
        raise StarterError("mechanisms.yaml, MEC-0003, parent: not there\nmeetings.yaml: two of a day")

    monkeypatch.setattr(starter_check, "load_starter", load_and_refuse)
    assert sorted(str(problem) for problem in starter_check.check(FIXTURES)) == [
        "mechanisms.yaml, MEC-0003, parent: not there",
        "meetings.yaml: two of a day",
    ]
    assert rows_of_every_table() == before
