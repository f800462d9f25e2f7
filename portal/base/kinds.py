"""From a kind's code to its table, by asking Django which models are records: the base names none of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from django.apps import apps

from portal.base.models import Record, RecordKey


@cache
def record_models() -> dict[str, type[Record]]:
    """{kind: model} of every concrete kind."""
    return {model.kind: model for model in apps.get_models() if issubclass(model, Record)}


def model_of(kind: str) -> type[Record]:
    return record_models()[kind]


def ids_by_model(key_ids: Iterable[int]) -> dict[type[Record], list[int]]:
    """Key ids of several kinds, sorted by their tables; one query."""
    found: dict[type[Record], list[int]] = defaultdict(list)
    for key_id, kind in RecordKey.objects.filter(id__in=list(key_ids)).values_list("id", "kind"):
        found[model_of(kind)].append(key_id)
    return found
