"""As of each moment of a history the portal says what it said then: lists, texts, hits, files; and what it costs."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.filters import IncidentFilterSet
from events.models import Incident
from portal.base import search
from portal.base.codes import Status
from portal.base.documents import loads, to_documents
from portal.base.exports import text_stream
from portal.base.filters import NEWEST, end_of, read_moment, selection_of
from portal.base.history import as_of, texts_as_of
from portal.base.merging import merge, separate
from portal.base.models import LaterText, PublicText, RecordKey, Source, Topic, Version
from portal.base.publishing import Why, publish, reinstate, save_documents, withdraw
from portal.base.shared_nouns import noun_written
from tests.factories import CountryFactory, MeasureFactory, make_record

pytestmark = pytest.mark.django_db
WHY = Why(reason_code="correction", reason_text="Random")
START = datetime(2025, 1, 1, 12, tzinfo=UTC)
STEPS = 60
WORDS = ["alpha", "beta", "gamma", "边境", "会谈"]
SOUGHT = ["alpha", "beta", "gamma", "边境", "alpha 会谈", "Topic topic_1"]
FILTERS = [
    {},
    {"topic": ["topic_0"]},
    {"scope": ["series"]},
    {"deaths": ["ones", "1-9", "10-99"]},
    {"country": ["KGZ"], "country_role": ["location"]},
    {"date_from": ["2022"], "date_match": ["surely"]},
]


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still; `clock(n)` sets it to step n."""
    at = {"now": START}
    monkeypatch.setattr(timezone, "now", lambda: at["now"])

    def set_to(step: int) -> datetime:
        at["now"] = START + timedelta(hours=step)
        return at["now"]

    return set_to


def document(random: Random, record_id: str, others: list[str]) -> dict:
    """An incident in random words, linked to some of the others."""
    linked = random.sample(others, random.randint(0, min(2, len(others))))
    return {
        "record_id": record_id,
        "title_en": f"Incident {' '.join(random.sample(WORDS[:3], 2))}",
        "title_zh": f"{random.choice(WORDS[3:])}事件",
        "summary_en": " ".join(random.sample(WORDS[:3], random.randint(0, 3))),
        "event_type": "armed_conflict",
        "scope": random.choice(["event", "series"]),
        "date": random.choice(["2021", "2022-09-14", "2023-05~", "2022-01-01/2022-02-01"]),
        "topics": random.sample(["topic_0", "topic_1"], random.randint(0, 2)),
        "countries": [{"country": "KGZ", "role": random.choice(["location", "party"])}],
        "citations": [{"ref": "c1", "source": "SRC-5000", "locator": str(random.randint(1, 3))}],
        "figures": [{"ref": "f1", "measure": "killed", "best": random.randint(0, 30), "source_voice": True}],
        "links": [{"ref": f"l{n}", "type": "related", "to": to} for n, to in enumerate(linked, start=1)],
    }


def step(random: Random, ids: list[str]) -> None:
    """One verb on one record; what its status does not allow changes nothing."""
    record_id = random.choice(ids)
    keys = {key.record_id: key for key in RecordKey.objects.all()}
    key = keys[record_id]
    verbs = {
        "edit": lambda: save_documents(
            Incident, [document(random, record_id, [each for each in ids if each != record_id])], why=WHY
        ),
        "publish": lambda: publish([key], why=WHY),
        "withdraw": lambda: withdraw([key], why=WHY, notice_en="Entered twice."),
        "reinstate": lambda: reinstate([key], why=WHY),
        "merge": lambda: merge(key, keys[random.choice(ids)], why=WHY),
        "separate": lambda: separate(key, why=WHY),
        "rename": lambda: rename(random),
    }
    wanted = {
        Status.DRAFT: ["publish", "publish", "edit"],
        Status.PUBLISHED: ["edit", "edit", "edit", "withdraw", "merge", "rename"],
        Status.WITHDRAWN: ["separate" if key.merged_into_id else "reinstate", "rename"],
    }
    with suppress(ValidationError):
        verbs[random.choice(wanted[key.status])]()


