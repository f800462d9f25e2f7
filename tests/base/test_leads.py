"""Leads: what is taken in, what repeats another, what becomes of them, and who may decide."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from portal.base import leads
from portal.base.codes import Kind, LeadStatus, ReasonCode, Status
from portal.base.documents import to_documents
from portal.base.models import Lead, NounRevision, RecordKey, Revision, Source
from portal.base.publishing import Why, publish, save_documents, withdraw
from tests.factories import EventTypeFactory, SourceFactory, make_record, make_user

pytestmark = pytest.mark.django_db
LIST = "/admin/portal/lead/"


def received(**more):
    author = more.pop("author", None)
    return leads.receive(Lead(**({"note": "The number is 61"} | more)), author=author)


def page_of(lead):
    return f"{LIST}{lead.pk}/change/"


@pytest.fixture
def editor():
    return make_user("editor")


class TestReceive:
    def test_it_gets_an_id_and_a_token_nobody_guesses(self):
        first, second = received(), received(note="Another")
        assert (first.pk, second.pk) == ("LEA-0001", "LEA-0002")
        assert first.token != second.token
        assert len(first.token) >= 22
        assert (first.status, first.origin, first.author) == (LeadStatus.NEW, "public", None)

    def test_by_token_and_not_otherwise(self):
        lead = received()
        assert leads.by_token(lead.pk, lead.token) == lead
        assert leads.by_token(lead.pk, received(note="Another").token) is None
        assert leads.by_token("LEA-9999", lead.token) is None

    def test_an_address_loses_what_only_tracks(self):
        lead = received(url="HTTPS://Example.org/a?utm_source=mail&id=7&fbclid=x#top")
        assert lead.url_normalised == "https://example.org/a?id=7"

    @pytest.mark.parametrize(
        "url",
        ["javascript:alert(1)", "ftp://example.org/a", "data:text/html,x", "//example.org", "no address"],
    )
    def test_other_schemes_are_refused(self, url):
        with pytest.raises(ValidationError) as refused:
            received(url=url)
        assert set(refused.value.message_dict) == {"url"}
        assert not Lead.objects.exists()

    @pytest.mark.parametrize(
        ("name", "length"), [("note", 2001), ("correction", 1001), ("source_text", 501), ("field", 121)]
    )
    def test_lengths_are_limited(self, name, length):
        with pytest.raises(ValidationError) as refused:
            received(**{name: "x" * length})
        assert set(refused.value.message_dict) == {name}

    def test_an_address_that_grows_too_long_is_refused_in_words(self):
        with pytest.raises(ValidationError) as refused:
            received(url="https://example.org/?q=" + "中" * 300)
        assert set(refused.value.message_dict) == {"url"}

    def test_nothing_said_is_nothing_received(self):
        with pytest.raises(ValidationError):
            received(note="")

    def test_an_editor_is_named_and_needs_the_right(self, editor):
        assert received(author=editor).author == editor
        with pytest.raises(PermissionDenied):
            received(author=make_user("contributor"))

    def test_the_database_keeps_no_author_of_a_readers_report(self, editor):
        lead = received()
        with pytest.raises(IntegrityError), transaction.atomic():
            Lead.objects.filter(pk=lead.pk).update(author=editor)


class TestRepeats:
    def test_the_same_words_of_the_same_field(self):
        key = make_record("incident", publish=True).key
        first = received(key=key, field="title_en", correction="Six")
        again = received(key=key, field="title_en", note=" the NUMBER is\n61 ", correction="six")
        assert (again.status, again.duplicate_of, again.first) == (LeadStatus.DUPLICATE, first, first)
        assert again.decided_at is not None
        assert again.decided_by is None

    @pytest.mark.parametrize("other", [{"field": "title_zh"}, {"correction": "Seven"}, {"key": None}])
    def test_other_words_or_another_field_stand_alone(self, other):
        key = make_record("incident", publish=True).key
        said = {"key": key, "field": "title_en", "correction": "Six"}
        received(**said)
        assert received(**(said | other)).status == LeadStatus.NEW

    def test_the_same_address_about_the_same(self):
        first = received(url="https://example.org/a?utm_source=x")
        assert received(url="https://EXAMPLE.org/a#b", note="Look at this").duplicate_of == first

    def test_one_address_may_correct_two_records(self):
        one, two = (make_record("incident", publish=True).key for _ in range(2))
        received(key=one, url="https://example.org/a")
        assert received(key=two, url="https://example.org/a").status == LeadStatus.NEW

    def test_two_addresses_without_words_are_two(self):
        received(note="", url="https://example.org/a")
        assert received(note="", url="https://example.org/b").status == LeadStatus.NEW

    def test_what_was_decided_may_be_said_again(self):
        leads.refuse(received(), why=Why(), reason_en="Not so.")
        again = received()
        assert again.status == LeadStatus.NEW
        assert list(Lead.objects.perhaps_same(again)) == [Lead.objects.get(pk="LEA-0001")]

    def test_a_third_is_attached_to_the_first(self):
        first, second, third = received(), received(), received()
        assert [second.duplicate_of, third.duplicate_of] == [first, first]

    def test_attaching_brings_its_own_repeats_along(self, editor):
        earlier = received(note="Earlier")
        first = received()
        repeat = received()
        leads.mark_duplicate(first, earlier, why=Why(editor))
        repeat.refresh_from_db()
        assert repeat.duplicate_of == earlier
        with pytest.raises(ValidationError):
            leads.mark_duplicate(earlier, repeat, why=Why(editor))

    def test_a_wrong_decision_is_taken_back(self, editor):
        first, second = received(), received()
        lead = leads.reopen(second, why=Why(editor))
        assert (lead.status, lead.duplicate_of, lead.decided_at) == (LeadStatus.NEW, None, None)
        with pytest.raises(ValidationError):
            leads.reopen(first, why=Why(editor))


class TestAccept:
    def test_a_draft_with_a_new_source(self, editor):
        lead = received(url="https://example.org/a?utm_source=x", source_text="A paper", kind=Kind.INCIDENT)
        given = {"title_en": "Clash", "event_type": EventTypeFactory().pk}
        key = leads.accept(lead, Kind.INCIDENT, given, why=Why(editor))
        document = to_documents(key.incident.__class__, [key.pk])[key.pk]
        source = Source.objects.get(pk=document["citations"][0]["source"])
        assert key.status == Status.DRAFT
        assert (source.title_en, source.url_normalised) == ("A paper", "https://example.org/a")
        assert NounRevision.objects.get(noun_id=source.pk).author == editor
        assert document["editorial_note"].startswith(f"{lead.pk}\nThe number is 61")
        assert Revision.objects.get(key=key).author == editor
        lead.refresh_from_db()
        assert (lead.status, lead.result, lead.decided_by) == (LeadStatus.ACCEPTED, key, editor)

    def test_a_known_address_is_cited_as_the_source_it_is(self, editor):
        source = SourceFactory(url="https://example.org/a#x")
        make_record("incident", citations=[{"ref": "c1", "source": source.pk}])
        lead = received(url="https://EXAMPLE.org/a?utm_source=x")
        [known] = leads.known_sources(lead.url)
        assert (known, known.records) == (source, 1)
        key = leads.accept(
            lead, Kind.MECHANISM, {"title_en": "X", "mechanism_type": "centre"}, why=Why(editor)
        )
        assert list(key.citations.values_list("source", flat=True)) == [source.pk]
        assert Source.objects.filter(url_normalised="https://example.org/a").count() == 1

    def test_without_a_source_the_draft_has_none(self, editor):
        key = leads.accept(received(), Kind.MEETING, {"title_zh": "会议"}, why=Why(editor))
        assert not key.citations.exists()

    def test_what_the_draft_lacks_leaves_nothing_behind(self, editor):
        lead = received(url="https://example.org/a")
        with pytest.raises(ValidationError) as refused:
            leads.accept(lead, Kind.INCIDENT, {"title_en": "Clash"}, why=Why(editor))
        assert "event_type" in refused.value.message_dict
        lead.refresh_from_db()
        assert lead.status == LeadStatus.NEW
        assert not Source.objects.filter(url="https://example.org/a").exists()
        assert not RecordKey.objects.exists()

    @pytest.mark.parametrize("kind", leads.DRAFTED_KINDS)
    def test_needed_columns_are_what_a_draft_needs(self, kind, editor):
        names = {column.name for column in leads.needed_columns(kind)}
        with pytest.raises(ValidationError) as refused:
            save_documents(leads.model_of(kind), [{}], why=Why())
        assert set(refused.value.message_dict) - {"title_en"} <= names

    def test_a_partnership_is_not_begun_from_a_lead(self, editor):
        with pytest.raises(ValidationError):
            leads.accept(received(), Kind.PARTNERSHIP, {"title_en": "X"}, why=Why(editor))

    def test_for_a_record_that_there_is(self, editor):
        key = make_record("incident", publish=True).key
        lead = received(key=key, field="title_en")
        leads.accept_for(lead, key, why=Why(editor))
        lead.refresh_from_db()
        assert (lead.status, lead.result) == (LeadStatus.ACCEPTED, key)
        assert leads.published_since(lead) is None
        document = to_documents(key.incident.__class__, [key.pk])[key.pk] | {"title_en": "Corrected"}
        why = Why(make_user("publisher"), ReasonCode.CORRECTION, "A slip")
        save_documents(key.incident.__class__, [document], why=why)
        assert leads.published_since(lead).version == 2

    def test_not_for_a_withdrawn_record(self, editor):
        key = make_record("incident", publish=True).key
        [key] = withdraw([key], why=Why(), notice_en="Wrong")
        with pytest.raises(ValidationError):
            leads.accept_for(received(), key, why=Why(editor))

    def test_of_two_editors_the_second_is_told(self, editor):
        lead, stale = received(), Lead.objects.get()
        leads.refuse(lead, why=Why(editor), reason_zh="不属实")
        for verb in (
            lambda: leads.refuse(stale, why=Why(editor), reason_en="No"),
            lambda: leads.accept(stale, Kind.MEETING, {"title_en": "M"}, why=Why(editor)),
            lambda: leads.accept_for(stale, make_record("meeting").key, why=Why(editor)),
            lambda: leads.mark_duplicate(stale, received(note="Other"), why=Why(editor)),
        ):
            with pytest.raises(ValidationError, match="decided already"):
                verb()
        assert RecordKey.objects.filter(title_en="M").count() == 0

    def test_a_refusal_needs_a_reason(self, editor):
        with pytest.raises(ValidationError):
            leads.refuse(received(), why=Why(editor))


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("contributor", False),
        ("editor", True),
        ("reviewer", True),
        ("publisher", True),
        ("data steward", False),
        ("", False),
    ],
)
class TestRights:
    def test_verbs(self, role, may):
        user, lead, key = make_user(role), received(), make_record("meeting").key
        for verb in (
            lambda: leads.refuse(lead, why=Why(user), reason_en="No"),
            lambda: leads.reopen(lead, why=Why(user)),
            lambda: leads.mark_duplicate(lead, received(note="Other"), why=Why(user)),
            lambda: leads.reopen(lead, why=Why(user)),
            lambda: leads.accept_for(lead, key, why=Why(user)),
        ):
            if may:
                verb()
            else:
                with pytest.raises(PermissionDenied):
                    verb()
        assert (Lead.objects.get(pk=lead.pk).status != LeadStatus.NEW) is may

    def test_pages(self, role, may, as_role):
        client, lead = as_role(role), received()
        draft = f"{LIST}{lead.pk}/draft/?kind=meeting"
        status = 200 if may else 403
        assert [client.get(a).status_code for a in (LIST, page_of(lead), draft, f"{LIST}add/")] == [
            status
        ] * 4
        client.post(page_of(lead), {"verb": "refuse", "reason_en": "No"})
        assert (Lead.objects.get(pk=lead.pk).status == LeadStatus.REFUSED) is may


def test_a_draft_made_from_a_lead_says_nothing_of_it_once_published(editor):
    lead = received(note="Secret words of a reader", url="https://example.org/a")
    given = {"title_en": "Clash", "date": "2022-09", "event_type": EventTypeFactory().pk}
    key = leads.accept(lead, Kind.INCIDENT, given, why=Why(editor))
    publish([key], why=Why())
    key.refresh_from_db()
    assert "Secret words" not in key.public_text.text
    assert "LEA-" not in key.public_text.text
