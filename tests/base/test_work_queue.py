"""The work queue: each count is the number of rows of the list behind it, for everybody, desk and country."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.base.codes import Pending
from portal.base.documents import loads, to_documents
from portal.base.leads import receive
from portal.base.models import Country, Desk, DuplicatePair, ImportBatch, Lead, RecordKey, Revision, Source
from portal.base.proposals import approve, return_proposal
from portal.base.publishing import Why, publish, return_to_author, save_documents, submit
from portal.base.work_queue import QUEUES, Scope, changed_by_others, desk_scope
from tests.factories import CountryFactory, MeasureFactory, SourceFactory, make_record, make_user

pytestmark = pytest.mark.django_db
MEND = "Which source?"
WHOLE = {"title_zh": "冲突", "summary_en": "One.", "summary_zh": "一。"}


def in_country(code, **more):
    return {"countries": [{"country": CountryFactory(code=code, region=True).pk, "role": "location"}], **more}


def two_sources(number):
    excerpt = {"excerpt": "a few words"}
    return [{"ref": f"c{n}", "source": SourceFactory(id=f"SRC-{number}{n}").pk, **excerpt} for n in (1, 2)]


@pytest.fixture
def desk(db):
    """Two of everything that is to be done, one of each about Kyrgyzstan; and as much that is done."""
    me, other = make_user("publisher"), make_user("editor")
    long_ago = timezone.now() - timedelta(days=30)
    number = 600
    for code in ("KGZ", "TJK"):
        number += 1
        place = in_country(code)
        waits = make_record("incident", author=other, **place)
        submit([waits.key], why=Why(other))
        mine = make_record("meeting", author=me, **place)
        submit([mine.key], why=Why(me))
        returned = make_record("incident", author=me, **place)
        submit([returned.key], why=Why(me))
        return_to_author([returned.key], why=Why(make_user("reviewer"), reason_text=MEND))
        live = make_record(
            "incident", publish=True, **in_country(code, **WHOLE), citations=two_sources(number)
        )
        batch = ImportBatch.objects.create(author=other, kind="incident", file_name="incidents.xlsx")
        change(live, other, batch=batch, title_en="Otherwise")
        change(make_record("incident", publish=True, **place), me, title_en="Mine")  # live at once
        old = make_record("document", author=other, **place)
        RecordKey.objects.filter(pk=old.pk).update(updated_at=long_ago)
        make_record(
            "incident",
            **place,
            figures=[{"ref": "f1", "measure": MeasureFactory().pk, "best": 5, "citation": "c1"}],
        )
        dead = SourceFactory(
            id=f"SRC-7{number}", url=f"https://gone.example/{code}", dead_since=long_ago.date()
        )
        again = make_record("incident", **place, citations=[{"ref": "c1", "source": dead.pk}])
        DuplicatePair.objects.create(
            first=min(waits.key, again.key, key=lambda key: key.pk),
            second=max(waits.key, again.key, key=lambda key: key.pk),
            score=80,
            reasons=[["title", {"percent": 80}]],
            found_at=long_ago,
        )
        receive(Lead(url=f"https://news.example/{code}", note="Look at this.", key=live.key), author=other)
    me.refresh_from_db()
    return me, other


def change(record, author, batch=None, **values):
    """Save a change of a published record as this person."""
    document = {**to_documents(type(record), [record.pk])[record.pk], **values}
    save_documents(type(record), [document], why=Why(author, "correction", "Read again", batch))


def page(client, **query):
    response = client.get("/admin/", query)
    assert response.status_code == 200
    return {queue["name"]: queue for queue in response.context["work"]["queues"]}


def rows(client, address):
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    changelist = response.context_data["cl"]
    assert not response.wsgi_request.GET.get("e"), address
    return changelist.result_count


@pytest.mark.parametrize("query", [{}, {"country": "KGZ"}, {"country": "TJK"}, {"desk": "all"}])
@pytest.mark.parametrize("has_desk", [False, True])
def test_every_count_is_that_of_the_list_behind_it(client, desk, query, has_desk):
    me, _other = desk
    if has_desk:
        own = Desk.objects.create(user=me, kinds=["incident", "document"])
        own.countries.set(Country.objects.filter(code="KGZ"))
    client.force_login(me)
    found = page(client, **query)
    assert found.keys() == QUEUES.keys()
    for queue in found.values():
        assert rows(client, queue["address"]) == queue["count"], queue
    narrowed = bool(query.get("country")) or (has_desk and not query)
    two = {"to_review": 4, "returned": 2, "untouched": 2, "duplicates": 2, "dead_links": 2, "leads": 2}
    for name, count in two.items():
        assert found[name]["count"] == (count / 2 if narrowed else count), name
    assert found["dead_links"]["age"]
    assert found["untouched"]["age"]


@pytest.mark.parametrize("role", ["contributor", "editor", "reviewer", "publisher", "data steward"])
def test_each_role_sees_lists_it_may_open(as_role, desk, role):
    client = as_role(role)
    found = page(client)
    assert ("to_review" in found) is (role in ("reviewer", "publisher"))
    for queue in found.values():
        assert rows(client, queue["address"]) == queue["count"], queue


def test_who_sees_no_records_sees_no_queue(as_role):
    assert as_role("").get("/admin/").context["work"] is None


def test_to_review_is_what_others_wrote(desk):
    me, other = desk
    names = {key.record_id for key in QUEUES["to_review"].rows(me)}
    assert not names & set(RecordKey.objects.filter(kind="meeting").values_list("record_id", flat=True))
    proposal = Revision.objects.waiting().first()
    assert proposal.key.record_id in names
    # who goes on with a change is its author too
    document = {**loads(proposal.document), "title_en": "Yet otherwise"}
    editor = make_user("editor")
    save_documents(
        type(proposal.key.incident), [document], why=Why(editor, "correction", "x"), replaces=proposal
    )
    second = Revision.objects.waiting().exclude(pk=proposal.pk).get(key=proposal.key)
    assert proposal.key not in QUEUES["to_review"].rows(other)
    assert proposal.key in QUEUES["to_review"].rows(me)
    approve(second, why=Why(me))
    assert proposal.key not in QUEUES["to_review"].rows(me)


def test_who_gave_a_draft_back_may_review_it_when_it_returns():
    """Giving back writes nothing of the record: it makes nobody its author."""
    author, reviewer = make_user("editor"), make_user("reviewer")
    key = make_record("incident", author=author).key
    submit([key], why=Why(author))
    return_to_author([key], why=Why(reviewer, reason_text=MEND))
    assert key in QUEUES["returned"].rows(author)
    assert key not in QUEUES["returned"].rows(reviewer)
    submit([key], why=Why(author))
    assert key in QUEUES["to_review"].rows(reviewer)
    assert key not in QUEUES["returned"].rows(author)
    publish([key], why=Why(reviewer))
    assert key not in QUEUES["to_review"].rows(reviewer)


def test_a_returned_change_waits_for_its_author(desk):
    me, other = desk
    proposal = Revision.objects.waiting().first()
    return_proposal(proposal, why=Why(me, reason_text=MEND))
    assert Revision.objects.get(pk=proposal.pk).pending == Pending.RETURNED
    count, since = QUEUES["returned"].count(other, Scope())
    assert count == 1
    assert since is not None
    assert proposal.key not in QUEUES["to_review"].rows(me)


def test_the_list_of_what_waits_links_to_each_thing(client, desk):
    me, _other = desk
    client.force_login(me)
    shown = client.get("/admin/portal/recordkey/?work=to_review").content.decode()
    for proposal in Revision.objects.waiting():
        assert f'href="/admin/portal/revision/{proposal.pk}/change/"' in shown
    for key in QUEUES["to_review"].rows(me).filter(status="in_review"):
        assert f'href="/admin/portal/recordkey/{key.pk}/review/"' in shown


def test_gaps_are_found_and_closed():
    whole = {**WHOLE, "citations": two_sources(801)}
    record = make_record("incident", publish=True, **whole)
    gaps = ("one_source", "no_excerpt", "one_language")
    user = make_user("editor")
    assert [record.key in QUEUES[name].rows(user) for name in gaps] == [False] * 3
    figure = {"ref": "f1", "measure": MeasureFactory().pk, "best": 5}
    bare = make_record("meeting", title_en="", title_zh="会晤", figures=[figure])
    assert [bare.key in QUEUES[name].rows(user) for name in gaps] == [True] * 3
    summary = make_record("mechanism", title_zh="机制", summary_zh="一。")
    assert summary.key in QUEUES["one_language"].rows(user)


def test_sources_count_as_archived_where_they_have_an_address_and_a_copy():
    user = make_user("editor")
    SourceFactory(id="SRC-901")
    SourceFactory(id="SRC-902", url="https://a.example/", archive_url="https://web.archive.org/web/1/a")
    bare = SourceFactory(id="SRC-903", url="https://b.example/")
    assert list(QUEUES["no_archive"].rows(user)) == [bare]
    assert Source.objects.count() == 3


def test_the_page_costs_the_same_however_much_waits(client, desk):
    me, other = desk
    client.force_login(me)

    def cost():
        client.get("/admin/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/admin/").status_code == 200
        return len(captured)

    few = cost()
    for number in range(12):
        record = make_record("incident", author=other, **in_country("KGZ", title_en=f"Record {number}"))
        submit([record.key], why=Why(other))
    assert cost() == few
    assert few <= len(QUEUES) + 14


def test_a_list_of_the_queue_costs_the_same_however_long(client, desk):
    me, other = desk
    client.force_login(me)
    path = "/admin/portal/recordkey/?work=to_review"

    def cost():
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            client.get(path).content.decode()
        return len(captured)

    few = cost()
    for _number in range(6):
        change(make_record("incident", publish=True), other, title_en="Otherwise")
    assert cost() == few


def test_beneath_stands_what_others_changed_today(client, desk):
    me, other = desk
    found = changed_by_others(me, Scope())
    assert found
    assert {revision.author for revision in found} >= {other}
    assert me not in {revision.author for revision in found}
    Revision.objects.update(created_at=timezone.now() - timedelta(days=1))
    assert changed_by_others(me, Scope()) == []
    client.force_login(me)
    assert "Nothing yet." in client.get("/admin/").content.decode()


def test_a_desk_takes_in_records_that_name_no_country(desk):
    me, _other = desk
    own = Desk.objects.create(user=me)
    own.countries.set(Country.objects.filter(code="KGZ"))
    stateless = make_record("incident", author=me)
    me = type(me).objects.get(pk=me.pk)
    drafts = QUEUES["my_drafts"]
    assert drafts.count(me, desk_scope(me))[0] == 2  # the returned one about Kyrgyzstan, and this
    assert drafts.count(me, Scope(countries=frozenset({"KGZ"})))[0] == 1
    assert stateless.key in drafts.rows(me)


def test_the_navigation_has_our_sections_and_leaves_nothing_out(as_role):
    client = as_role("publisher")
    client.user.is_superuser = True
    client.user.save()
    response = client.get("/admin/")
    sections = {app["app_label"]: app for app in response.context["available_apps"]}
    assert list(sections)[:3] == ["records", "reference", "data"]
    ours = [model["object_name"] for name in list(sections)[:3] for model in sections[name]["models"]]
    assert {"Incident", "Source", "DuplicatePair", "Lead", "RecordKey"} <= set(ours)
    html = response.content.decode()
    for line in ("Work queue", "My drafts", "To review", "Link checks"):
        assert f">{line}</a>" in html
    rest = [model["object_name"] for app in list(sections.values())[3:] for model in app["models"]]
    assert {"User", "Group"} <= set(rest)
