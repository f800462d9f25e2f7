"""The hard cases of the seed article, read back through the API: where it happened, who did it, who suffered, and
organisations that are easily taken for each other. The table of all cases is in test_starter_hard_cases.py.
"""

from __future__ import annotations

import pytest

from tests.starter_api import ARTICLE, claims, countries, dated, found, get, organisations, places, record

pytestmark = pytest.mark.django_db
REGION = {"KAZ", "KGZ", "TJK", "TKM", "UZB"}

# Record: where it happened, where those who did it came from (XCA: the article says "Central Asian"), when.
OUTSIDE = {
    "INC-0024": ("RUS", "XCA", ("2024-03-22", "2024-03-22", "2024-03-22", 1, "event")),
    "INC-0027": ("TUR", "XCA", ("2016", "2016-01-01", "2016-12-31", 5, "event")),
    "INC-0028": ("TUR", "XCA", ("2017", "2017-01-01", "2017-12-31", 5, "event")),
    "INC-0029": ("DEU", "TJK", ("2020-04", "2020-04-01", "2020-04-30", 4, "event")),
}


@pytest.mark.parametrize("record_id", OUTSIDE)
def test_18_it_happened_outside_the_region_and_was_done_by_people_from_it(starter, client, record_id):
    row = record(client, record_id)
    where, origin, when = OUTSIDE[record_id]
    assert countries(row, "location") == {where}
    assert countries(row, "origin_of_perpetrators") == {origin}
    assert countries(row, "nationality_of_victims") == set(), "the article does not name them"
    assert dated(row) == when
    assert row["scope"] == "event"
    assert row["event_type"] == "terrorism"
    assert record_id in found(client, f"incidents/?country={where}&country_role=location")
    assert record_id in found(client, f"incidents/?country={origin}&country_role=origin_of_perpetrators")
    for state in REGION:
        assert record_id not in found(client, f"incidents/?country={state}&country_role=location")


def test_18_who_says_who_planned_moscow(starter, client):
    row = record(client, "INC-0024")
    [planner] = [item for item in row["organisations"] if item["role"] == "alleged_perpetrator"]
    assert (planner["organisation"], planner["said_by_country"]) == ("ORG-0061", "RUS")
    assert places(row) == {"PLC-0010": 1}
    assert row["deaths_band"] == "no_figure"
    assert {figure["quantifier"] for figure in row["figures"]} == {"unspecified"}


def test_18_germany_and_istanbul(starter, client):
    germany = record(client, "INC-0029")
    assert claims(germany, "arrested") == {("exact", 5, "TJK", ARTICLE)}
    assert "ORG-0060" in organisations(germany, "alleged_perpetrator")
    assert germany["sub_event_type"] == "foiled_plot"
    for record_id in ("INC-0027", "INC-0028"):
        row = record(client, record_id)
        assert places(row)["PLC-0035"] == 1
        assert row["figures"] == []
        assert ("INC-0006", "part_of") in {(link["record_id"], link["type"]) for link in row["links"]}


def test_19_foreign_victims_inside_the_region(starter, client):
    row = record(client, "INC-0034")
    assert dated(row) == ("2024-11", "2024-11-01", "2024-11-30", 4, "event")
    assert countries(row, "location") == {"TJK"}
    assert countries(row, "nationality_of_victims") == {"CHN"}
    assert countries(row, "origin_of_perpetrators") == {"AFG"}
    assert organisations(row, "alleged_perpetrator") == {"ORG-0061"}
    assert places(row)["PLC-0023"] == 4
    assert row["figures"] == []
    assert row["deaths_band"] == "no_figure"
    victims = found(client, "incidents/?country=CHN&country_role=nationality_of_victims")
    assert victims.keys() == {"INC-0034"}
    assert "INC-0034" not in found(client, "incidents/?country=CHN&country_role=location")


def organisation(client, organisation_id):
    return get(client, f"organisations/{organisation_id}/")


# What the article calls two, and a reader may take for one: names, and names of the text that were damaged.
ALIKE = [
    ("ORG-0069", "一神圣战营", "ORG-0070", "信主独一和圣战"),
    ("ORG-0067", "伊斯兰解放党", "ORG-0074", "土库曼斯坦解放党"),
    ("ORG-0068", "安拉战士", "ORG-0073", "伊斯兰战士"),
    ("ORG-0060", "伊斯兰国", "ORG-0061", "伊斯兰国呼罗珊分支"),
]


@pytest.mark.parametrize(("one", "name", "other", "other_name"), ALIKE)
def test_21_organisations_that_look_alike_are_two(starter, client, one, name, other, other_name):
    first, second = organisation(client, one), organisation(client, other)
    assert (first["name_zh"], second["name_zh"]) == (name, other_name)
    assert first["name_en"] != second["name_en"]
    taken = {first["name_en"], first["name_zh"], *first["aliases"]}
    assert not taken & {second["name_en"], second["name_zh"], *second["aliases"]}, "an alias of both"


def test_21_notes_tell_apart_those_the_article_lists_side_by_side(starter, client):
    for one, _name, other, _other in ALIKE[:3]:
        for organisation_id in (one, other):
            row = organisation(client, organisation_id)
            assert row["note_en"]
            assert row["note_zh"]


@pytest.mark.parametrize(
    ("organisation_id", "damaged", "read_as"),
    [
        ("ORG-0069", "BaTaJIbOH eIHHO6oKHSIIKHxaπa", "Батальон единобожия и джихада"),
        ("ORG-0070", "OpraHH3aIIus eIHHO60KHSⅡKHxan", "Организация единобожия и джихад"),
        ("ORG-0071", "YaKLIHMHKap", "Якын Инкар"),
    ],
)
def test_21_a_damaged_name_is_kept_as_an_alias_with_what_it_was_read_as(
    starter, client, organisation_id, damaged, read_as
):
    row = organisation(client, organisation_id)
    assert {damaged, read_as} <= set(row["aliases"])
    assert read_as in row["note_en"]
    assert read_as in row["note_zh"]


def test_21_a_short_form_leads_to_the_branch_and_not_to_the_whole(starter, client):
    assert "伊呼分支" in organisation(client, "ORG-0061")["aliases"]
    assert "伊呼分支" not in organisation(client, "ORG-0060")["aliases"]
    assert organisation(client, "ORG-0061")["parent"] == "ORG-0060"


def test_21_each_is_named_where_the_article_names_it(starter, client):
    within = organisations(record(client, "INC-0016"), "alleged_perpetrator")
    assert within == {f"ORG-{number:04}" for number in (63, 67, 68, 69, 70, 71, 72, 73, 74)}
    for record_id in ("INC-0022", "INC-0037"):
        assert organisations(record(client, record_id), "target") == {"ORG-0070"}
    for record_id in ("INC-0038", "INC-0039"):
        assert organisations(record(client, record_id), "target") == {"ORG-0067"}