def rename(random: Random) -> None:
    """A noun that texts show: they follow without a revision."""
    topic = Topic.objects.get(pk="topic_1")
    topic.name_en = f"Topic topic_1 {random.choice(WORDS)}"
    topic.save()
    noun_written(topic, why=WHY)


def read_live() -> dict:
    """Everything a reader sees of the list today."""
    read = {}
    for number, values in enumerate(FILTERS):
        for sort in IncidentFilterSet.sorts if not values else [NEWEST]:
            found = IncidentFilterSet(values).qs.order_by(*sort.order_by)
            read[number, sort.value] = list(text_stream(Incident, found))
    for words in SOUGHT:
        read["q", words] = list(text_stream(Incident, IncidentFilterSet({"q": words}).qs.newest_first()))
        read["search", words] = texts_of_keys(search.find(words).ids), search.find(words).by_kind
    read["record"] = dict(PublicText.objects.values_list("key__record_id", "text"))
    return read


def texts_of_keys(ids: list[int]) -> list[str]:
    texts = dict(PublicText.objects.values_list("key_id", "text"))
    return [texts[key_id] for key_id in ids]


def read_then(moment: datetime) -> dict:
    """The same as of a moment."""
    read = {}
    for number, values in enumerate(FILTERS):
        for sort in IncidentFilterSet.sorts if not values else [NEWEST]:
            found = IncidentFilterSet(values | {"as_of": moment.isoformat()})
            read[number, sort.value] = list(text_stream(Incident, found.qs.order_by(*sort.order_by)))
            selection = selection_of(found)
            assert selection.total == len(read[number, sort.value])
            assert texts_as_of(moment, selection.key_ids(sort, 0, 99)) == read[number, sort.value]
    for words in SOUGHT:
        found = IncidentFilterSet({"q": words, "as_of": moment.isoformat()})
        read["q", words] = list(text_stream(Incident, found.qs.newest_first()))
        hits = search.find_then(Version.objects.at(moment), words)
        texts = dict(Version.objects.filter(pk__in=hits.ids).texts())
        read["search", words] = [texts[pk] for pk in hits.ids], hits.by_kind
    read["record"] = {loads(text)["record_id"]: text for _pk, text in as_of(moment).texts()}
    return read


