"""Notices: who is told what by which verb, at what cost; the page; the e-mail that never comes twice."""

from __future__ import annotations

import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from portal.base.digests import send_digests
from portal.base.documents import to_documents
from portal.base.models import Country, Desk, Notice, NoticePreference, Revision
from portal.base.notices import notice_words
from portal.base.proposals import approve, refuse_proposal, return_proposal
from portal.base.publishing import Why, publish, return_to_author, save_documents, submit
from tests.factories import CountryFactory, make_record, make_user

pytestmark = pytest.mark.django_db
MEND = "Which source?"
TITLES = {"title_en": "Border clash", "title_zh": "边境冲突"}


@pytest.fixture
def editor(db):
    return make_user("editor", first_name="Ada", last_name="Editor", email="ada@record.example")


@pytest.fixture
def reviewer(db):
    return make_user("reviewer", email="rev@record.example")


def told(user):
    """[(what, record ids, read)] of a person, the oldest first."""
    return [
        (one.what, one.params.get("ids") or [one.key.record_id])
        for one in Notice.objects.filter(user=user).select_related("key").order_by("pk")
    ]


def propose(record, author, **values):
    document = {**to_documents(type(record), [record.pk])[record.pk], **values}
    save_documents(type(record), [document], why=Why(author, "correction", "Read again"))
    return Revision.objects.filter(key=record.pk).order_by("-sequence").first()


class TestWhoIsTold:
    def test_a_draft_on_its_way(self, editor, reviewer):
        record = make_record("incident", author=editor)
        name = [record.record_id]
        assert told(reviewer) == []
        submit([record.key], why=Why(editor))
        assert told(reviewer) == [("waits", name)]
        return_to_author([record.key], why=Why(reviewer, reason_text=MEND))
        assert told(editor) == [("returned", name)]
        assert Notice.objects.get(user=editor).params == {"who": "reviewer", "reason": MEND}
        submit([record.key], why=Why(editor))
        publish([record.key], why=Why(reviewer))
        assert told(editor) == [("returned", name), ("published", name)]
        assert told(reviewer) == [("waits", name)] * 2

    @pytest.mark.parametrize(
        ("verb", "what"),
        [
            (approve, "change_approved"),
            (return_proposal, "change_returned"),
            (refuse_proposal, "change_refused"),
        ],
    )
    def test_a_proposed_change(self, editor, reviewer, verb, what):
        record = make_record("incident", publish=True, **TITLES)
        proposal = propose(record, editor, title_en="Armed clash")
        assert told(reviewer) == [("change_waits", [record.record_id])]
        assert Notice.objects.get(user=reviewer).revision == proposal
        verb(proposal, why=Why(reviewer, reason_text=MEND))
        assert told(editor) == [(what, [record.record_id])]
        assert told(reviewer) == [("change_waits", [record.record_id])]

    def test_who_takes_their_own_change_back_tells_nobody(self, editor, reviewer):
        proposal = propose(make_record("incident", publish=True), editor, title_en="Armed clash")
        refuse_proposal(proposal, why=Why(editor))
        assert told(editor) == []

    def test_all_whose_work_is_in_it(self, editor, reviewer):
        other = make_user("editor")
        record = make_record("incident", author=other)
        propose(record, editor, title_en="Otherwise")
        submit([record.key], why=Why(editor))
        publish([record.key], why=Why(reviewer))
        assert told(editor) == told(other) == [("published", [record.record_id])]

    def test_reviewers_of_the_desk_only(self, editor, reviewer):
        for code in ("KGZ", "TJK"):
            CountryFactory(code=code)
        tajik, kyrgyz = make_user("publisher"), make_user("reviewer")
        trainer, asleep = make_user("reviewer"), make_user("reviewer", is_active=False)
        for user, code in ((tajik, "TJK"), (kyrgyz, "KGZ")):
            Desk.objects.create(user=user).countries.set(Country.objects.filter(code=code))
        Desk.objects.create(user=trainer, kinds=["training_event"])
        boss = make_user(username="boss", is_superuser=True)
        record = make_record("incident", author=editor, countries=[{"country": "KGZ", "role": "location"}])
        submit([record.key], why=Why(editor))
        assert [bool(told(user)) for user in (reviewer, kyrgyz, boss)] == [True] * 3
        assert [bool(told(user)) for user in (tajik, trainer, asleep, editor)] == [False] * 4

    def test_the_system_tells_nobody(self, editor, reviewer):
        record = make_record("incident", author=editor)
        submit([record.key], why=Why())
        publish([record.key], why=Why())
        assert not Notice.objects.exists()

    def test_many_records_at_once_are_one_notice(self, editor, reviewer):
        keys = [make_record("incident", author=editor).key for _number in range(7)]
        submit(keys, why=Why(editor))
        [(what, ids)] = told(reviewer)
        assert (what, ids) == ("waits", [key.record_id for key in keys[:5]])
        words = notice_words(Notice.objects.get(user=reviewer))
        assert words == f"Ada Editor submitted 7 records for review: {', '.join(ids)} …."
        publish(keys, why=Why(reviewer))
        assert Notice.objects.filter(user=editor).count() == 1

    def test_a_refused_step_tells_nobody(self, editor, reviewer):
        record = make_record("incident", author=editor, citations=[])
        submit([record.key], why=Why(editor))
        Notice.objects.all().delete()
        with pytest.raises(Exception, match="source"):
            publish([record.key], why=Why(reviewer))
        assert not Notice.objects.exists()

    def test_telling_costs_the_same_however_many_are_told(self, editor, reviewer):
        def cost():
            record = make_record("incident", author=editor)
            with CaptureQueriesContext(connection) as captured:
                submit([record.key], why=Why(editor))
            return len(captured)

        cost()
        few = cost()
        for _number in range(5):
            Desk.objects.create(user=make_user("reviewer")).countries.set([CountryFactory()])
            make_user("publisher")
        with_desks = cost()
        assert with_desks <= few + 1  # the countries of desks, where anybody has one
        for _number in range(5):
            Desk.objects.create(user=make_user("reviewer")).countries.set([CountryFactory()])
        assert cost() == with_desks

    def test_words_in_the_readers_language(self, editor, reviewer):
        record = make_record("incident", author=editor)
        submit([record.key], why=Why(editor))
        notice = Notice.objects.get(user=reviewer)
        assert notice_words(notice) == f"Ada Editor submitted {record.record_id} for review."
        with translation.override("zh-hans"):
            assert record.record_id in notice_words(notice)


