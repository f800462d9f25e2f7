"""An incident in the editors' form: what is saved, what is refused and in which words, who may."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from events.models import Incident
from portal.base import recording
from portal.base.codes import Action, Status
from portal.base.models import Citation, Figure, RecordKey, Revision
from portal.base.publishing import Why, save_documents
from portal.base.saving import RecordErrors
from tests.admin_pages import as_sent, errors_of, messages_of, new_row
from tests.events.clashes import ADD, clash, document_of, form_of
from tests.factories import EventTypeFactory, SourceFactory, make_record

pytestmark = pytest.mark.django_db


class TestSaving:
    def test_a_new_record_with_rows_is_one_revision(self, as_role, nouns):
        client = as_role("editor")
        data = as_sent(
            client.get(ADD), title_en="Border clash", date="14–17.09.2022", event_type=nouns["event_type"]
        )
        data |= {"citations-0-source": nouns["source"], "citations-0-locator": "一（一）"}
        data = new_row(data, "countries", country="KGZ", role="location")
        data = new_row(
            data,
            "figures",
            measure="killed",
            quantifier="exact",
            best="62",
            counted_country="KGZ",
            role="adopted",
            citation="c1",
        )
        data = new_row(
            data,
            "figures",
            measure="killed",
            quantifier="exact",
            best="36",
            counted_country="KGZ",
            counted_group="civilians",
            role="adopted",
            subset_of="f1",
        )
        response = client.post(ADD, data, follow=True)
        incident = Incident.objects.get()
        assert incident.record_id == "INC-0001"
        assert response.redirect_chain[-1][0] == form_of(incident)
        document = document_of(incident)
        assert document["date"] == "2022-09-14/2022-09-17"
        assert document["citations"] == [{"ref": "c1", "source": nouns["source"], "locator": "一（一）"}]
        assert [(row["ref"], row.get("citation"), row.get("subset_of")) for row in document["figures"]] == [
            ("f1", "c1", None),
            ("f2", None, "f1"),
        ]
        assert (incident.deaths_low, incident.deaths_best) == (62, 62)
        assert incident.status == Status.DRAFT
        revision = Revision.objects.get()
        assert (revision.action, revision.author) == (Action.CREATED, client.user)

    def test_a_save_that_changes_nothing_makes_no_revision(self, as_role, nouns):
        client, record = as_role("editor"), clash(nouns)
        page = client.get(form_of(record))
        response = client.post(form_of(record), as_sent(page), follow=True)
        assert messages_of(response) == ["Nothing has changed; no revision was made."]
        assert Revision.objects.count() == 1

    def test_rows_are_changed_added_and_removed_together(self, as_role, nouns):
        client, record = as_role("editor"), clash(nouns)
        other = SourceFactory().pk
        data = as_sent(client.get(form_of(record)))
        data |= {
            "figures-0-best": "63",
            "figures-0-low": "63",
            "figures-0-high": "63",
            "figures-2-DELETE": "on",
        }
        data |= {
            "countries-1-DELETE": "on",
            "citations-0-DELETE": "on",
            "figures-0-citation": "c2",
            "figures-1-citation": "c2",
        }
        data = new_row(data, "citations", source=other)
        client.post(form_of(record), data)
        document = document_of(record)
        assert [(row["ref"], row["best"], row["citation"]) for row in document["figures"]] == [
            ("f1", 63, "c2"),
            ("f2", 38, "c2"),
        ]
        assert document["citations"] == [{"ref": "c2", "source": other}]
        assert [row["country"] for row in document["countries"]] == ["KGZ"]
        assert Figure.objects.get(key=record.key, ref="f1").pk  # the row is the same row
        assert list(Revision.objects.order_by("sequence").values_list("action", flat=True)) == [
            "created",
            "edited",
        ]

    def test_rows_may_change_places(self, as_role, nouns):
        """Two rows that swap what makes them unique would trip over each other if written one by one."""
        client, record = as_role("editor"), clash(nouns)
        data = as_sent(
            client.get(form_of(record)), **{"countries-0-country": "TJK", "countries-1-country": "KGZ"}
        )
        client.post(form_of(record), data)
        assert [row["country"] for row in document_of(record)["countries"]] == ["TJK", "KGZ"]

    def test_row_keys_stay(self, as_role, nouns):
        client, record = as_role("editor"), clash(nouns)
        data = as_sent(client.get(form_of(record)), **{"citations-0-ref": "c9", "citations-0-locator": "2"})
        client.post(form_of(record), data)
        assert list(Citation.objects.values_list("ref", "locator")) == [("c1", "2")]

    def test_what_somebody_else_changed_meanwhile_is_not_overwritten(self, as_role, nouns):
        client, record = as_role("editor"), clash(nouns)
        data = as_sent(client.get(form_of(record)), title_en="Mine")
        save_documents(Incident, [document_of(record) | {"title_en": "Theirs"}], why=Why())
        response = client.post(form_of(record), data)
        assert "Somebody changed this record after you opened it" in errors_of(response)
        assert document_of(record)["title_en"] == "Theirs"

    def test_nothing_is_half_saved(self, as_role, nouns, monkeypatch):
        """The last step of a save fails: the record, its rows and its revision are as they were."""

        def fail(*args):
            raise IntegrityError

        client, record = as_role("publisher"), clash(nouns, publish=True)
        before = document_of(record)
        data = as_sent(
            client.get(form_of(record)), title_en="Half", reason_code="correction", reason_text="x"
        )
        data = new_row(data, "figures", measure="killed", quantifier="exact", best="5", role="adopted")
        monkeypatch.setattr(recording, "write_public_texts", fail)
        response = client.post(form_of(record), data, follow=True)
        assert messages_of(response) == ["Another change got in the way. Nothing was saved; enter it again."]
        assert document_of(record) == before
        assert Revision.objects.count() == 1

    def test_range_is_shown_and_cannot_be_written(self, as_role, nouns):
        client, record = as_role("editor"), clash(nouns)
        page = client.get(form_of(record))
        assert "low 100 · best 100 · high 100" in page.content.decode()
        client.post(form_of(record), as_sent(page, title_en="Another", deaths_best="3", deaths="3"))
        record.refresh_from_db()
        assert record.deaths_best == 100

    def test_status_in_the_data_is_ignored(self, as_role, nouns):
        client, record = as_role("editor"), clash(nouns)
        client.post(
            form_of(record),
            as_sent(client.get(form_of(record)), title_en="New", status="published", version="9"),
        )
        key = RecordKey.objects.get(pk=record.pk)
        assert (key.status, key.version, key.title_en) == (Status.DRAFT, 0, "New")


class TestDates:
    def test_a_date_is_shown_as_it_was_understood_in_both_languages(self, as_role, nouns):
        client, record = as_role("editor"), clash(nouns)
        page = client.get(form_of(record)).content.decode()
        assert '<span lang="en">14–17 September 2022, a range of 4 days</span>' in page
        assert "2022年9月14—17日" in page

    def test_it_is_shown_when_something_else_is_refused(self, as_role, nouns):
        client, record = as_role("editor"), clash(nouns)
        data = as_sent(client.get(form_of(record)), title_en="", title_zh="", date="May 2022")
        page = client.post(form_of(record), data).content.decode()
        assert "A title in one language at least." in page
        assert '<span lang="en">May 2022, exact to the month</span>' in page

    def test_an_ambiguous_date_is_refused_with_both_readings(self, as_role, nouns):
        client, record = as_role("editor"), clash(nouns)
        response = client.post(form_of(record), as_sent(client.get(form_of(record)), date="03/04/2022"))
        assert response.status_code == 200
        errors = errors_of(response)
        assert "2022-04-03 (3 April 2022)" in errors
        assert "2022-03-04 (4 March 2022)" in errors
        assert 'value="03/04/2022"' in response.content.decode()
        assert document_of(record)["date"] == "2022-09-14/2022-09-17"


BAD = [
    (
        {"figures-0-quantifier": "range", "figures-0-low": "9", "figures-0-best": "5", "figures-0-high": "8"},
        {"quantifier": "range", "low": 9, "best": 5, "high": 8},
    ),
    (
        {"figures-0-low": "-1", "figures-0-best": "-1", "figures-0-high": "-1"},
        {"low": -1, "best": -1, "high": -1},
    ),
    ({"figures-0-role": "rejected"}, {"role": "rejected"}),
    ({"figures-0-subset_of": "f3"}, {"subset_of": "f3"}),
    ({"figures-0-subset_of": "f9"}, {"subset_of": "f9"}),
    ({"figures-0-citation": "c7"}, {"citation": "c7"}),
    ({"figures-0-subset_of": "f2"}, {"subset_of": "f2"}),
    ({"figures-0-stated_on": "03/04/2022"}, {"stated_on": "03/04/2022"}),
]


class TestBadInput:
    @pytest.mark.parametrize(("typed", "imported"), BAD)
    def test_a_figure_is_refused_in_the_words_of_an_import(self, typed, imported, as_role, nouns):
        client, record = as_role("editor"), clash(nouns)
        document = document_of(record)
        document["figures"][0] |= imported
        with pytest.raises(RecordErrors) as refused:
            save_documents(Incident, [document], why=Why())
        response = client.post(form_of(record), as_sent(client.get(form_of(record)), **typed))
        assert response.status_code == 200
        row = response.context_data["inline_admin_formsets"][4].formset.forms
        shown = {str(message) for form in row for messages in form.errors.values() for message in messages}
        assert set(refused.value.messages) <= shown
        assert Revision.objects.count() == 1

    def test_rows_that_are_there_twice(self, as_role, nouns):
        client, record = as_role("editor"), clash(nouns)
        data = as_sent(client.get(form_of(record)), **{"countries-1-country": "KGZ"})
        assert "This row is there twice: KGZ, location." in errors_of(client.post(form_of(record), data))
        data = new_row(as_sent(client.get(form_of(record))), "citations", ref="c1", source=nouns["source"])
        assert "This row is there twice: c1." in errors_of(client.post(form_of(record), data))
        other = make_record("document")
        data = new_row(as_sent(client.get(form_of(record))), "links", type="related", to=other.pk)
        data = new_row(data, "links", type="related", to=other.pk)
        response = client.post(form_of(record), data)
        assert f"This row is there twice: related, {other.record_id}." in errors_of(response)

    def test_a_record_is_not_linked_to_itself(self, as_role, nouns):
        client, record = as_role("editor"), clash(nouns)
        data = new_row(as_sent(client.get(form_of(record))), "links", type="related", to=record.pk)
        response = client.post(form_of(record), data)
        assert f"{record.record_id} is this record itself." in errors_of(response)
        assert Revision.objects.count() == 1

    def test_a_source_that_figures_stand_on_is_not_removed(self, as_role, nouns):
        client, record = as_role("editor"), clash(nouns)
        response = client.post(
            form_of(record), as_sent(client.get(form_of(record)), **{"citations-0-DELETE": "on"})
        )
        assert "c1 is not a row of this record." in errors_of(response)
        assert Citation.objects.count() == 1

    def test_codes_and_ids_that_do_not_exist(self, as_role, nouns):
        client, record = as_role("editor"), clash(nouns)
        data = as_sent(client.get(form_of(record)), event_type="nothing", dimension="odd", level=["odd"])
        data |= {"countries-0-country": "ZZZ", "citations-0-source": "SRC-9"}
        response = client.post(form_of(record), data)
        assert response.status_code == 200
        form = response.context_data["adminform"].form
        assert {"event_type", "dimension", "level"} <= set(form.errors)
        assert Revision.objects.count() == 1

    def test_a_type_in_detail_of_another_type(self, as_role, nouns):
        client, record = as_role("editor"), clash(nouns)
        detail = EventTypeFactory(slug="riot", parent=EventTypeFactory(slug="political_unrest"))
        response = client.post(
            form_of(record), as_sent(client.get(form_of(record)), sub_event_type=detail.pk)
        )
        assert "riot does not belong to the type armed_conflict." in errors_of(response)

    def test_rows_of_another_record_cannot_be_sent(self, as_role, nouns):
        client, record = as_role("editor"), clash(nouns)
        other = clash(nouns)
        theirs = Citation.objects.get(key=other.key)
        data = as_sent(
            client.get(form_of(record)), **{"citations-0-id": str(theirs.pk), "citations-0-locator": "mine"}
        )
        client.post(form_of(record), data)
        theirs.refresh_from_db()
        assert (theirs.key_id, theirs.locator) == (other.pk, "1")
