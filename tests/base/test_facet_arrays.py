"""Codes of many rows in arrays: masks and counts are what sets would give, whole or patched."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from portal.base.facets.arrays import ManyCodes, OneCode, Vocabulary

CODES = ["KAZ", "KGZ", "TJK"]
ROLES = ["location", "party"]
rows_of_one = st.lists(st.sampled_from([*CODES, None]), max_size=20)
pairs = st.sets(st.tuples(st.sampled_from([*CODES, None]), st.sampled_from([*ROLES, None])), max_size=4)
rows_of_many = st.lists(pairs, max_size=15)
some_codes = st.none() | st.lists(st.sampled_from(CODES), unique=True)
some_roles = st.none() | st.lists(st.sampled_from(ROLES), unique=True)


def one(rows, words=None):
    return OneCode.of(words or Vocabulary(), rows)


def many(rows, words=None):
    found = [(number, code, role) for number, row in enumerate(rows) for code, role in sorted(row, key=str)]
    return ManyCodes.of(words or Vocabulary(), len(rows), found, ROLES)


def matches(row, codes, roles):
    """Some code of the row is chosen and stands in a chosen role; a code may stand in several."""
    return any((codes is None or code in codes) and (roles is None or role in roles) for code, role in row)


@given(rows_of_one, st.lists(st.sampled_from([*CODES, "UZB"]), unique=True))
def test_one_code_masks_what_has_a_chosen_code(rows, chosen):
    assert one(rows).mask(chosen).tolist() == [row in chosen for row in rows]


@given(rows_of_one, st.data())
def test_one_code_counts_within_a_mask(rows, data):
    within = np.array(data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows))), dtype=bool)
    counts = one(rows).counts(within)
    for code in CODES:
        assert counts.get(code, 0) == sum(row == code for row, kept in zip(rows, within, strict=True) if kept)


@given(rows_of_many, some_codes, some_roles)
def test_many_codes_mask_code_and_role_of_the_same_pair(rows, codes, roles):
    assert many(rows).mask(codes, roles).tolist() == [matches(row, codes, roles) for row in rows]


@given(rows_of_many, some_roles)
def test_many_codes_count_a_row_once_for_each_code(rows, roles):
    counts = many(rows).counts(np.ones(len(rows), dtype=bool), roles)
    for code in CODES:
        assert counts.get(code, 0) == sum(matches(row, [code], roles) for row in rows)


@given(rows_of_many, some_codes)
def test_many_codes_count_a_row_once_for_each_role(rows, codes):
    counts = many(rows).role_counts(np.ones(len(rows), dtype=bool), codes)
    assert counts == {role: sum(matches(row, codes, [role]) for row in rows) for role in ROLES}


def test_a_code_counts_for_all_above_it_once():
    paths = {
        "terrorism": "threats/terrorism/",
        "arms": "threats/arms/",
        "threats": "threats/",
        "food": "food/",
    }
    rows = [{("terrorism", None), ("arms", None)}, {("threats", None)}, {("food", None)}, set()]
    counts = many(rows).closed(paths).counts(np.ones(4, dtype=bool))
    assert counts == {"terrorism": 1, "arms": 1, "threats": 2, "food": 1}


def test_a_moved_branch_is_counted_anew():
    codes = many([{("arms", None)}])
    everything = np.ones(1, dtype=bool)
    assert codes.closed({"arms": "threats/arms/"}).counts(everything) == {"arms": 1, "threats": 1}
    assert codes.closed({"arms": "crime/arms/"}).counts(everything) == {"arms": 1, "crime": 1}


@given(rows_of_many, rows_of_many, st.data())
def test_patched_arrays_are_as_if_read_whole(old, new, data):
    kept = [n for n in range(len(old)) if data.draw(st.booleans())]
    joined = [*(old[n] for n in kept), *new]
    order = data.draw(st.permutations(range(len(joined))))
    words = Vocabulary()
    patched = many(old, words).merged(
        np.array(kept, dtype=np.intp), many(new, words), np.array(order, dtype=np.intp)
    )
    whole = many([joined[n] for n in order])
    for codes in (None, *[[code] for code in CODES]):
        for roles in (None, *[[role] for role in ROLES]):
            assert patched.mask(codes, roles).tolist() == whole.mask(codes, roles).tolist()
    everything = np.ones(len(joined), dtype=bool)
    assert {c: n for c, n in patched.counts(everything).items() if n} == {
        c: n for c, n in whole.counts(everything).items() if n
    }
