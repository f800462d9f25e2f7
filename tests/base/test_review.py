"""The page of a revision: what a reviewer sees of it, and what becomes of it by which button."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.base.codes import Status
from portal.base.documents import to_documents
from portal.base.models import RecordKey, ReviewComment, Revision
from portal.base.publishing import Why, save_documents, submit
from tests.admin_pages import as_sent, messages_of
from tests.factories import CountryFactory, MeasureFactory, SourceFactory, make_record, make_user

pytestmark = pytest.mark.django_db
REASON = ("correction", "Read again")


def figure(ref, best, country="KGZ", **more):
    whose = {"counted_country": country, "attributed_to_country": country}
    return {"ref": ref, "measure": "killed", "best": best, "citation": "c1", **whose, **more}


@pytest.fixture
def nouns(db):
    MeasureFactory(name_zh="死亡")
    for code, iso2, name in (("KGZ", "KG", "Kyrgyzstan"), ("TJK", "TJ", "Tajikistan")):
        CountryFactory(code=code, iso2=iso2, name_en=name)
    SourceFactory(id="SRC-5000", title_en="Statement of the ministry")


@pytest.fixture
def record(nouns):
    return make_record(
        "incident",
        publish=True,
        title_en="Border clash",
        title_zh="边境冲突",
        summary_en="Shots were exchanged on Friday.",
        citations=[{"ref": "c1", "source": "SRC-5000", "locator": "2", "excerpt": "62 killed"}],
        figures=[figure("f1", 59), figure("f2", 38, "TJK")],
    )


@pytest.fixture
def editor(db):
    return make_user("editor")


def document_of(record):
    return to_documents(type(record), [record.pk])[record.pk]


def change(record, author, **values):
    document = {**document_of(record), **values}
    save_documents(type(record), [document], why=Why(author, *REASON))
    return Revision.objects.filter(key=record.pk).order_by("-sequence").first()


def page_of(revision):
    return reverse("admin:portal_revision_change", args=[revision.pk])


def text_of(response):
    """What a page says: its words without markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def send(client, revision, step, **answers):
    page = client.get(page_of(revision))
    seen = page.context_data["form"]["seen"].value()
    data = {"seen": seen, "step": step, **{name.replace("__", ":", 1): v for name, v in answers.items()}}
    return client.post(page_of(revision), data, follow=True)


def buttons(response):
    return set(re.findall(r'name="step" value="(\w+)"', response.content.decode()))


