"""The labels of a kind's coded fields, read off its models, so that no page repeats a code list."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import models

from portal.base.models import CodesField, Record
from portal.base.shape import shape_of

Labels = dict[str, dict[Any, Any]]


@cache
def labels_of(model: type[Record]) -> Labels:
    """{field: {code: label}}, child rows as `countries.role`; labels are lazy and follow the reader's language."""
    found = _labels(model, "")
    for table in shape_of(model).children:
        found |= _labels(table.model, f"{table.name}.")
    return found


def _labels(model: type[models.Model], prefix: str) -> Labels:
    found: Labels = {}
    for field in model._meta.concrete_fields:
        if isinstance(field, CodesField):
            if field.codes is not None:
                found[prefix + field.name] = {code.value: code.label for code in field.codes}
        elif field.choices:
            found[prefix + field.name] = dict(field.flatchoices)
    return found
