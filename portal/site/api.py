"""`/api/v1/`: one router over every kind and noun."""

from __future__ import annotations

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import DefaultRouter

from events.api import IncidentViewSet, TrainingEventViewSet
from mechanisms.api import DocumentViewSet, MechanismViewSet, MeetingViewSet, PartnershipViewSet
from portal.base.api.changes import ChangeViewSet, CorrectionViewSet
from portal.base.api.nouns import NounViewSet
from portal.base.api.proposals import ProposalViewSet
from portal.base.models import Country, Organisation, Place, Source, Topic


class CountryViewSet(NounViewSet):
    model, api = Country, "countries"
    filters = ("region",)


class PlaceViewSet(NounViewSet):
    model, api = Place, "places"
    filters = ("country", "parent")
    searched = ("name_en", "name_zh", "name_local", "aliases", "pk")


class OrganisationViewSet(NounViewSet):
    model, api = Organisation, "organisations"
    filters = ("country", "organisation_type", "parent")
    searched = ("name_en", "name_zh", "aliases", "pk")


class SourceViewSet(NounViewSet):
    model, api = Source, "sources"
    filters = ("language", "source_type", "control", "publisher")
    searched = ("title_en", "title_zh", "author", "url", "pk")


class TopicViewSet(NounViewSet):
    model, api = Topic, "topics"
    filters = ("parent",)


router = DefaultRouter()
router.include_format_suffixes = False
router.register("incidents", IncidentViewSet, basename="api-incident")
router.register("training-events", TrainingEventViewSet, basename="api-training-event")
router.register("partnerships", PartnershipViewSet, basename="api-partnership")
router.register("mechanisms", MechanismViewSet, basename="api-mechanism")
router.register("meetings", MeetingViewSet, basename="api-meeting")
router.register("documents", DocumentViewSet, basename="api-document")
router.register("countries", CountryViewSet, basename="api-country")
router.register("places", PlaceViewSet, basename="api-place")
router.register("organisations", OrganisationViewSet, basename="api-organisation")
router.register("sources", SourceViewSet, basename="api-source")
router.register("topics", TopicViewSet, basename="api-topic")
router.register("proposals", ProposalViewSet, basename="api-proposal")
router.register("changes", ChangeViewSet, basename="api-change")
router.register("corrections", CorrectionViewSet, basename="api-correction")

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
    path("", include(router.urls)),
]
