"""Claims: their scope, what competes with them, what contains them (codebook 5)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from portal.base import figures
from portal.base.figures import Claim, accounts_differ, subset_problems


def exact(ref: str, number: int, country: str = "", **more: object) -> Claim:
    return Claim(
        ref=ref, measure="killed", low=number, best=number, high=number, counted_country=country, **more
    )


def claim(ref: str, quantifier: str, low=None, best=None, high=None, country="KGZ", **more) -> Claim:
    return Claim(
        ref=ref,
        measure="killed",
        quantifier=quantifier,
        low=low,
        best=best,
        high=high,
        counted_country=country,
        **more,
    )


def test_claims_differ_only_on_one_scope_and_with_two_numbers():
    sixty_two = exact("f1", 62, "KGZ")
    assert accounts_differ([sixty_two, exact("f2", 63, "KGZ")])
    assert not accounts_differ([sixty_two, exact("f2", 62, "KGZ")])
    assert not accounts_differ([sixty_two, exact("f2", 63, "TJK")])
    assert not accounts_differ([sixty_two, claim("f2", "unspecified")])
    assert not accounts_differ([sixty_two, claim("f2", "approximately", best=62)])
    assert accounts_differ([sixty_two, claim("f2", "more_than", low=62)])


def test_a_claim_never_differs_from_what_contains_it():
    chain = [
        exact("f1", 166, "KGZ"),
        exact("f2", 96, "KGZ", subset_of="f1", counted_note="regional"),
        exact("f3", 67, "KGZ", subset_of="f2"),
    ]
    assert not accounts_differ(chain)
    assert not figures.same_scope(chain[0], replace(chain[1], counted_note=""))


def test_the_note_is_part_of_the_scope_whatever_its_case_and_spaces():
    first = exact("f1", 5, "KGZ", counted_note="In  Batken")
    assert figures.same_scope(first, exact("f2", 6, "KGZ", counted_note="in batken "))
    assert not figures.same_scope(first, exact("f2", 6, "KGZ"))


def test_scopes_are_apart_where_two_countries_are_stated_and_the_group_is_the_same():
    kyrgyz = exact("f1", 62, "KGZ", counted_group="all")
    tajik = exact("f2", 38, "TJK", counted_group="all")
    assert figures.disjoint(kyrgyz, tajik)
    assert not figures.disjoint(kyrgyz, replace(tajik, counted_country=""))
    assert not figures.disjoint(kyrgyz, replace(tajik, counted_group=""))
    assert not figures.disjoint(kyrgyz, replace(tajik, measure="injured"))
    assert not figures.disjoint(kyrgyz, kyrgyz)


def test_parts_that_fit_their_whole_have_no_problems():
    arrested = [
        exact("f1", 166),
        exact("f2", 67, subset_of="f1"),
        exact("f3", 3, subset_of="f1"),
        exact("f4", 96, subset_of="f1"),
    ]
    assert subset_problems(arrested) == []
    assert subset_problems([claim("f1", "more_than", low=5), exact("f2", 9, subset_of="f1")]) == []
    about = claim("f2", "approximately", best=9, subset_of="f1")
    assert subset_problems([exact("f1", 8), about]) == []


@pytest.mark.parametrize(
    ("every", "refs", "words"),
    [
        ([exact("f1", 5, subset_of="f9"), exact("f2", 9)], ["f1"], "“f9”, which is no figure"),
        ([exact("f1", 5, subset_of="f9")], ["f1"], "Accepted: –"),
        ([exact("f1", 5, subset_of="f1")], ["f1"], "itself part of f1"),
        (
            [exact("f1", 5, subset_of="f2"), exact("f2", 5, subset_of="f3"), exact("f3", 5, subset_of="f1")],
            ["f1", "f2", "f3"],
            "itself part of",
        ),
        (
            [exact("f1", 5, subset_of="f2"), replace(exact("f2", 9), measure="injured")],
            ["f1"],
            "counts injured",
        ),
        (
            [exact("f1", 38), exact("f2", 39, subset_of="f1")],
            ["f2"],
            "at most 38, but the part is at least 39",
        ),
        (
            [claim("f1", "less_than", high=38), claim("f2", "more_than", low=40, subset_of="f1")],
            ["f2"],
            "at least 40",
        ),
    ],
)
def test_a_part_that_does_not_fit_its_whole_is_named(every, refs, words):
    problems = subset_problems(every)
    assert [ref for ref, _ in problems] == refs
    assert words in str(problems[0][1])


def test_what_leads_into_a_circle_of_parts_ends_there():
    circle = [
        exact("f1", 5, subset_of="f2"),
        exact("f2", 5, subset_of="f1"),
        exact("f3", 5, subset_of="f1"),
    ]
    assert [ref for ref, _ in subset_problems(circle)] == ["f1", "f2"]


def test_claims_are_read_from_a_document():
    document = {
        "figures": [
            {
                "ref": "f1",
                "measure": "killed",
                "counted_country": "KGZ",
                "low": 62,
                "best": "62",
                "high": 62.0,
            },
            {
                "measure": "border_km",
                "quantifier": "approximately",
                "best": "986.7",
                "subset_of": "f1",
                "counted_note_zh": "已划定",
                "attributed_to_country": "KGZ",
                "source_voice": True,
                "role": "considered",
                "stated_on": "2022-09-23",
                "citation": "c1",
                "high": None,
                "low": "",
            },
        ]
    }
    first, second = figures.claims_of(document)
    assert first == Claim("f1", "killed", "KGZ", low=Decimal(62), best=Decimal(62), high=Decimal(62))
    assert second == Claim(
        ref="f2",
        measure="border_km",
        counted_note="已划定",
        subset_of="f1",
        quantifier="approximately",
        best=Decimal("986.7"),
        attributed_to=("KGZ", "", True),
        role="considered",
        stated_on="2022-09-23",
        citation="c1",
    )
    assert figures.claims_of({}) == []
