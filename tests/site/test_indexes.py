"""Indexes: none that another one already is, and none missing where a row that is pointed at is deleted."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

OURS = [
    model
    for label in ("portal", "portal_site", "events", "mechanisms")
    for model in apps.get_app_config(label).get_models()
]

ROWS_OF_RECORDS = [model for model in OURS if hasattr(model, "natural_key")]


def declared(model) -> list[tuple[str, ...]]:
    """The columns of every index and unique constraint over all rows that is declared for the whole table."""
    unique = [each for each in model._meta.constraints if isinstance(each, models.UniqueConstraint)]
    return [tuple(each.fields) for each in (*model._meta.indexes, *unique) if each.condition is None]


def single(model) -> list[tuple[str, ...]]:
    return [(each.name,) for each in model._meta.local_fields if each.db_index and not each.unique]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_no_index_is_the_beginning_of_another(model):
    every = [*declared(model), *single(model)]
    repeated = [
        index
        for place, index in enumerate(every)
        if any(index == other[: len(index)] for other in every[:place] + every[place + 1 :])
    ]
    assert repeated == []


@pytest.mark.parametrize("model", ROWS_OF_RECORDS, ids=lambda model: model.__name__)
def test_every_foreign_key_of_a_records_rows_is_the_first_column_of_an_index(model):
    first = {columns[0].removeprefix("-") for columns in [*declared(model), *single(model)]}
    keys = [each for each in model._meta.local_fields if each.many_to_one and not each.unique]
    assert keys
    assert [each.name for each in keys if each.name not in first] == []
