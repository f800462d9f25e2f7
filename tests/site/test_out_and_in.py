"""The filtered list goes out as a file and comes back through the admin; the API serves the same records."""

from __future__ import annotations

import csv
import io
import json

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from events.models import Incident
from portal.base.models import ImportBatch, RecordKey, Revision
from tests.factories import make_record, make_user

pytestmark = pytest.mark.django_db
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def workbook(client, address="/en/incidents.xlsx"):
    return openpyxl.load_workbook(io.BytesIO(body(client.get(address))))


WHY = {"reason_code": "correction", "reason_text": "Read again"}


def upload(client, book, action="import"):
    buffer = io.BytesIO()
    book.save(buffer)
    file = SimpleUploadedFile("incidents.xlsx", buffer.getvalue(), content_type=XLSX)
    return client.post(
        reverse(f"admin:events_incident_{action}"), {"format": "0", "import_file": file, **WHY}
    )


def confirm(client, preview):
    fields = preview.context_data["confirm_form"].initial
    return client.post(reverse("admin:events_incident_process_import"), fields)


@pytest.fixture
def publisher(client):
    client.force_login(make_user("publisher"))
    return client


@pytest.mark.parametrize(
    "query", ["", "?country=KGZ", "?scope=period_total", "?date_from=2022&date_to=2022&country=TJK"]
)
def test_every_form_of_a_list_has_the_same_records(starter, client, query):
    listed = client.get(f"/api/v1/incidents/{query}{'&' if query else '?'}per=100&count=true").json()
    ids = [row["record_id"] for row in listed["results"]]
    assert listed["count"] == len(ids) > 0
    rows = list(
        csv.DictReader(io.StringIO(body(client.get(f"/en/incidents.csv{query}")).decode("utf-8-sig")))
    )
    assert [row["record_id"] for row in rows] == ids
    assert [
        row["record_id"] for row in json.loads(body(client.get(f"/en/incidents.json{query}")))["results"]
    ] == ids
    features = json.loads(body(client.get(f"/en/incidents.geojson{query}")))["features"]
    assert [feature["id"] for feature in features] == ids
    sheet = workbook(client, f"/en/incidents.xlsx{query}")["incidents"]
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == ids
    page = client.get(f"/en/incidents/{query}", follow=True)
    assert page.context["total"] == len(ids)


def test_an_untouched_workbook_comes_back_with_nothing_changed(starter, publisher):
    before = Revision.objects.count()
    preview = upload(publisher, workbook(publisher))
    assert {row.import_type for row in preview.context_data["result"].rows} == {"skip"}
    assert not preview.context_data["result"].invalid_rows
    confirm(publisher, preview)
    assert Revision.objects.count() == before
    assert not ImportBatch.objects.exists()


def test_a_changed_cell_is_previewed_without_writing_and_then_makes_one_revision(starter, publisher):
    book = workbook(publisher)
    sheet = book["incidents"]
    header = [cell.value for cell in sheet[1]]
    row = next(r for r in sheet.iter_rows(min_row=2) if r[0].value == "INC-0002")
    row[header.index("title_en")].value = "Kyrgyz–Tajik border conflict, renamed"
    before = Revision.objects.count()
    preview = upload(publisher, book)
    changed = [r for r in preview.context_data["result"].rows if r.import_type == "update"]
    assert [r.object_repr for r in changed] == ["INC-0002"]
    assert "<ins>Kyrgyz–Tajik border conflict, renamed</ins>" in preview.content.decode()
    assert Revision.objects.count() == before
    confirm(publisher, preview)
    assert Revision.objects.count() == before + 1
    record = Incident.objects.get(key__record_id="INC-0002")
    assert record.title_en == "Kyrgyz–Tajik border conflict, renamed"
    assert record.key.version == 2
    assert ImportBatch.objects.get().changed == 1


def test_a_new_row_is_a_draft_and_a_bad_one_is_named_with_row_and_field(starter, publisher):
    book = workbook(publisher)
    sheet = book["incidents"]
    header = [cell.value for cell in sheet[1]]
    good = {
        "title_en": "New clash",
        "date": "14.09.2023",
        "event_type": "armed_conflict",
        "countries": "KGZ:location",
    }
    bad = {"title_en": "Bad clash", "date": "03/04/2023", "event_type": "armd_conflict"}
    for cells in (good, bad):
        sheet.append([cells.get(name) for name in header])
    preview = upload(publisher, book)
    [invalid] = preview.context_data["result"].invalid_rows
    assert invalid.number == sheet.max_row
    assert set(invalid.field_specific_errors) == {"date", "event_type"}
    assert "confirm_form" not in preview.context_data
    sheet.delete_rows(sheet.max_row)
    confirm(publisher, upload(publisher, book))
    key = RecordKey.objects.get(title_en="New clash")
    assert (key.status, key.date) == ("draft", "2023-09-14")


def test_a_file_older_than_the_record_is_stopped(starter, publisher):
    book = workbook(publisher)
    sheet = book["incidents"]
    header = [cell.value for cell in sheet[1]]
    sheet.cell(2, header.index("version") + 1).value = 99
    sheet.cell(2, header.index("title_en") + 1).value = "Other"
    [invalid] = upload(publisher, book).context_data["result"].invalid_rows
    assert set(invalid.field_specific_errors) == {"version"}
    said = invalid.field_specific_errors["version"]
    assert "The file has version 99" in said[0]
    assert [line.partition(":")[0] for line in said[1:]] == ["title_en"]
    assert said[1].endswith("in the file “Other”.")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", b"not a workbook"])
def test_a_file_that_cannot_be_read_is_refused_in_words(publisher, data):
    file = SimpleUploadedFile("incidents.xlsx", data or b" ", content_type=XLSX)
    response = publisher.post(
        reverse("admin:events_incident_import"), {"format": "0", "import_file": file, **WHY}
    )
    assert response.status_code == 200
    assert response.context_data["form"].errors["import_file"]


def test_only_who_may_import_gets_the_page(client):
    client.force_login(make_user("contributor"))
    assert client.get(reverse("admin:events_incident_import")).status_code == 403


def test_text_that_looks_like_a_formula_stays_text(client):
    make_record("incident", publish=True, title_en="=1+1")
    sheet = workbook(client)["incidents"]
    [cell] = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
    assert cell.data_type == "s"
    text = body(client.get("/en/incidents.csv")).decode("utf-8-sig")
    assert "'=1+1" in text


def test_a_draft_is_in_no_file_feed_or_answer(client):
    key = make_record("incident", title_en="Secret draft").key
    for form in ("csv", "json", "geojson", "atom"):
        assert b"Secret draft" not in body(client.get(f"/en/incidents.{form}"))
    assert b"Secret draft" not in body(client.get("/api/v1/incidents/"))
    assert client.get(f"/api/v1/incidents/{key.record_id}/").status_code == 404