@pytest.mark.parametrize(("seed", "steps"), [(1, STEPS), (2, STEPS // 2)])
def test_as_of_each_step_is_what_was_read_at_that_step(clock, settings, seed, steps):
    settings.WITHDRAWN_SHOWN_AS_OF = True  # the whole past, to compare with what was read
    random = Random(seed)
    for slug in ("topic_0", "topic_1"):
        Topic.objects.create(slug=slug, name_en=f"Topic {slug}")
    Source.objects.create(id="SRC-5000", title_en="A report")
    clock(0)
    CountryFactory(code="KGZ")
    MeasureFactory()
    ids = [make_record("incident", countries=[]).record_id for _ in range(5)]
    read = {}
    for number in range(1, steps + 1):
        moment = clock(number)
        step(random, ids)
        read[moment] = read_live()
    clock(STEPS + 1)
    for moment, expected in read.items():
        then = read_then(moment)
        for name, found in expected.items():
            assert then[name] == found, (moment, name)
    assert LaterText.objects.exists()
    assert len({len(found[0, "-date"]) for found in read.values()}) > 2


def test_a_day_is_its_end_and_today_is_as_far_as_it_has_gone(clock):
    now = clock(0)
    assert read_moment("2024-12-31") == (datetime(2024, 12, 31, 23, 59, 59, 999999, tzinfo=UTC), "")
    assert read_moment("2025-01-01") == (now, "")
    assert read_moment("2025-01-01T13:00:00+05:00")[0] == datetime(2025, 1, 1, 8, tzinfo=UTC)
    assert read_moment("2025-01-01T13:00:00 05:00")[0] == datetime(2025, 1, 1, 8, tzinfo=UTC)
    assert end_of(now.date()) > now


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2025-01-02", "still to come"),
        ("2025-01-01T12:00:01Z", "still to come"),
        ("9999-12-31", "still to come"),
        ("2025-01", "neither a day nor a time"),
        ("2025-02-30", "neither a day nor a time"),
        ("20250101", "neither a day nor a time"),
        ("2024-06-01T12:00:00", "neither a day nor a time"),
        ("yesterday", "neither a day nor a time"),
    ],
)
def test_what_is_no_moment_is_said_in_words(clock, value, said):
    clock(0)
    problems = IncidentFilterSet({"as_of": value}).problems()
    assert [(problem.key, problem.value) for problem in problems] == [("as_of", value)]
    assert said in problems[0].message
    assert value in problems[0].message


def test_words_are_refused_where_too_much_has_changed_since(clock, monkeypatch):
    monkeypatch.setattr("portal.base.search.then.SCANNED", 2)
    clock(0)
    records = [make_record("incident", publish=True, title_en="Alpha") for _ in range(3)]
    clock(1)
    for record in records:
        stored = to_documents(Incident, [record.key_id])[record.key_id]
        save_documents(Incident, [stored | {"title_en": "Beta"}], why=WHY)
    clock(2)
    found = IncidentFilterSet({"q": "alpha", "as_of": START.isoformat()})
    assert [problem.key for problem in found.problems()] == ["q"]
    assert "more than 2 texts" in found.problems()[0].message
    narrowed = IncidentFilterSet({"q": "alpha", "date_from": "2030", "as_of": START.isoformat()})
    assert not narrowed.problems()
    assert narrowed.qs.count() == 0


def test_a_withdrawn_record_is_gone_from_earlier_days_too(clock, settings):
    clock(0)
    record = make_record("incident", publish=True)
    clock(1)
    withdraw([record.key], why=WHY, notice_en="Names a person.")
    clock(2)
    assert as_of(START).count() == 0
    settings.WITHDRAWN_SHOWN_AS_OF = True
    assert as_of(START).count() == 1


def writes(captured) -> list[str]:
    return [query["sql"] for query in captured if query["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]


def test_recording_a_revision_is_two_statements_whatever_the_record_has(clock):
    clock(0)
    records = [make_record("incident", publish=True) for _ in range(3)]
    counts = []
    for hour, some in enumerate((records[:1], records), start=1):
        clock(hour)
        stored = to_documents(Incident, [record.key_id for record in some])
        changed = [stored[record.key_id] | {"title_en": f"At {hour}"} for record in some]
        with CaptureQueriesContext(connection) as captured:
            save_documents(Incident, changed, why=WHY)
        counts.append(len(captured))
        kept = [sql for sql in writes(captured) if 'portal_revision"' in sql or 'portal_version"' in sql]
        assert [sql.split('"')[1] for sql in kept] == ["portal_revision", "portal_version"]
    assert counts[0] == counts[1]


def test_a_text_that_follows_a_neighbour_is_a_further_row_of_its_version(clock):
    clock(0)
    other = make_record("incident", publish=True, title_en="Neighbour")
    link = {"ref": "l1", "type": "related", "to": other.record_id}
    record = make_record("incident", publish=True, links=[link])
    clock(1)
    withdraw([other.key], why=WHY, notice_en="Entered twice.")
    rows = list(Version.objects.filter(key=record.key).order_by("turn"))
    assert [(row.turn, row.published_until) for row in rows] == [(0, clock(1)), (1, None)]
    texts = dict(Version.objects.texts())
    assert [len(loads(texts[row.pk])["links"]) for row in rows] == [1, 0]
    assert loads(rows[0].revision.public_text)["links"]  # /v1/ is what it was
    assert rows[0].updated_at == rows[1].updated_at
