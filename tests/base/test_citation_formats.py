"""Citations hold in the program that reads them, whatever stands in a title."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import override

from portal.base.views.citation_formats import citation_formats

TODAY = date(2026, 11, 23)


def bibtex(title: str) -> str:
    record = {
        "record_id": "INC-0001",
        "title_en": title,
        "version": 2,
        "updated_at": "2026-11-01T08:00:00Z",
        "url": "/incidents/INC-0001/",
    }
    with override("en"):
        return {style.slug: style.text for style in citation_formats(record, TODAY)}["bibtex"]


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("50% & more", r"50\% \& more"),
        ("a_b #1 $2", r"a\_b \#1 \$2"),
        (r"C:\x", r"C:\textbackslash{}x"),
        ("~ ^", r"\textasciitilde{} \textasciicircum{}"),
        ("中亚", "中亚"),
    ],
)
def test_bibtex_writes_out_what_tex_would_read_as_a_command(title, written):
    assert f"title  = {{{{{written}}}}}," in bibtex(title)


@pytest.mark.parametrize("title", ["open { only", "} closed first", "{both}", "a } b { c"])
def test_braces_of_a_title_never_unbalance_the_entry(title):
    text = bibtex(title)
    depth = 0
    for letter in text:
        depth += {"{": 1, "}": -1}.get(letter, 0)
        assert depth >= 0
    assert depth == 0
