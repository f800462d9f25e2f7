from django.urls import path

from portal.base.views.frame import display_settings
from portal.site.views.changes import ChangeFeedView, ChangeListView
from portal.site.views.codebook import CodebookView
from portal.site.views.corrections import CorrectionFeedView, CorrectionListView
from portal.site.views.countries import CountryDetailView, CountryListView
from portal.site.views.home import HomeView
from portal.site.views.organisations import OrganisationDetailView, OrganisationListView
from portal.site.views.reports import ReportStatusView, ReportView
from portal.site.views.search import SearchView
from portal.site.views.sources import SourceDetailView, SourceListView
from portal.site.views.styleguide import StyleGuideView
from portal.site.views.text_pages import ApiGuideView, DataView, TextPageView

urlpatterns = [
    path("", HomeView.as_view(), name="home"),
    path("search/", SearchView.as_view(), name="search"),
    path("countries/", CountryListView.as_view(), name="country-list"),
    path("countries/<str:code>/", CountryDetailView.as_view(), name="country-detail"),
    path("organisations/", OrganisationListView.as_view(), name="organisation-list"),
    path("organisations/<str:pk>/", OrganisationDetailView.as_view(), name="organisation-detail"),
    path("sources/", SourceListView.as_view(), name="source-list"),
    path("sources/<str:pk>/", SourceDetailView.as_view(), name="source-detail"),
    path("changes/", ChangeListView.as_view(), name="changes"),
    path("changes.atom", ChangeFeedView.as_view(), name="changes-feed"),
    path("corrections/", CorrectionListView.as_view(), name="corrections"),
    path("corrections.atom", CorrectionFeedView.as_view(), name="corrections-feed"),
    path("codebook/", CodebookView.as_view(), name="codebook"),
    path("about/", TextPageView.as_view(page="about"), name="about"),
    path("method/", TextPageView.as_view(page="method"), name="method"),
    path("map-notes/", TextPageView.as_view(page="map-notes"), name="map-notes"),
    path("accessibility/", TextPageView.as_view(page="accessibility"), name="accessibility"),
    path("data/", DataView.as_view(), name="data"),
    path("data/api/", ApiGuideView.as_view(), name="data-api"),
    path("report/", ReportView.as_view(), name="report"),
    path("report/<lead_id:lead_id>-<lead_token:token>/", ReportStatusView.as_view(), name="report-status"),
    path("display/", display_settings, name="display"),
    path("styleguide/", StyleGuideView.as_view(), name="styleguide"),
]
