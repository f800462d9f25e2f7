"""The matrix role × verb × status × kind, cell by cell, written out here as a person would write it."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from portal.base.codes import Kind, Status
from portal.base.models import Country, Desk
from portal.base.rights import TABLE, Standing, Verb, may, outside_desk, refusal, standings
from tests.factories import CountryFactory, make_record, make_user

pytestmark = pytest.mark.django_db

ROLES = ["contributor", "editor", "reviewer", "publisher", "data steward", ""]
# yes; own: what they began; others: nothing of it, since it was last public, is theirs; -: no.
EXPECTED = """
                     contributor  editor  reviewer  publisher  steward  none
create    draft      yes          yes     yes       yes        -        -
edit      draft      own          yes     yes       yes        -        -
edit      in_review  -            yes     yes       yes        -        -
edit      published  -            -       -         yes        -        -
edit      withdrawn  -            -       -         yes        -        -
propose   published  yes          yes     yes       yes        -        -
submit    draft      -            yes     yes       yes        -        -
return    in_review  -            -       yes       yes        -        -
return    published  -            -       yes       yes        -        -
publish   draft      -            -       -         others     -        -
publish   in_review  -            -       others    others     -        -
approve   published  -            -       others    others     -        -
withdraw  published  -            -       -         yes        -        -
reinstate withdrawn  -            -       -         yes        -        -
merge     draft      -            -       -         yes        -        -
merge     in_review  -            -       -         yes        -        -
merge     published  -            -       -         yes        -        -
"""
CELLS = {
    (verb, status, role): cell
    for line in EXPECTED.strip().splitlines()[1:]
    for verb, status, *cells in [line.split()]
    for role, cell in zip(ROLES, cells, strict=True)
}


def allowed(user, verb, status, kind):
    """What the table gives one person: a word of the matrix above."""
    begun = Standing(kind, status, "INC-0001", user.pk, frozenset({user.pk}))
    foreign = replace(begun, begun_by=None, authors=frozenset())
    own, others = may(user, verb, begun), may(user, verb, foreign)
    return {(True, True): "yes", (True, False): "own", (False, True): "others", (False, False): "-"}[
        own, others
    ]


@pytest.mark.parametrize("role", ROLES)
def test_the_matrix_cell_by_cell(role):
    user = make_user(role)
    for verb, status, kind in product(Verb, Status.values, Kind.values):
        expected = CELLS.get((verb.value, status, role), "-")
        assert allowed(user, verb, status, kind) == expected, (role, verb, status, kind)


def test_the_system_may_all_that_anybody_may_and_no_more():
    for verb, status in product(Verb, Status.values):
        assert may(None, verb, Standing("incident", status)) == (status in TABLE[verb])


def test_four_eyes_can_be_switched_off(settings):
    settings.AUTHORS_NEVER_APPROVE = False
    user = make_user("publisher")
    for verb, status in [(Verb.PUBLISH, Status.DRAFT), (Verb.APPROVE, Status.PUBLISHED)]:
        assert allowed(user, verb, status, "incident") == "yes"


def test_a_desk_narrows_rights_to_kinds_and_countries():
    for code in ("KGZ", "TJK"):
        CountryFactory(code=code)
    user = make_user("editor")
    desk = Desk.objects.create(user=user, kinds=["incident"])
    desk.countries.set(Country.objects.filter(code="KGZ"))
    kyrgyz = Standing("incident", Status.DRAFT, countries=frozenset({"KGZ", "TJK"}))
    assert may(user, Verb.EDIT, kyrgyz)
    assert may(user, Verb.EDIT, replace(kyrgyz, countries=frozenset()))
    assert "countries" in refusal(user, Verb.EDIT, replace(kyrgyz, countries=frozenset({"TJK"})))
    assert "kind" in refusal(user, Verb.EDIT, replace(kyrgyz, kind="meeting"))
    assert outside_desk(make_user("editor"), kyrgyz) == ""


def test_whose_work_a_record_is_ends_with_each_publication(django_assert_num_queries):
    author, reviewer = make_user("editor"), make_user("reviewer")
    record = make_record("incident", author=author)
    draft = standings([record.key])[record.pk]
    assert (draft.begun_by, draft.authors) == (author.pk, frozenset({author.pk}))
    assert may(reviewer, Verb.RETURN, replace(draft, status=Status.IN_REVIEW))
    published = make_record("incident", publish=True)
    assert standings([published.key])[published.pk].authors == frozenset()
    with django_assert_num_queries(2):
        standings([record.key, published.key])
