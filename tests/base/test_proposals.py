"""Changes proposed to published records: who decides, what becomes of them, what readers see meanwhile."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from portal.base.documents import loads, to_documents
from portal.base.models import Change, PublicText, Revision
from portal.base.proposals import approve, read_proposal, refuse_proposal, return_proposal
from portal.base.publishing import Why, save_documents
from portal.base.restoring import restore, undo
from tests.factories import make_record, make_user

pytestmark = pytest.mark.django_db
REASON = ("correction", "Read again")


@pytest.fixture
def record(db):
    return make_record("incident", publish=True, title_en="Border clash", summary_en="A summary.")


@pytest.fixture
def editor(db):
    return make_user("editor")


@pytest.fixture
def reviewer(db):
    return make_user("reviewer")


def document_of(record):
    return to_documents(type(record), [record.pk])[record.pk]


def change(record, author, **values):
    """Save a change of the record; returns the newest revision."""
    document = {**document_of(record), **values}
    save_documents(type(record), [document], why=Why(author, *REASON))
    return Revision.objects.filter(key=record.pk).order_by("-sequence").first()


def live(record):
    return loads(PublicText.objects.get(key=record.pk).text)


def test_readers_see_the_record_as_it_was_until_somebody_approves(record, editor, reviewer):
    proposal = change(record, editor, title_en="Armed clash")
    assert (proposal.pending, proposal.action, proposal.version) == ("open", "proposed", None)
    assert live(record)["title_en"] == "Border clash"
    assert Change.objects.count() == 1
    applied = approve(proposal, why=Why(reviewer))
    assert live(record)["title_en"] == "Armed clash"
    assert (applied.version, applied.author, applied.reviewer) == (2, editor, reviewer)
    assert (applied.reason_code, applied.reason_text) == REASON
    proposal.refresh_from_db()
    assert (proposal.pending, proposal.reviewer) == ("applied", reviewer)
    assert Change.objects.count() == 2


def test_each_step_is_one_revision_and_saving_nothing_is_none(record, editor, reviewer):
    before = Revision.objects.count()
    save_documents(type(record), [document_of(record)], why=Why(editor, *REASON))
    assert Revision.objects.count() == before
    proposal = change(record, editor, title_en="Armed clash")
    assert Revision.objects.count() == before + 1
    return_proposal(proposal, why=Why(reviewer, reason_text="Which source?"))
    assert Revision.objects.count() == before + 1
    approve(proposal, why=Why(reviewer))
    assert Revision.objects.count() == before + 2


def test_nobody_approves_their_own_nor_goes_on_with_and_approves(record, reviewer):
    own = change(record, reviewer, title_en="Armed clash")
    with pytest.raises(PermissionDenied, match="their own work"):
        approve(own, why=Why(reviewer))
    other = make_user("reviewer")
    document = {**document_of(record), "title_en": "Armed border clash"}
    save_documents(type(record), [document], why=Why(other, *REASON), replaces=own)
    second = Revision.objects.waiting().get()
    assert second.replaces == own
    for user in (other, reviewer):
        with pytest.raises(PermissionDenied, match="their own work"):
            approve(second, why=Why(user))
    approve(second, why=Why(make_user("publisher")))
    assert live(record)["title_en"] == "Armed border clash"


def test_authors_approve_where_the_setting_lets_them(record, reviewer, settings):
    settings.AUTHORS_NEVER_APPROVE = False
    approve(change(record, reviewer, title_en="Armed clash"), why=Why(reviewer))
    assert live(record)["title_en"] == "Armed clash"


@pytest.mark.parametrize("role", ["contributor", "editor", "data steward", ""])
def test_who_may_not_review_decides_nothing(role, record, editor):
    proposal, user = change(record, editor, title_en="Armed clash"), make_user(role)
    for verb in (approve, return_proposal, refuse_proposal):
        with pytest.raises(PermissionDenied):
            verb(proposal, why=Why(user, reason_text="No"))
    assert Revision.objects.waiting().get() == proposal


def test_two_proposals_of_different_places_both_go_live(record, editor, reviewer):
    first = change(record, editor, title_en="Armed clash")
    second = change(record, make_user("contributor"), summary_en="Another summary.")
    approve(first, why=Why(reviewer))
    approve(second, why=Why(reviewer))
    assert (live(record)["title_en"], live(record)["summary_en"]) == ("Armed clash", "Another summary.")


def test_two_proposals_of_one_place_are_a_conflict_shown_by_field(record, editor, reviewer):
    first = change(record, editor, title_en="Armed clash")
    second = change(record, make_user("contributor"), title_en="Skirmish", summary_en="Another summary.")
    approve(first, why=Why(reviewer))
    proposal = read_proposal(Revision.objects.get(pk=second.pk))
    assert proposal.moved_on
    assert [(c.path, c.base, c.live, c.mine) for c in proposal.rebased().conflicts] == [
        ("title_en", "Border clash", "Armed clash", "Skirmish")
    ]
    with pytest.raises(ValidationError, match="title_en"):
        approve(second, why=Why(reviewer))
    approve(second, why=Why(reviewer), choices={"title_en": "live"})
    assert (live(record)["title_en"], live(record)["summary_en"]) == ("Armed clash", "Another summary.")


def test_a_proposal_is_decided_once(record, editor, reviewer):
    proposal = change(record, editor, title_en="Armed clash")
    approve(proposal, why=Why(reviewer))
    for verb in (approve, return_proposal, refuse_proposal):
        with pytest.raises(ValidationError, match="no longer waiting"):
            verb(Revision.objects.get(pk=proposal.pk), why=Why(reviewer, reason_text="Late"))


def test_comments_are_tied_to_fields_and_the_author_may_take_it_back(record, editor, reviewer):
    proposal = change(record, editor, title_en="Armed clash")
    with pytest.raises(ValidationError, match="what to mend"):
        return_proposal(proposal, why=Why(reviewer))
    return_proposal(proposal, why=Why(reviewer), comments=[("title_en", "Too strong a word")])
    assert [(c.path, c.text, c.author) for c in proposal.comments.all()] == [
        ("title_en", "Too strong a word", reviewer)
    ]
    refuse_proposal(proposal, why=Why(editor))
    assert not Revision.objects.waiting().exists()


def test_a_published_record_changes_for_a_stated_reason_only(record, editor):
    for user in (editor, make_user("publisher")):
        with pytest.raises(ValidationError, match="say why"):
            save_documents(type(record), [{**document_of(record), "title_en": "Armed clash"}], why=Why(user))
    assert Revision.objects.count() == 1


def test_restore_makes_a_new_revision_children_included(record):
    publisher = make_user("publisher")
    first = Revision.objects.get(key=record.pk)
    before = document_of(record)
    citations = [*before["citations"], {"ref": "c2", "source": "SRC-5000", "locator": "2"}]
    change(record, publisher, title_en="Armed clash", citations=citations)
    restore(first, why=Why(publisher, *REASON))
    assert document_of(record) == before
    last = Revision.objects.filter(key=record.pk).order_by("-sequence").first()
    assert (last.action, last.version, last.document) == ("restored", 3, first.document)


def test_restore_by_an_editor_waits_for_review(record, editor):
    first = Revision.objects.get(key=record.pk)
    change(record, make_user("publisher"), title_en="Armed clash")
    restore(first, why=Why(editor, *REASON))
    assert live(record)["title_en"] == "Armed clash"
    assert loads(Revision.objects.waiting().get().document)["title_en"] == "Border clash"


def test_undo_takes_back_what_a_revision_did_and_nothing_since(record):
    publisher = make_user("publisher")
    change_one = change(record, publisher, title_en="Armed clash", summary_en="Another.")
    change(record, publisher, summary_en="A third.")
    undone = undo([change_one], why=Why(publisher, *REASON))
    assert live(record)["title_en"] == "Border clash"
    assert live(record)["summary_en"] == "A third."
    assert [conflict.path for conflict in undone.kept[record.record_id]] == ["summary_en"]
