"""The search index beside a plain comparison, over the whole starter record."""

from __future__ import annotations

import re

import pytest

from portal.base import search
from portal.base.documents import loads
from portal.base.models import PublicText
from portal.base.search.entries import TITLE_FIELDS, body_texts, names_of_nouns, nouns_in
from portal.base.search.terms import terms_of
from portal.base.search.tokens import fold

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "word", ["反恐", "禁毒", "合作", "上合", "毒品", "边境", "training", "border", "2022"]
)
def test_the_starter_record_is_found_as_a_plain_comparison_finds_it(starter, word):
    """Every record whose text holds the word, and no other, by comparing folded texts one by one."""
    pattern = re.compile(terms_of(word)[0].pattern)
    texts = {key_id: loads(text) for key_id, text in PublicText.objects.values_list("key_id", "text")}
    other_names = names_of_nouns(texts.values())
    expected = {
        key_id
        for key_id, public in texts.items()
        if any(
            pattern.search(fold(text))
            for text in [
                *(public[name] for name in TITLE_FIELDS),
                *(text for _field, _language, text in body_texts(public)),
                *(name for noun in nouns_in(public) for name in other_names.get(noun, ())),
            ]
        )
    }
    assert expected
    assert set(search.find(word, limit=1000).ids) == expected
