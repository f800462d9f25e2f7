"""The starter record has no duplicates, and none is found in it."""

from __future__ import annotations

import pytest

from portal.base.codes import Kind
from portal.base.documents import to_documents
from portal.base.duplicates import candidates
from portal.base.kinds import record_models

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", Kind.values)
def test_what_is_only_like_another_record_is_not_offered(starter, kind):
    model = record_models()[kind]
    documents = to_documents(model, list(model.objects.values_list("pk", flat=True)))
    assert documents
    for document in documents.values():
        assert candidates(model, document) == [], document["record_id"]
