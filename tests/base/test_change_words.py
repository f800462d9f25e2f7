"""What a version changed, in words; and which of it counts as a correction of a published figure."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from events.models import Incident
from portal.base.documents import to_documents
from portal.base.figure_changes import Aspect, figure_changes
from portal.base.models import Change
from portal.base.publishing import Why, publish, save_documents
from portal.base.views.change_entries import ChangeEntry, latest_words
from portal.base.views.change_words import passages
from portal.base.word_diff import word_diff
from tests.factories import CountryFactory, MeasureFactory, SourceFactory, make_record

KILLED = {"ref": "f1", "measure": "killed", "quantifier": "exact", "best": 59, "role": "adopted"}


def aspects(**changed):
    return [change.aspects for change in figure_changes([KILLED], [{**KILLED, **changed}])]


@pytest.mark.parametrize(
    ("changed", "aspect"),
    [
        ({"best": 62}, Aspect.VALUE),
        ({"best": 0}, Aspect.VALUE),
        ({"low": 59}, Aspect.VALUE),
        ({"quantifier": "more_than"}, Aspect.VALUE),
        ({"role": "superseded"}, Aspect.ROLE),
        ({"chosen_best": True}, Aspect.ROLE),
        ({"attributed_to_country": "KGZ"}, Aspect.SPEAKER),
        ({"source_voice": True}, Aspect.SPEAKER),
        ({"counted_country": "KGZ"}, Aspect.SCOPE),
        ({"counted_note_en": "soldiers"}, Aspect.SCOPE),
        ({"measure": "injured"}, Aspect.SCOPE),
    ],
)
def test_each_aspect_of_a_figure_is_told(changed, aspect):
    assert aspects(**changed) == [(aspect,)]


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"low": None},
        {"source_voice": False},
        {"citation": "c2"},
        {"wording_en": "some"},
        {"stated_on": "2022"},
    ],
)
def test_what_leaves_the_claim_as_it_was_is_no_correction(changed):
    assert aspects(**changed) == []


def test_a_translation_of_a_note_is_no_correction_but_another_note_is():
    noted = {**KILLED, "counted_note_en": "soldiers"}
    assert not figure_changes([noted], [{**noted, "counted_note_zh": "军人"}])
    assert figure_changes([noted], [{**KILLED, "counted_note_en": "officers"}])
    assert figure_changes([noted], [KILLED])


def test_the_words_count_where_they_are_all_that_is_stated():
    several = {**KILLED, "best": None, "quantifier": "unspecified", "wording_en": "several"}
    assert figure_changes([several], [{**several, "wording_en": "dozens"}])
    assert not figure_changes([several], [{**several, "wording_zh": "数人"}])


def test_a_removed_figure_counts_an_added_or_renumbered_one_does_not():
    assert [change.aspects for change in figure_changes([KILLED], [])] == [(Aspect.REMOVED,)]
    assert not figure_changes(None, [KILLED])
    assert not figure_changes([KILLED], [{**KILLED, "ref": "f9"}])
    two = [KILLED, {**KILLED, "ref": "f2"}]
    assert [change.ref for change in figure_changes(two, [{**KILLED, "ref": "f9"}])] == ["f2"]


@pytest.fixture
def nouns(db):
    MeasureFactory(slug="killed", name_en="Killed", name_zh="死亡")
    for code, english, chinese in (
        ("KGZ", "Kyrgyzstan", "吉尔吉斯斯坦"),
        ("TJK", "Tajikistan", "塔吉克斯坦"),
    ):
        CountryFactory(code=code, name_en=english, name_zh=chinese)
    SourceFactory(id="SRC-6001")


CLAIM = {"ref": "f1", "measure": "killed", "best": 59, "counted_country": "KGZ", "citation": "c1"}


def revised(change, reason="correction", **first):
    """A record published, then changed by `change(document)`; the entry of the change."""
    record = make_record("incident", publish=True, **{"figures": [{**CLAIM}], **first})
    document = to_documents(Incident, [record.pk])[record.pk]
    change(document)
    save_documents(Incident, [document], why=Why(None, reason, "Because"))
    return ChangeEntry(Change.objects.first())


def texts(entry):
    return [line.text for line in entry.lines]


def set_figure(**columns):
    return lambda document: document["figures"][0].update(columns)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (set_figure(low=62, best=62, high=62), "Killed, Kyrgyz side: 59 → 62"),
        (
            set_figure(role="rejected", reason_en="Misread"),
            "Killed, Kyrgyz side – role: Adopted → Rejected",
        ),
        (
            set_figure(attributed_to_country="TJK"),
            "Killed, Kyrgyz side – stated by: Not said by whom → Tajik authorities",
        ),
        (
            set_figure(counted_country="TJK"),
            "59 – what is counted: Killed, Kyrgyz side → Killed, Tajik side",
        ),
        (lambda document: document.pop("figures"), "Killed, Kyrgyz side: 59, removed"),
        (lambda document: document.update(title_en="A clash"), "Title: A incidents record → A clash"),
        (lambda document: document.update(date="2022-09-16"), "Date: 14 Sep 2022 → 16 Sep 2022"),
        (
            lambda document: document["citations"][0].update(locator="2"),
            "Citation: Report SRC-5000, 2 – section, page: 1 → 2",
        ),
        (
            lambda document: document["citations"].append({"ref": "c2", "source": "SRC-6001"}),
            "Citation added: Report SRC-6001",
        ),
    ],
)
def test_a_change_in_words(nouns, change, line):
    assert line in texts(revised(change))


def test_values_that_read_alike_are_told_apart_by_their_bounds(nouns):
    about = {**CLAIM, "quantifier": "approximately", "low": 50}
    entry = revised(set_figure(low=55), figures=[about])
    assert texts(entry) == ["Killed, Kyrgyz side: about 59 (low 50, best 59) → about 59 (low 55, best 59)"]


def test_the_weightiest_change_stands_first_and_the_others_are_counted(nouns):
    def change(document):
        document["figures"][0].update(low=62, best=62, high=62)
        document["title_en"] = "A clash"
        document["title_zh"] = "冲突"
        document["citations"][0]["locator"] = "2"

    words = revised(change).words
    assert words.text == "Killed, Kyrgyz side: 59 → 62; 2 more"


def test_words_are_in_the_readers_language(nouns):
    entry = revised(set_figure(low=62, best=62, high=62))
    with translation.override("zh-hans"):
        assert entry.lines[0].label == "死亡、吉方"


def test_what_no_reader_saw_is_not_told(nouns):
    draft = make_record("meeting", title_en="A secret draft")

    def change(document):
        document["editorial_note"] = "Ask the ministry"
        document["links"] = [{"ref": "l1", "type": "related", "to": draft.key.record_id}]

    entry = revised(change)
    assert (entry.found.changes, entry.words, entry.lines) == ([], None, ())


def test_what_changed_elsewhere_is_not_told_as_this_versions(nouns):
    """The record it links to is published between two versions, and readers see the link from then on."""
    draft = make_record("meeting", title_en="A meeting")
    link = {"ref": "l1", "type": "related", "to": draft.key.record_id}
    record = make_record("incident", publish=True, links=[link])
    publish([draft.key], why=Why())
    document = to_documents(Incident, [record.pk])[record.pk]
    save_documents(Incident, [{**document, "title_en": "New"}], why=Why(None, "correction", "Because"))
    assert [change.path for change in ChangeEntry(Change.objects.first()).found.changes] == ["title_en"]


def test_a_long_text_is_told_by_the_passages_that_changed(nouns):
    long = "Border troops of the two states exchanged fire for three days and used heavy weapons. " * 3

    def change(document):
        document["summary_en"] = long.replace("three days", "four days")

    [line] = revised(change, summary_en=long).lines
    assert (line.label, line.before, line.after) == ("Summary", "", "")
    assert ("del", "three") in line.pieces
    assert ("ins", "four") in line.pieces
    assert sum(len(piece.text) for piece in line.pieces) < len(long)


def test_passages_are_few_and_short():
    old = " ".join(f"word{n} stays here" for n in range(100))
    found = passages(word_diff(old, old.replace("word", "term")))
    assert len(found) <= 13


def test_only_a_figure_that_readers_had_seen_is_marked_as_changed(nouns):
    first = Change.objects.filter(figures_changed=True)
    assert not first
    entry = revised(lambda document: document["figures"].append({**CLAIM, "ref": "f2", "best": 3}))
    assert not entry.change.figures_changed
    entry = revised(set_figure(low=62, best=62, high=62))
    assert entry.change.figures_changed
    assert entry.change.before.version == 1


def test_marking_costs_no_query_a_record(nouns):
    def cost(number):
        records = [make_record("incident", publish=True, figures=[{**CLAIM}]) for _ in range(number)]
        documents = to_documents(Incident, [record.pk for record in records])
        changed = [{**document, "figures": [{**CLAIM, "best": 60}]} for document in documents.values()]
        with CaptureQueriesContext(connection) as queries:
            save_documents(Incident, changed, why=Why(None, "correction", "Because"))
        assert Change.objects.filter(figures_changed=True).count() >= number
        return len(queries)

    assert cost(2) == cost(12)


def test_latest_words_are_one_query(nouns, django_assert_num_queries):
    keys = [revised(set_figure(low=62, best=62, high=62)).key for _ in range(3)]
    with django_assert_num_queries(1):
        found = latest_words(keys)
    assert {words.text for words in found.values()} == {"Killed, Kyrgyz side: 59 → 62"}
