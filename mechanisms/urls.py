from django.urls import include, path

from mechanisms.views.details import DocumentDetailView, MechanismDetailView, MeetingDetailView
from mechanisms.views.lists import DocumentListView, MeetingListView
from mechanisms.views.partnerships import PartnershipDetailView, PartnershipListView
from mechanisms.views.trees import MechanismTreeView, ProposalListView
from portal.base.views.detail import detail_patterns

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
    path("mechanisms/", include(mechanisms)),
    path("partnerships/", include(partnerships)),
]
