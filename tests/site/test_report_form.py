"""The readers' form and its status page, from outside: without script, in both languages, and nothing public of it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from portal.base import leads
from portal.base.codes import Kind, LeadStatus
from portal.base.documents import to_documents
from portal.base.models import Lead, RecordKey, Tally
from portal.base.publishing import Why, publish, save_documents, withdraw
from portal.site.kinds import KINDS
from portal.site.views.reports import visitor_address
from tests.factories import CountryFactory, MeasureFactory, make_record, make_user

pytestmark = pytest.mark.django_db
FORM = "/en/report/"
SECRET = "Nobody but editors reads this"


def sent(client, address=FORM, **more):
    return client.post(address, {"note": SECRET} | more)


def status_of(lead, language="en"):
    return f"/{language}/report/{lead.pk}-{lead.token}/"


@pytest.fixture
def record():
    CountryFactory(code="KGZ", name_en="Kyrgyzstan", name_zh="吉尔吉斯斯坦")
    MeasureFactory(name_en="Killed", name_zh="死亡")
    figure = {
        "ref": "f1",
        "measure": "killed",
        "counted_country": "KGZ",
        "best": 62,
        "attributed_to_country": "KGZ",
    }
    return make_record(
        "incident",
        publish=True,
        title_en="Border clash",
        title_zh="边境冲突",
        figures=[figure],
        editorial_note="Hidden",
    )


class TestForm:
    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_it_opens_for_a_record_and_a_field(self, client, record, language):
        page = client.get(f"/{language}/report/?record={record.record_id}&field=figures[f1].best")
        form = page.context["form"]
        assert form["record"].value() == record.record_id
        assert form["field"].value() == "figures[f1].best"
        html = page.content.decode()
        assert ("Border clash" if language == "en" else "边境冲突") in html
        assert re.search(r'<option value="figures\[f1\].best" selected>', html)
        assert not re.search(r" (style|onclick)=|<script(?! src)", html)

    def test_choices_are_what_readers_see_of_the_record(self, client, record):
        choices = client.get(f"{FORM}?record={record.record_id}").context["form"].fields["field"].choices
        flat = dict(
            row
            for value, label in choices
            for row in (label if isinstance(label, list) else [(value, label)])
        )
        assert {"", "title_en", "date", "figures[f1]", "citations[c1]"} <= flat.keys()
        assert not {"editorial_note", "title_zh", "summary_en"} & flat.keys()
        assert flat["title_en"] == "Title"
        assert flat["figures[f1]"].endswith(": 62")
        assert "Hidden" not in str(choices)

    @pytest.mark.parametrize(
        "field", ["editorial_note", "figures[f9].best", "figures[f1].no", "<b>", "nofield[x]"]
    )
    def test_an_unknown_field_is_left_out(self, client, record, field):
        page = client.get(FORM, {"record": record.record_id, "field": field})
        assert page.context["form"]["field"].value() is None
        assert sent(client, record=record.record_id, field=field).status_code == 400

    def test_a_draft_is_not_told_from_no_record(self, client):
        draft = make_record("incident", title_en="A secret draft", record_id="INC-0077")
        words = []
        for record_id in (draft.record_id, "INC-9999"):
            assert b"A secret draft" not in client.get(f"{FORM}?record={record_id}").content
            errors = sent(client, record=record_id).context["form"].errors["record"]
            words.append(errors[0].replace(record_id, "X"))
        assert words[0] == words[1]

    @pytest.mark.parametrize(
        "typed", ["inc-0001", "https://x.example/zh/incidents/INC-0001/v1/", " INC-0001 "]
    )
    def test_a_record_is_found_by_its_id_or_its_address(self, client, record, typed):
        assert sent(client, record=typed).status_code == 302
        assert Lead.objects.get().key == record.key

    def test_a_report_goes_in_and_leads_to_its_own_page(self, client, record):
        answer = sent(
            client, "/zh/report/", record=record.record_id, field="figures[f1]", correction="61",
            url="https://Example.org/a?utm_source=x", source_text="A paper",
        )  # fmt: skip
        lead = Lead.objects.get()
        assert answer.headers["Location"] == status_of(lead, "zh")
        assert (lead.key, lead.field, lead.correction) == (record.key, "figures[f1]", "61")
        assert (lead.url_normalised, lead.language, lead.author) == ("https://example.org/a", "zh", None)

    def test_something_missing_has_a_kind_instead_of_a_field(self, client):
        sent(client, record="", kind="meeting")
        assert (Lead.objects.get().kind, Lead.objects.get().key) == ("meeting", None)

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"note": ""}, "note"),
            ({"note": " \n"}, "note"),
            ({"note": "x" * 2001}, "note"),
            ({"note": "a\x00b"}, "note"),
            ({"correction": "x" * 1001}, "correction"),
            ({"source_text": "x" * 501}, "source_text"),
            ({"url": "javascript:alert(1)"}, "url"),
            ({"url": "ftp://example.org/"}, "url"),
            ({"url": "https://example.org/?q=" + "中" * 300}, "url"),
            ({"url": "https://[::1"}, "url"),
            ({"kind": "nothing"}, "kind"),
            ({"website": "https://buy.example/"}, "website"),
        ],
    )
    def test_what_is_wrong_is_said_beside_its_field(self, client, given, field):
        page = sent(client, **given)
        assert page.status_code == 400
        assert set(page.context["form"].errors) == {field}
        html = page.content.decode()
        assert f'id="id_{field}_error"' in html
        assert f'href="#id_{field}"' in html
        assert not Lead.objects.exists()
        assert not Tally.objects.exists()

    def test_what_was_entered_is_shown_as_text(self, client):
        evil = '"><script>alert(1)</script>'
        html = sent(client, note=evil, correction=evil, url=evil, record=evil).content.decode()
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert" in html

    def test_a_form_from_elsewhere_is_refused(self, record):
        stranger = Client(enforce_csrf_checks=True)
        assert sent(stranger).status_code == 403
        token = stranger.get(FORM).context["csrf_token"]
        assert sent(stranger, csrfmiddlewaretoken=str(token)).status_code == 302

    def test_every_record_and_the_footer_lead_to_it(self, client, record):
        html = client.get(f"/en/incidents/{record.record_id}/").content.decode()
        assert html.count(f'href="/en/report/?record={record.record_id}" rel="nofollow"') == 2
        assert 'href="/zh/report/"' in client.get("/zh/").content.decode()

    def test_it_costs_the_same_however_long_the_record(self, client, record, django_assert_num_queries):
        make_record("incident", publish=True, figures=[{"measure": "killed", "best": n} for n in range(30)])
        client.get(FORM)
        for key in RecordKey.objects.order_by("id"):
            with django_assert_num_queries(1):
                client.get(f"{FORM}?record={key.record_id}")


class TestLimits:
    def test_one_address_sends_only_so_many(self, client, settings):
        settings.REPORTS_PER_VISITOR = 2
        for number in range(2):
            assert sent(client, note=str(number)).status_code == 302
        page = sent(client, note="My third report")
        assert page.status_code == 429
        assert 0 < int(page.headers["Retry-After"]) <= 3600
        html = page.content.decode()
        assert "My third report" in html
        assert re.search(r"send it again after \d\d:\d\d UTC", html)
        assert Lead.objects.count() == 2
        other = Client(REMOTE_ADDR="203.0.113.9")
        assert sent(other, note="From elsewhere").status_code == 302

    def test_all_together_send_only_so_many(self, settings):
        settings.REPORTS_PER_HOUR = 3
        answers = [sent(Client(REMOTE_ADDR=f"203.0.113.{n}"), note=str(n)).status_code for n in range(4)]
        assert answers == [302, 302, 302, 429]

    def test_no_address_is_kept(self):
        sent(Client(REMOTE_ADDR="203.0.113.77"))
        kept = [
            str(value) for model in (Lead, Tally) for row in model.objects.values() for value in row.values()
        ]
        assert not [value for value in kept if "203.0.113" in value]

    @pytest.mark.parametrize(
        ("behind", "noted", "address"),
        [
            (False, "198.51.100.1", "203.0.113.9"),
            (True, "192.0.2.66, 198.51.100.1", "198.51.100.1"),
            (True, "", "203.0.113.9"),
        ],
    )
    def test_only_a_proxy_of_ours_is_believed(self, settings, rf, behind, noted, address):
        settings.BEHIND_PROXY = behind
        assert visitor_address(rf.get("/", REMOTE_ADDR="203.0.113.9", HTTP_X_FORWARDED_FOR=noted)) == address


class TestStatusPage:
    @pytest.fixture
    def editor(self):
        return make_user("editor")

    def lead(self, **more):
        return leads.receive(Lead(**({"note": SECRET} | more)))

    def test_it_opens_with_its_token_only(self, client):
        lead, other = self.lead(), self.lead(note="Another")
        assert client.get(status_of(lead)).status_code == 200
        for wrong in (
            f"/en/report/{lead.pk}-{other.token}/",
            f"/en/report/{lead.pk}/",
            f"/en/report/{lead.pk}-x/",
        ):
            assert client.get(wrong).status_code == 404

    @pytest.mark.parametrize("page", ["form", "refused form", "status"])
    def test_no_cache_keeps_it_and_no_search_engine_lists_it(self, client, page):
        lead = self.lead()
        answer = {
            "form": lambda: client.get(FORM),
            "refused form": lambda: sent(client, note=""),
            "status": lambda: client.get(status_of(lead)),
        }[page]()
        assert {"private", "no-store"} <= set(answer.headers["Cache-Control"].split(", "))
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert '<meta name="robots" content="noindex">' in answer.content.decode()

    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_what_was_sent_is_not_repeated(self, client, record, language):
        evil = "<script>alert(1)</script>"
        lead = self.lead(key=record.key, field=evil, correction=evil, url="https://evil.example/")
        html = client.get(status_of(lead, language)).content.decode()
        assert not [word for word in (SECRET, "alert(1)", "evil.example") if word in html]
        assert record.record_id in html

    def test_each_state_says_what_becomes_of_it(self, client, record, editor):
        lead = self.lead(key=record.key, field="title_en")
        assert "An editor has not looked at it yet." in client.get(status_of(lead)).content.decode()
        leads.accept_for(lead, record.key, why=Why(editor))
        assert "The record has not changed since." in client.get(status_of(lead)).content.decode()
        document = to_documents(type(record), [record.pk])[record.pk] | {"title_en": "Corrected"}
        save_documents(type(record), [document], why=Why())
        html = client.get(status_of(lead)).content.decode()
        assert "The first version of the record since then is version 2." in html
        assert f'href="/en/incidents/{record.record_id}/v2/"' in html
        withdraw([RecordKey.objects.get(pk=record.pk)], why=Why(), notice_en="Wrong")
        assert f"{record.record_id} has been withdrawn since" in client.get(status_of(lead)).content.decode()

    def test_a_new_record_is_named_once_it_is_published(self, client, editor):
        lead = self.lead(url="https://example.org/a")
        given = {"title_en": "A new meeting", "date": "2022"}
        key = leads.accept(lead, Kind.MEETING, given, why=Why(editor))
        html = client.get(status_of(lead)).content.decode()
        assert "An editor is making a record of it." in html
        assert not [word for word in ("A new meeting", key.record_id) if word in html]
        publish([key], why=Why())
        html = client.get(status_of(lead)).content.decode()
        assert "A new meeting" in html
        assert f'href="/en/mechanisms/meetings/{key.record_id}/"' in html

    def test_an_answer_in_the_other_language_is_marked(self, client, editor):
        lead = self.lead()
        leads.refuse(lead, why=Why(editor), reason_zh="原文即如此 <b>")
        html = client.get(status_of(lead)).content.decode()
        assert '<span lang="zh-Hans">原文即如此 &lt;b&gt;</span>' in html
        assert str(editor) not in html

    def test_a_repeat_shows_the_first_ones_answer_and_not_its_address(self, client, editor):
        first, again = self.lead(), self.lead()
        assert again.status == LeadStatus.DUPLICATE
        leads.refuse(first, why=Why(editor), reason_en="The source says so.")
        html = client.get(status_of(again)).content.decode()
        assert "The same had been reported before." in html
        assert "The source says so." in html
        assert first.token not in html
        assert first.pk not in html

    def test_it_costs_few_queries(self, client, record, django_assert_max_num_queries):
        lead = self.lead(key=record.key, field="figures[f1]")
        with django_assert_max_num_queries(4):
            client.get(status_of(lead))


def test_no_page_list_file_feed_or_answer_shows_anything_of_a_lead(client, record):
    lead = leads.receive(
        Lead(
            note=SECRET, correction=SECRET, source_text=SECRET, url="https://secret.example/", key=record.key
        )
    )
    addresses = ["/en/", "/en/search/?q=Nobody", "/en/changes/", "/en/sources/", "/en/codebook/", "/en/data/"]
    addresses += [
        f"/en/search/?q={lead.pk}",
        "/sitemap.xml",
        "/api/v1/",
        "/api/v1/schema/",
        "/api/v1/changes/",
    ]
    addresses += ["/api/v1/sources/", "/api/v1/leads/", "/en/leads/", "/en/report/", "/en/changes.atom"]
    addresses += [f"/en/incidents/{record.record_id}/{part}" for part in ("", "v1/", "history/")]
    addresses += [f"/api/v1/incidents/{record.record_id}/"]
    for parts in KINDS:
        meta = parts.model.kind
        addresses.append(f"/api/v1/{meta.replace('_', '-')}s/")
    for path in ("incidents", "training", "mechanisms/meetings", "mechanisms/documents"):
        addresses += [f"/en/{path}/", *(f"/en/{path}.{form}" for form in ("csv", "json", "geojson", "atom"))]
    shown, answered = [], 0
    for address in addresses:
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        answered += answer.status_code == 200
        text = body.decode().replace("q=Nobody", "").replace(f"q={lead.pk}", "")
        if any(word in text for word in (SECRET, "secret.example", lead.token)):
            shown.append(address)
    assert shown == []
    assert answered > 25
