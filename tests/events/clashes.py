"""A clash with two sides' figures, for the tests of the incident's form."""

from __future__ import annotations

from django.urls import reverse

from events.models import Incident
from portal.base.documents import to_documents
from tests.factories import make_record

ADD = "/admin/events/incident/add/"


def form_of(record):
    return reverse("admin:events_incident_change", args=[record.pk])


def clash(nouns, **more):
    """A whole incident: two sides' figures, a part of one of them, one source."""
    figures = [
        {"ref": "f1", "measure": "killed", "counted_country": "KGZ", "best": 62, "citation": "c1"},
        {"ref": "f2", "measure": "killed", "counted_country": "TJK", "best": 38, "citation": "c1"},
        {
            "ref": "f3",
            "measure": "killed",
            "counted_country": "TJK",
            "counted_group": "civilians",
            "best": 36,
            "subset_of": "f2",
        },
    ]
    document = {
        "title_en": "Border clash",
        "title_zh": "边境冲突",
        "date": "2022-09-14/2022-09-17",
        "event_type": nouns["event_type"],
        "level": ["regional"],
        "countries": [{"country": "KGZ", "role": "location"}, {"country": "TJK", "role": "location"}],
        "citations": [{"ref": "c1", "source": nouns["source"], "locator": "1"}],
        "figures": figures,
    }
    return make_record("incident", **(document | more))


def document_of(record):
    return to_documents(Incident, [record.pk])[record.pk]