class TestThePage:
    def test_the_header_counts_and_the_page_lists(self, as_role, editor):
        client = as_role("reviewer")
        first, second = (make_record("incident", author=editor, title_en=title) for title in ("One", "Two"))
        for record in (first, second):
            submit([record.key], why=Why(editor))
        assert '<b class="unread-count">2</b>' in client.get("/admin/").content.decode()
        page = client.get("/admin/notices/").content.decode()
        assert page.count('class="unread"') == 2
        notice = Notice.objects.get(user=client.user, key=first.key)
        opened = client.get(f"/admin/notices/{notice.pk}/")
        assert opened.url == f"/admin/portal/recordkey/{first.pk}/review/"
        assert client.get("/admin/notices/").content.decode().count('class="unread"') == 1
        client.post("/admin/notices/read/")
        assert "unread-count" not in client.get("/admin/").content.decode()

    def test_one_is_marked_as_read(self, as_role, editor):
        client = as_role("reviewer")
        for _number in range(2):
            submit([make_record("incident", author=editor).key], why=Why(editor))
        one = Notice.objects.filter(user=client.user).first()
        client.post("/admin/notices/read/", {"notice": one.pk})
        assert list(Notice.objects.filter(read_at__isnull=False)) == [one]
        assert client.get("/admin/notices/read/").status_code == 405

    def test_what_was_decided_meanwhile_is_not_counted(self, as_role, editor, reviewer):
        client = as_role("reviewer")
        record = make_record("incident", author=editor)
        submit([record.key], why=Why(editor))
        publish([record.key], why=Why(reviewer))
        proposal = propose(record, editor, title_en="Armed clash")
        assert Notice.objects.filter(user=client.user).unread().count() == 1
        approve(proposal, why=Why(reviewer))
        assert Notice.objects.filter(user=client.user).unread().count() == 0
        assert "unread-count" not in client.get("/admin/").content.decode()

    def test_nobody_reads_or_marks_anybody_elses(self, as_role, editor, reviewer):
        record = make_record("incident", author=editor)
        submit([record.key], why=Why(editor))
        notice = Notice.objects.get(user=reviewer)
        client = as_role("publisher")
        assert client.get(f"/admin/notices/{notice.pk}/").status_code == 404
        client.post("/admin/notices/read/", {"notice": notice.pk})
        client.post("/admin/notices/read/")
        notice.refresh_from_db()
        assert notice.read_at is None
        assert record.record_id not in client.get("/admin/notices/").content.decode()

    def test_a_notice_leads_to_what_it_is_about(self, as_role, editor):
        client = as_role("reviewer")
        live = make_record("incident", publish=True)
        proposal = propose(live, editor, title_en="Armed clash")
        keys = [make_record("incident", author=editor).key for _number in range(2)]
        submit(keys, why=Why(editor))
        change, several = Notice.objects.filter(user=client.user).order_by("pk")
        assert (
            client.get(f"/admin/notices/{change.pk}/").url == f"/admin/portal/revision/{proposal.pk}/change/"
        )
        assert client.get(f"/admin/notices/{several.pk}/").url == "/admin/portal/recordkey/?work=to_review"

    def test_the_page_costs_the_same_however_many(self, as_role, editor):
        client = as_role("reviewer")

        def cost():
            client.get("/admin/notices/")
            with CaptureQueriesContext(connection) as captured:
                client.get("/admin/notices/").content.decode()
            return len(captured)

        submit([make_record("incident", author=editor).key], why=Why(editor))
        few = cost()
        for _number in range(5):
            submit([make_record("incident", author=editor).key], why=Why(editor))
        assert cost() == few


