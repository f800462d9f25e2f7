"""Counts from memory where there is nothing, or one record, to count."""

from __future__ import annotations

from mechanisms.models import Mechanism
from portal.base.filters import Selection
from portal.base.models import Topic
from portal.base.views.histogram import histogram
from portal.base.views.list_state import ListState
from portal.site.kinds import BY_KIND, KINDS
from tests.factories import make_record


def test_a_kind_without_records_counts_zero(db):
    for parts in KINDS:
        selection = Selection(parts.filterset({}))
        assert (selection.total, selection.on_record) == (0, 0)
        assert selection.key_ids(parts.filterset.sorts[0], 0, 25) == []
        for key in parts.filterset.facets:
            if key in parts.filterset.base_filters and parts.filterset.base_filters[key].shape == "options":
                assert not any(selection.counts(key).values())


def test_a_topic_moved_to_another_branch_is_counted_there(db):
    Topic(slug="threats", name_en="Threats").save()
    Topic(slug="crime", name_en="Crime").save()
    arms = Topic(slug="arms", name_en="Arms", parent_id="threats")
    arms.save()
    make_record("mechanism", publish=True, topics=["arms"])
    filterset = BY_KIND["mechanism"].filterset
    assert Selection(filterset({})).counts("topic") == {"threats": 1, "arms": 1}
    arms.parent_id = "crime"
    arms.parent = Topic.objects.get(pk="crime")
    arms.save()
    counts = Selection(filterset({})).counts("topic")
    assert {topic: count for topic, count in counts.items() if count} == {"crime": 1, "arms": 1}
    assert Selection(filterset({"topic": ["crime"]})).total == Mechanism.objects.published().count() == 1
    assert Selection(filterset({"topic": ["threats"]})).total == 0


def test_a_histogram_of_many_centuries_has_wider_bars(db):
    for year in ("1200", "1999", "2024"):
        make_record("incident", publish=True, date=year)
    filterset = BY_KIND["incident"].filterset({})
    drawn = histogram(ListState(filterset, "/en/incidents/", ("table",)), Selection(filterset))
    assert drawn.step == 10
    assert [(bar.start, bar.count) for bar in drawn.bars if bar.count] == [(1200, 1), (1990, 1), (2020, 1)]
    assert drawn.bars[-1].address == "/en/incidents/?date_from=2020&date_to=2029"
