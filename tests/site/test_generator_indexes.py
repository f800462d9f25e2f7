"""Indexes that were taken off for a load are there again afterwards, however the load ended."""

from __future__ import annotations

import pytest
from django.db import connection

from portal.base.models import Figure, RecordKey
from portal.site.generator_indexes import indexes_apart


def indexes():
    question = {
        "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'index'",
        "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    }
    with connection.cursor() as cursor:
        cursor.execute(question[connection.vendor])
        return sorted(cursor.fetchall())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fails", [False, True])
def test_they_are_off_inside_and_back_afterwards(fails):
    before = indexes()
    try:
        with indexes_apart([Figure, RecordKey]):
            inside = {name for name, _table in indexes()}
            assert "figure_measure" not in inside
            assert "key_date" not in inside
            if fails:
                raise KeyboardInterrupt
    except KeyboardInterrupt:
        assert fails
    assert indexes() == before


@pytest.mark.django_db
def test_inside_a_transaction_they_stay():
    before = indexes()
    with indexes_apart([Figure]):
        assert indexes() == before
