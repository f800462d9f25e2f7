"""What somebody changed in a copy, carried over to what the record has become since."""

from __future__ import annotations

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.models import Incident
from portal.base.rebasing import LIVE, MINE, rebase

BASE = {
    "record_id": "INC-0001",
    "title_en": "Border clash",
    "title_zh": "边境冲突",
    "topics": ["borders", "water"],
    "citations": [{"ref": "c1", "source": "SRC-1"}],
    "figures": [
        {"ref": "f1", "measure": "killed", "best": 62},
        {"ref": "f2", "measure": "killed", "best": 38, "citation": "c1"},
    ],
}


def changed(document=BASE, **values):
    return deepcopy(document) | values


def with_best(number, ref="f1"):
    document = deepcopy(BASE)
    next(row for row in document["figures"] if row["ref"] == ref)["best"] = number
    return document


def test_changes_of_different_places_both_hold():
    result = rebase(Incident, BASE, changed(title_zh="边境武装冲突"), with_best(63))
    assert not result.conflicts
    assert result.document == changed(with_best(63), title_zh="边境武装冲突")


def test_different_columns_of_one_row_both_hold():
    live, mine = with_best(63), deepcopy(BASE)
    mine["figures"][0]["quantifier"] = "more_than"
    result = rebase(Incident, BASE, live, mine)
    assert not result.conflicts
    assert result.document["figures"][0] == {
        "ref": "f1",
        "measure": "killed",
        "best": 63,
        "quantifier": "more_than",
    }


def test_the_same_change_twice_is_no_conflict():
    assert not rebase(Incident, BASE, with_best(63), with_best(63)).conflicts


@pytest.mark.parametrize(("choice", "best"), [(LIVE, 63), (MINE, 64)])
def test_one_place_changed_twice_is_a_conflict_that_a_person_settles(choice, best):
    result = rebase(Incident, BASE, with_best(63), with_best(64))
    assert [(c.path, c.base, c.live, c.mine) for c in result.conflicts] == [("figures[f1].best", 62, 63, 64)]
    assert result.document["figures"][0]["best"] == 63
    settled = rebase(Incident, BASE, with_best(63), with_best(64), {"figures[f1].best": choice})
    assert not settled.conflicts
    assert settled.document["figures"][0]["best"] == best


def test_a_row_removed_here_and_changed_there_is_a_conflict():
    mine = changed(figures=BASE["figures"][1:])
    result = rebase(Incident, BASE, with_best(63), mine)
    assert [conflict.path for conflict in result.conflicts] == ["figures[f1]"]


def test_two_new_rows_with_one_key_are_both_kept_and_pointed_at_rightly():
    live, mine = deepcopy(BASE), deepcopy(BASE)
    live["citations"].append({"ref": "c2", "source": "SRC-2"})
    mine["citations"].append({"ref": "c2", "source": "SRC-3"})
    mine["figures"].append({"ref": "f3", "measure": "injured", "best": 20, "citation": "c2"})
    result = rebase(Incident, BASE, live, mine)
    assert not result.conflicts
    assert [(row["ref"], row["source"]) for row in result.document["citations"]] == [
        ("c1", "SRC-1"),
        ("c2", "SRC-2"),
        ("c3", "SRC-3"),
    ]
    assert result.document["figures"][-1]["citation"] == "c3"


def test_codes_of_a_bare_list_are_added_and_removed():
    result = rebase(Incident, BASE, changed(topics=["borders", "water", "trade"]), changed(topics=["water"]))
    assert set(result.document["topics"]) == {"water", "trade"}


documents = st.fixed_dictionaries(
    {"record_id": st.just("INC-0001")},
    optional={
        "title_en": st.sampled_from(["a", "b", "c"]),
        "topics": st.lists(st.sampled_from("pqr"), unique=True, min_size=1),
        "figures": st.lists(
            st.fixed_dictionaries(
                {"ref": st.sampled_from(["f1", "f2", "f3"])},
                optional={"best": st.integers(0, 3), "measure": st.sampled_from(["killed", "injured"])},
            ),
            unique_by=lambda row: row["ref"],
            min_size=1,
        ),
    },
)


@given(base=documents, mine=documents)
def test_a_live_record_that_stood_still_becomes_the_copy(base, mine):
    result = rebase(Incident, base, base, mine)
    assert not result.conflicts
    assert result.document == mine


@given(base=documents, live=documents)
def test_an_untouched_copy_changes_nothing(base, live):
    result = rebase(Incident, base, live, base)
    assert not result.conflicts
    assert result.document == live


@given(base=documents, live=documents, mine=documents)
def test_choosing_live_everywhere_or_mine_everywhere_leaves_no_conflict(base, live, mine):
    paths = [conflict.path for conflict in rebase(Incident, base, live, mine).conflicts]
    for choice in (LIVE, MINE):
        assert not rebase(Incident, base, live, mine, dict.fromkeys(paths, choice)).conflicts