class TestDigest:
    def waits(self, editor, **document):
        record = make_record("incident", author=editor, **document)
        submit([record.key], why=Why(editor))
        return record

    def test_one_mail_with_what_is_unread_and_what_waits(self, editor, reviewer, settings, capsys):
        settings.SITE_URL = "https://record.example"
        records = [self.waits(editor) for _number in range(2)]
        call_command("send_digest")
        assert "1 mails sent" in capsys.readouterr().out
        [message] = mail.outbox
        assert message.to == ["rev@record.example"]
        assert message.subject == "Central Asia Security Record: 2 notices"
        for record in records:
            assert f"Ada Editor submitted {record.record_id} for review." in message.body
        assert "To review, not mine: 2" in message.body
        assert "https://record.example/admin/notices/" in message.body

    def test_a_mail_spells_out_fifty(self, editor, reviewer):
        key = self.waits(editor).key
        one = Notice.objects.get(user=reviewer)
        Notice.objects.bulk_create(
            Notice(user=reviewer, key=key, what=one.what, params=one.params, created_at=one.created_at)
            for _number in range(51)
        )
        assert send_digests().mails == 1
        assert mail.outbox[0].body.count("submitted") == 50
        assert "And 2 more." in mail.outbox[0].body

    def test_never_the_same_twice(self, editor, reviewer):
        self.waits(editor)
        assert send_digests().mails == 1
        assert send_digests().mails == 0
        second = self.waits(editor)
        assert send_digests().mails == 1
        assert mail.outbox[1].body.count("submitted") == 1
        assert second.record_id in mail.outbox[1].body

    def test_nothing_that_is_read_or_decided(self, editor, reviewer):
        self.waits(editor)
        Notice.objects.unread().update(read_at="2026-11-23T00:00Z")
        assert send_digests().mails == 0
        record = self.waits(editor)
        publish([record.key], why=Why(make_user("reviewer")))
        send_digests()
        assert [message.to for message in mail.outbox] == [["ada@record.example"]]

    def test_not_to_whom_it_is_not_for(self, editor):
        make_user("reviewer")
        gone = make_user("reviewer", email="gone@record.example")
        declined = make_user("reviewer", email="no@record.example")
        NoticePreference.objects.create(user=declined, by_mail=False)
        self.waits(editor)
        type(gone).objects.filter(pk=gone.pk).update(is_active=False)
        assert send_digests().mails == 0

    def test_in_the_language_that_was_chosen(self, editor, as_role):
        client = as_role("reviewer")
        client.user.email = "rev@record.example"
        client.user.save()
        client.post("/admin/notices/settings/", {"by_mail": "on", "language": "zh-hans"})
        assert NoticePreference.objects.get(user=client.user).language == "zh-hans"
        self.waits(editor)
        send_digests()
        assert mail.outbox[0].subject.startswith("中亚安全与合作档案")
        client.post("/admin/notices/settings/", {"language": "xx"})
        assert NoticePreference.objects.get(user=client.user).by_mail

    def test_a_mail_that_failed_is_sent_by_the_next_run_and_keeps_nobody_elses(
        self, editor, reviewer, monkeypatch
    ):
        make_user("publisher", email="pub@record.example")
        self.waits(editor)
        real = EmailBackend.send_messages

        def send(self, messages):
            if messages[0].to == ["rev@record.example"]:
                raise smtplib.SMTPRecipientsRefused({})
            return real(self, messages)

        monkeypatch.setattr(EmailBackend, "send_messages", send)
        with pytest.raises(CommandError, match="no mail to reviewer"):
            call_command("send_digest")
        assert [message.to for message in mail.outbox] == [["pub@record.example"]]
        monkeypatch.setattr(EmailBackend, "send_messages", real)
        assert send_digests().mails == 1
        assert mail.outbox[1].to == ["rev@record.example"]