class TestWhatIsShown:
    def test_only_what_changed_with_words_characters_and_whole_numbers_marked(self, record, editor, as_role):
        proposal = change(
            record,
            editor,
            title_zh="边界冲突",
            summary_en="Shots were exchanged on Monday.",
            figures=[figure("f1", 62), figure("f2", 38, "TJK")],
        )
        html = as_role("reviewer").get(page_of(proposal)).content.decode()
        html = re.sub(r'<span class="visually-hidden">[^<]*</span>', "", html)
        assert "Shots were exchanged on <del>Friday</del><ins>Monday</ins>." in html
        assert "边<del>境</del><ins>界</ins>冲突" in html
        assert "<del>59</del><ins>62</ins>" in html
        assert "Killed, Kyrgyz side, stated by: Kyrgyz authorities" in html
        assert "Tajik side" not in html
        assert "Border clash" not in html.split('class="review"')[1]

    def test_rows_are_added_removed_and_changed_by_a_name_one_can_read(self, record, editor, as_role):
        rows = [figure("f1", 62, quantifier="more_than"), figure("f3", 4, counted_group="civilians")]
        proposal = change(record, editor, figures=rows, countries=[{"country": "KGZ", "role": "location"}])
        words = text_of(as_role("reviewer").get(page_of(proposal)))
        assert "Changed Killed, Kyrgyz side, stated by: Kyrgyz authorities f1" in words
        assert "Added Killed, Kyrgyz side, Civilians, stated by: Kyrgyz authorities f3" in words
        assert "Removed Killed, Tajik side, stated by: Tajik authorities f2" in words
        assert "Quantifier before Exact after More than" in words
        assert "Added Kyrgyzstan, Where it happened" in words

    def test_beside_it_stand_the_sources_of_the_changed_figures(self, record, editor, as_role):
        source = SourceFactory(title_en="A later count")
        citations = [*document_of(record)["citations"], {"ref": "c2", "source": source.pk}]
        rows = [figure("f1", 62), figure("f2", 40, "TJK", citation=None)]
        review = as_role("reviewer").get(page_of(change(record, editor, figures=rows, citations=citations)))
        found = review.context_data["review"].grounds
        assert [(entry.citation["source"], len(entry.supports)) for entry in found.cited] == [
            (source.pk, 0),
            ("SRC-5000", 2),
        ]
        assert found.unsourced == []  # it named one before, which is shown
        words = text_of(review)
        assert "Statement of the ministry SRC-5000 · 2 62 killed" in words
        assert "A later count" in words

    def test_a_figure_without_a_source_is_said(self, record, editor, as_role):
        rows = [*document_of(record)["figures"], figure("f3", 4, citation=None)]
        words = text_of(as_role("reviewer").get(page_of(change(record, editor, figures=rows))))
        assert "No source is named for: Killed, Kyrgyz side, stated by: Kyrgyz authorities" in words

    def test_who_when_and_why(self, record, editor, as_role):
        words = text_of(as_role("reviewer").get(page_of(change(record, editor, title_en="Armed clash"))))
        assert "By editor" in words
        assert "Reason Correction · Read again" in words
        assert "Status Waiting for review" in words

    def test_a_new_record_is_new_as_a_whole_without_marks(self, nouns, editor, as_role):
        record = make_record("incident", author=editor, title_en="Border clash", figures=[figure("f1", 62)])
        submit([record.key], why=Why(editor))
        page = as_role("reviewer").get(
            reverse("admin:portal_recordkey_review", args=[record.pk]), follow=True
        )
        assert "A new record: nothing of it was published before." in text_of(page)
        assert "Border clash" in text_of(page)
        assert "<ins>" not in page.content.decode()

    def test_what_is_missing_is_listed_with_the_way_there(self, nouns, editor, as_role):
        record = make_record("incident", author=editor, citations=[], date="")
        submit([record.key], why=Why(editor))
        page = as_role("reviewer").get(page_of(Revision.objects.get(key=record.pk, action="submitted")))
        form = reverse("admin:events_incident_change", args=[record.pk])
        assert f'<a href="{form}#citations-group">At least one source.</a>' in page.content.decode()
        assert f'<a href="{form}#id_date">' in page.content.decode()
        in_form = page.client.get(form).content.decode()
        assert '<a href="#citations-group">At least one source.</a>' in in_form
        assert 'id="citations-group"' in in_form
        response = page.client.post(page_of(page.context_data["revision"]), {"step": "publish"}, follow=True)
        assert f"{record.record_id}: At least one source." in messages_of(response)
        assert RecordKey.objects.get(pk=record.pk).status == Status.IN_REVIEW

    def test_it_costs_the_same_for_2_changes_and_for_40(self, record, editor, as_role):
        client = as_role("reviewer")
        for code in ("AAA", "BBB"):
            CountryFactory(code=code)
        few = change(record, editor, figures=[figure("f1", 60), figure("f2", 39, "TJK")])
        rows = [figure(f"g{n}", n, ("AAA", "BBB", "KGZ", "TJK")[n % 4]) for n in range(40)]
        many = change(record, editor, title_en="Another", summary_en="Another.", figures=rows)
        counts = []
        for proposal in (few, few, many):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(page_of(proposal)).render().status_code == 200
            counts.append(len(captured))
        assert counts[1] == counts[2]
        assert counts[2] <= 40


