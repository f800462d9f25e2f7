from django.urls import include, path

from mechanisms.filters import DocumentFilterSet, MechanismFilterSet, MeetingFilterSet, PartnershipFilterSet
from mechanisms.models import Document, Mechanism, Meeting, Partnership
from mechanisms.views.details import DocumentDetailView, MechanismDetailView, MeetingDetailView
from mechanisms.views.lists import DocumentListView, MeetingListView
from mechanisms.views.partnerships import PartnershipDetailView, PartnershipListView
from mechanisms.views.trees import MechanismTreeView, ProposalListView
from portal.base.views.downloads import download_path
from portal.base.views.record_addresses import detail_patterns

meetings = [path("", MeetingListView.as_view(), name="meeting-list"), *detail_patterns(MeetingDetailView)]
documents = [path("", DocumentListView.as_view(), name="document-list"), *detail_patterns(DocumentDetailView)]
mechanisms = [
    path("", MechanismTreeView.as_view(), name="mechanism-list"),
    path("meetings/", include(meetings)),
    path("documents/", include(documents)),
    path("proposals/", ProposalListView.as_view(), name="proposal-list"),
    *detail_patterns(MechanismDetailView),
]
partnerships = [
    path("", PartnershipListView.as_view(), name="partnership-list"),
    *detail_patterns(PartnershipDetailView),
]

urlpatterns = [
    download_path("partnerships", Partnership, PartnershipFilterSet),
    download_path("mechanisms", Mechanism, MechanismFilterSet),
    download_path("mechanisms/meetings", Meeting, MeetingFilterSet),
    download_path("mechanisms/documents", Document, DocumentFilterSet),
    path("mechanisms/", include(mechanisms)),
    path("partnerships/", include(partnerships)),
]
