"""Every rule of the codebook belongs to a field that exists, and every label has its Chinese."""

from __future__ import annotations

import re

import pytest
from django.utils.translation import override

from portal.site.codebook import codebook
from portal.site.codebook_rules import RULES, rule_of

pytestmark = pytest.mark.django_db
HAN = re.compile(r"[\u4e00-\u9fff]")


def test_every_rule_is_of_a_field():
    assert set(RULES) <= {entry.anchor for section in codebook() for entry in section.entries}


def test_rules_stand_in_both_languages():
    for anchor in RULES:
        with override("en"):
            assert not HAN.search(rule_of(anchor)), anchor
        with override("zh-hans"):
            assert HAN.search(rule_of(anchor)), anchor


def test_the_page_shows_a_rule_beneath_its_field(client):
    row = client.get("/en/codebook/").content.decode().split('id="figures-subset_of"')[1].split("</tr>")[0]
    assert "a part is never added" in row