class TestWhatIsDecided:
    def test_approve(self, record, editor, as_role):
        proposal = change(record, editor, title_en="Armed clash")
        response = send(as_role("reviewer"), proposal, "approve")
        assert messages_of(response) == [f"The change is approved: {record.record_id} is now version 2."]
        assert document_of(record)["title_en"] == "Armed clash"
        assert "Status Approved" in text_of(response)
        assert buttons(response) == set()

    def test_return_with_comments_which_the_author_finds_beside_the_fields(
        self, record, editor, as_role, client
    ):
        proposal = change(record, editor, title_en="Armed clash", figures=[figure("f1", 62)])
        path = "figures[f1].best"
        said = {"comment__title_en": "Too strong", f"comment__{path}": "Which page?", "reason_text": "Nearly"}
        response = send(as_role("reviewer"), proposal, "return", **said)
        assert "went back to its author" in messages_of(response)[0]
        found = ReviewComment.objects.filter(revision=proposal).values_list("path", "text")
        assert sorted(found) == [("", "Nearly"), (path, "Which page?"), ("title_en", "Too strong")]
        client.force_login(editor)
        form = f"{reverse('admin:events_incident_change', args=[record.pk])}?proposal={proposal.pk}"
        page = client.get(form)
        html = page.content.decode()
        assert '<a href="#id_title_en">Title (English)</a>: Too strong' in html
        assert '<a href="#id_figures-0-best">' in html
        assert html.count("Which page?") == 2  # in the list, and beside the field
        sent = as_sent(page, title_en="Clash at the border", reason_code="correction", reason_text="A slip")
        assert client.post(form, sent).status_code == 302
        assert not ReviewComment.objects.filter(resolved_at=None).exists()

    def test_a_record_in_review_goes_back_and_comes_again(self, nouns, editor, as_role, client):
        record = make_record("incident", author=editor, title_en="Border clash")
        submit([record.key], why=Why(editor))
        last = Revision.objects.filter(key=record.pk).first()
        send(as_role("reviewer"), last, "return", comment__title_en="Too strong")
        assert RecordKey.objects.get(pk=record.pk).status == Status.DRAFT
        client.force_login(editor)
        form = reverse("admin:events_incident_change", args=[record.pk])
        page = client.get(form)
        assert "Saving settles these comments." in page.content.decode()
        client.post(form, as_sent(page, title_en="Clash at the border", _submit="1"))
        assert RecordKey.objects.get(pk=record.pk).status == Status.IN_REVIEW
        assert ReviewComment.objects.get().resolved_at is not None
        again = Revision.objects.filter(key=record.pk).first()
        response = as_role("publisher").get(page_of(again))
        assert "Too strong" in text_of(response)
        assert "settled" in text_of(response)
        response = send(response.client, again, "publish")
        assert RecordKey.objects.get(pk=record.pk).status == Status.PUBLISHED

    def test_nothing_goes_back_without_a_word_nor_through_with_one(self, record, editor, as_role):
        proposal, client = change(record, editor, title_en="Armed clash"), as_role("reviewer")
        assert "Say what to mend." in messages_of(send(client, proposal, "return"))
        response = send(client, proposal, "approve", comment__title_en="Too strong")
        assert "There are comments" in messages_of(response)[0]
        assert "Too strong</textarea>" in response.content.decode()
        assert Revision.objects.waiting().get() == proposal

    def test_refuse_says_why_and_its_author_takes_it_back(self, record, editor, as_role, client):
        first, reviewer = change(record, editor, title_en="Armed clash"), as_role("reviewer")
        assert "Say why." in messages_of(send(reviewer, first, "refuse"))
        send(reviewer, first, "refuse", reason_text="No source says so")
        second = change(record, editor, title_en="Skirmish")
        client.force_login(editor)
        page = client.get(page_of(second))
        assert buttons(page) == {"take_back"}
        assert "You cannot approve this: this needs a right" in text_of(page)
        assert f"?proposal={second.pk}" in page.content.decode()
        send(client, second, "take_back")
        assert set(Revision.objects.exclude(pending="").values_list("pending", flat=True)) == {"refused"}

    def test_a_conflict_is_shown_in_words_and_chosen(self, record, editor, as_role):
        contributor = make_user("contributor")
        mine = change(
            record, editor, title_en="Skirmish", figures=[figure("f1", 60), figure("f2", 38, "TJK")]
        )
        other = change(record, contributor, title_en="Armed clash", summary_en="Something else.")
        client = as_role("reviewer")
        send(client, other, "approve")
        page = client.get(page_of(mine))
        words = text_of(page)
        assert "The record has changed since this was proposed." in words
        assert "Title (English) It was: Border clash Live now: Armed clash Proposed: Skirmish" in words
        assert "Something else" not in words  # live already
        refused = send(client, mine, "approve")
        assert "Title (English) was changed by somebody else meanwhile" in text_of(refused)
        send(client, mine, "approve", **{"choice__title_en": "mine"})
        after = document_of(record)
        assert (after["title_en"], after["summary_en"]) == ("Skirmish", "Something else.")
        assert after["figures"][0]["best"] == 60

    def test_nothing_is_decided_on_what_changed_since_it_was_looked_at(self, record, editor, as_role):
        proposal, client = change(record, editor, title_en="Armed clash"), as_role("reviewer")
        seen = client.get(page_of(proposal)).context_data["form"]["seen"].value()
        change(record, make_user("publisher"), summary_en="Another summary.")
        response = client.post(page_of(proposal), {"step": "approve", "seen": seen}, follow=True)
        assert "The record was changed while you were looking. Nothing was done: look again." in messages_of(
            response
        )
        assert Revision.objects.waiting().exists()

    def test_who_comes_too_late_is_told(self, record, editor, as_role):
        proposal, client = change(record, editor, title_en="Armed clash"), as_role("reviewer")
        send(client, proposal, "approve")
        assert (
            "does not wait for this step any more: Approved"
            in messages_of(send(client, proposal, "refuse"))[0]
        )

    @pytest.mark.parametrize("role", ["contributor", "editor", "data steward"])
    def test_who_may_not_decide_is_told_so_and_not_shut_out(self, role, record, editor, as_role):
        proposal, client = change(record, editor, title_en="Armed clash"), as_role(role)
        page = client.get(page_of(proposal))
        assert buttons(page) == set()
        for step in ("approve", "return", "refuse"):
            response = send(client, proposal, step, **({} if step == "approve" else {"reason_text": "No"}))
            assert "this needs a right that the account does not have" in messages_of(response)[0]
        assert Revision.objects.waiting().get() == proposal

    def test_own_work_waits_for_somebody_else(self, record, as_role):
        client = as_role("reviewer")
        proposal = change(record, client.user, title_en="Armed clash")
        page = client.get(page_of(proposal))
        assert "nobody approves their own work" in text_of(page)
        assert "approve" not in buttons(page)
        assert "nobody approves their own work" in messages_of(send(client, proposal, "approve"))[0]

    def test_readers_and_staff_without_a_role_see_nothing(self, record, editor, as_role):
        proposal = change(record, editor, title_en="Armed clash")
        assert as_role("").get(page_of(proposal)).status_code == 403
