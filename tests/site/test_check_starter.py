"""The starter files as they are have nothing to mend; each kind of fault in a copy of them is named with its place."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from copy import deepcopy
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command

from mechanisms.models import Meeting
from portal.base.documents import to_documents
from portal.base.models import RecordKey
from portal.base.publishing import Why, save_documents
from portal.site import starter_check
from portal.site.starter import read_rows
from portal.site.starter_check import check
from portal.site.starter_files import StarterFiles
from portal.site.starter_rules import rule_problems
from portal.site.starter_ties import tie_problems

pytestmark = pytest.mark.django_db
FIXTURES = settings.REPOSITORY / "fixtures"


@pytest.fixture
def folder(tmp_path):
    """A copy of the starter files."""
    return Path(shutil.copytree(FIXTURES, tmp_path / "fixtures"))


def write(folder: Path, name: str, rows: list) -> None:
    text = yaml.dump(rows, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
    (folder / name).write_text(text, encoding="utf-8")


def edit(folder: Path, name: str, code: str, change: Callable) -> None:
    """Change one row of a file, found by its id."""
    rows = read_rows(folder / name)
    change(next(row for row in rows if code in (row.get("record_id"), row.get("id"), row.get("slug"))))
    write(folder, name, rows)


def enter_again(folder: Path, code: str, new: str, **values) -> None:
    """A second entry for an incident, with other values."""
    rows = read_rows(folder / "incidents.yaml")
    again = deepcopy(next(row for row in rows if row["record_id"] == code))
    again |= {"record_id": new, **values}
    write(folder, "incidents.yaml", [*rows, {name: value for name, value in again.items() if value}])


def lines(folder: Path) -> list[str]:
    return [str(problem) for problem in check(folder)]


def test_the_starter_files_have_nothing_to_mend(starter):
    assert lines(FIXTURES) == []


def set_to(name: str, value: object) -> Callable:
    return lambda row: row.update({name: value})


def without(*names: str) -> Callable:
    return lambda row: [row.pop(name) for name in names]


def child(table: str, ref: str, change: Callable) -> Callable:
    """A change of one child row, found by its key or the number of its place."""

    def apply(row: dict) -> None:
        rows = row[table]
        change(rows[int(ref)] if ref.isdigit() else next(item for item in rows if item["ref"] == ref))

    return apply


def figure_again(row: dict) -> None:
    row["figures"].append({**row["figures"][0], "ref": "f9"})


INC, MEC, PAR = "incidents.yaml", "mechanisms.yaml", "partnerships.yaml"
FAULTS = {
    # valid
    "a bad date": (INC, "INC-0002", set_to("date", "2022-13"), "date", "2022-13"),
    "an unknown field": (INC, "INC-0002", set_to("titel_en", "x"), "titel_en", "not a field"),
    "a bad code": (INC, "INC-0002", set_to("scope", "serie"), "scope", "serie"),
    "a number that its words do not allow": (
        INC, "INC-0002", child("figures", "f1", set_to("high", 60)), "figures[f1].high", "",
    ),
    "a bad noun": ("places.yaml", "PLC-0001", set_to("latitude", 238), "latitude", ""),
    "no date and no reason": (INC, "INC-0035", without("undated_reason_en", "undated_reason_zh"), "date", "state"),
    "a date and a reason why there is none": (
        INC, "INC-0002", lambda row: row.update(undated_reason_en="None.", undated_reason_zh="未载。"),
        "undated_reason_en", "leave out",
    ),
    # bilingual
    "a title in one language": (INC, "INC-0002", without("title_zh"), "title_zh", "title_en has it"),
    "no summary": (INC, "INC-0002", without("summary_en", "summary_zh"), "summary_en", "missing"),
    "a note in one language": (INC, "INC-0002", without("note_en"), "note_en", "note_zh has it"),
    "a note of a row in one language": (
        INC, "INC-0002", child("figures", "f3", without("counted_note_zh")), "figures[f3].counted_note_zh", "missing",
    ),
    "English in the place of Chinese": (INC, "INC-0002", set_to("title_zh", "A clash"), "title_zh", "not Chinese"),
    "Chinese in the place of English": (INC, "INC-0002", set_to("title_en", "边境冲突"), "title_en", "not English"),
    "a noun in one language": ("organisations.yaml", "ORG-0003", without("name_zh"), "name_zh", "missing"),
    # sourced
    "no citation": (PAR, "PAR-TKM", set_to("citations", []), "citations", "no source"),
    "a citation without a section": (
        INC, "INC-0002", child("citations", "c1", without("locator")), "citations[c1].locator", "section",
    ),
    "a citation without an excerpt": (
        INC, "INC-0002", child("citations", "c1", without("excerpt")), "citations[c1].excerpt", "few words",
    ),
    "an excerpt without a translation": (
        INC, "INC-0002", child("citations", "c1", without("excerpt_translation")),
        "citations[c1].excerpt_translation", "translate",
    ),
    "a whole sentence as an excerpt": (
        INC, "INC-0002", child("citations", "c1", set_to("excerpt", "冲突" * 40)), "citations[c1].excerpt",
        "80 characters",
    ),
    "a figure without a source": (
        INC, "INC-0002", child("figures", "f1", without("citation")), "figures[f1].citation", "c1, c2, c3",
    ),
    "a designation without a source": (
        PAR, "PAR-KAZ", child("designations", "d1", without("citation")), "designations[d1].citation", "no source",
    ),
    "a stage without a source": (
        MEC, "MEC-0004", child("stages", "s1", without("citation")), "stages[s1].citation", "no source",
    ),
    # topics, countries, places
    "no topic": (INC, "INC-0002", without("topics"), "topics", "none"),
    "no country": (INC, "INC-0044", without("countries"), "countries", "none"),
    "a country without a role": (
        INC, "INC-0044", child("countries", "0", without("role")), "countries[1].role", "",
    ),
    "a place without a precision": (
        INC, "INC-0002", child("places", "0", without("where_prec")), "places[1].where_prec", "exact place",
    ),
    # figures
    "a figure that nobody states": (
        INC, "INC-0001", child("figures", "f1", without("source_voice")), "figures[f1].source_voice", "nobody states",
    ),
    "a figure of a speaker and of the article": (
        INC, "INC-0002", child("figures", "f1", set_to("source_voice", True)), "figures[f1].source_voice", "not both",
    ),
    "no number and no words": (
        INC, "INC-0038", child("figures", "f1", without("wording_en", "wording_zh")), "figures[f1].wording_en", "words",
    ),
    "a figure twice": (INC, "INC-0002", figure_again, "figures[f9]", "the same claim as figures[f1]"),
    # references
    "an unknown topic": (INC, "INC-0002", set_to("topics", ["wars"]), "topics[1].topic", "topics.yaml"),
    "an unknown place": (
        INC, "INC-0002", child("places", "0", set_to("place", "PLC-9999")), "places[1].place", "places.yaml",
    ),
    "a link to nothing": (
        INC, "INC-0002", child("links", "l1", set_to("to", "DOC-9999")), "links[l1].to", "DOC-9999 is not in",
    ),
    "a parent of another kind": (MEC, "MEC-0002", set_to("parent", "INC-0001"), "parent", "mechanisms.yaml"),
    "a citation of no row": (
        INC, "INC-0002", child("figures", "f1", set_to("citation", "c77")), "figures[f1].citation", "c77",
    ),
    "an unknown parent of a noun": ("places.yaml", "PLC-0005", set_to("parent", "PLC-9999"), "parent", "places.yaml"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_its_place(starter, folder, fault):
    name, code, change, field, words = FAULTS[fault]
    edit(folder, name, code, change)
    found = [problem for problem in check(folder) if problem.place == (name, code, field)]
    assert found, lines(folder)
    assert words in found[0].repair


def test_one_fault_is_one_line(starter, folder):
    edit(folder, INC, "INC-0002", child("links", "l1", set_to("to", "DOC-9999")))
    [line] = lines(folder)
    assert line.startswith("incidents.yaml, INC-0002, links[l1].to: DOC-9999 is not in the files of records")


def test_a_record_that_stands_alone_is_named(starter, folder):
    told = {"title_en": "Another matter", "title_zh": "另一件事", "date": "2019", "figures": [], "links": []}
    enter_again(folder, "INC-0036", "INC-9001", **told)
    [line] = lines(folder)
    assert line.startswith("incidents.yaml, INC-9001, links: the record stands alone")


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"date": "2019", "figures": []}, "same title"),
        ({"title_en": "Uzbekistan, counter-terrorism raid, February 2020", "title_zh": "乌国搜查"}, "nearly the same"),
        ({"title_en": "Twenty-one people arrested", "title_zh": "二十一人被捕"}, "same date, country and figure"),
    ],
)  # fmt: skip
def test_one_thing_entered_twice_is_named(starter, folder, values, why):
    enter_again(folder, "INC-0036", "INC-9001", **values)
    [problem] = check(folder)
    assert problem.place == (INC, "INC-9001", "title_en")
    assert "INC-0036 again" in problem.repair
    assert why in problem.repair


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"record_id": ""}, "row 1, record_id: a row needs an id"),
        ({"record_id": "MTG-0002"}, "MTG-0002, record_id: MTG-0002 is there twice"),
        ({"record_id": "DOC-0999"}, "DOC-0999, record_id: ids in this file begin with MTG-"),
    ],
)
def test_an_id_that_is_none_is_named(starter, folder, values, said):
    edit(folder, "meetings.yaml", "MTG-0001", lambda row: row.update(values))
    assert any(line.startswith(f"meetings.yaml, {said}") for line in lines(folder)), lines(folder)


def test_a_key_that_a_row_has_twice_is_named(starter, folder):
    path = folder / "meetings.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("  ordinal: 3\n", "  ordinal: 3\n  ordinal: 4\n"), encoding="utf-8")
    assert any(
        line.startswith("meetings.yaml, MTG-0002, ordinal: it is there twice") for line in lines(folder)
    )


def test_a_file_that_is_missing_or_cannot_be_read_is_named(starter, folder):
    (folder / "sources.yaml").unlink()
    (folder / "meetings.yaml").write_text("- record_id: MTG-0001\n  title_en: [", encoding="utf-8")
    found = lines(folder)
    assert any(line.startswith("sources.yaml: the file is missing") for line in found)
    assert any(line.startswith("meetings.yaml: this is no YAML") for line in found)
    assert any(
        line.startswith("documents.yaml, DOC-0006, meeting: MTG-0008 is not in meetings") for line in found
    )


def test_a_circle_of_parents_is_named(starter, folder):
    edit(folder, MEC, "MEC-0003", set_to("parent", "MEC-0004"))
    found = {problem.row: problem.repair for problem in check(folder) if problem.field == "parent"}
    assert found.keys() >= {"MEC-0003", "MEC-0004"}
    assert "circle (MEC-0003 → MEC-0004 → MEC-0003)" in found["MEC-0003"]


def test_a_second_load_that_writes_again_is_named(starter, folder, monkeypatch):
    """As if a record were stored otherwise than the files have it."""
    load = starter_check.load_starter
    titles = iter(["Told otherwise", "Told otherwise again"])

    def load_and_change(where: Path):
        loaded = load(where)
        key = RecordKey.objects.get(record_id="MTG-0001")
        document = to_documents(Meeting, [key.pk])[key.pk] | {"title_en": next(titles)}
        save_documents(Meeting, [document], why=Why())
        return loaded

    monkeypatch.setattr(starter_check, "load_starter", load_and_change)
    [line] = lines(folder)
    assert line.startswith("meetings.yaml, MTG-0001: loading a second time writes it again")


def test_what_the_files_say_is_checked_without_a_query(django_assert_num_queries):
    files = StarterFiles.read(FIXTURES)
    with django_assert_num_queries(0):
        assert [*rule_problems(files), *tie_problems(files)] == []
    assert len(files.records) > 150


def test_the_command_prints_a_line_for_each_problem_and_fails(starter, folder):
    out = StringIO()
    call_command("check_starter", folder=folder, stdout=out)
    assert out.getvalue() == "Nothing to mend.\n"
    edit(folder, INC, "INC-0001", child("figures", "f2", without("source_voice", "citation")))
    out = StringIO()
    with pytest.raises(CommandError, match="2 to mend") as error:
        call_command("check_starter", folder=folder, stdout=out)
    assert error.value.returncode == 1
    assert [line.partition(": ")[0] for line in out.getvalue().splitlines()] == [
        "incidents.yaml, INC-0001, figures[f2].citation",
        "incidents.yaml, INC-0001, figures[f2].source_voice",
    ]
