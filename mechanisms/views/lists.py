from __future__ import annotations

from mechanisms.filters import DocumentFilterSet, MeetingFilterSet
from mechanisms.models import Document, Meeting
from portal.base.views.lists import RecordListView


class MeetingListView(RecordListView):
    model = Meeting
    filterset_class = MeetingFilterSet
    template_name = "mechanisms/meetings.html"


class DocumentListView(RecordListView):
    model = Document
    filterset_class = DocumentFilterSet
    template_name = "mechanisms/documents.html"
