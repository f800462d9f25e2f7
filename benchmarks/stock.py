"""The same lists as Django REST framework and Django write them by default: what ours are measured against.

ModelSerializers with nested rows, a ModelViewSet with page numbers and the usual filter backends, a ListView; no
prefetching and no index that ours would not have too.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.urls import include, path
from django.views.generic import ListView
from django_filters.rest_framework import CharFilter, DjangoFilterBackend, FilterSet
from rest_framework.filters import SearchFilter
from rest_framework.pagination import PageNumberPagination
from rest_framework.routers import DefaultRouter
from rest_framework.serializers import CharField, ModelSerializer, StringRelatedField
from rest_framework.viewsets import ModelViewSet

import portal.urls
from benchmarks.cases import PER
from events.models import Incident
from portal.base.models import Citation, Figure, RecordCountry, RecordPlace, RecordTopic, Source


class SourceSerializer(ModelSerializer):
    class Meta:
        model = Source
        fields = "__all__"


class CitationSerializer(ModelSerializer):
    source = SourceSerializer()

    class Meta:
        model = Citation
        fields = "__all__"


class FigureSerializer(ModelSerializer):
    class Meta:
        model = Figure
        fields = "__all__"


class CountrySerializer(ModelSerializer):
    country = StringRelatedField()

    class Meta:
        model = RecordCountry
        fields = ["country", "role", "since", "until", "note_en", "note_zh"]


class PlaceSerializer(ModelSerializer):
    place = StringRelatedField()

    class Meta:
        model = RecordPlace
        fields = ["place", "where_prec", "role"]


class TopicSerializer(ModelSerializer):
    topic = StringRelatedField()

    class Meta:
        model = RecordTopic
        fields = ["topic"]


class IncidentSerializer(ModelSerializer):
    record_id = CharField(source="key.record_id")
    countries = CountrySerializer(source="key.countries", many=True)
    places = PlaceSerializer(source="key.places", many=True)
    topics = TopicSerializer(source="key.topics", many=True)
    citations = CitationSerializer(source="key.citations", many=True)
    figures = FigureSerializer(source="key.figures", many=True)

    class Meta:
        model = Incident
        exclude = ["key"]


class Pages(PageNumberPagination):
    page_size = PER


class IncidentFilterSet(FilterSet):
    # A record may name a country twice, in two roles: without `distinct` it would be listed twice.
    country = CharFilter(field_name="key__countries__country", distinct=True)

    class Meta:
        model = Incident
        fields = ["event_type"]


class IncidentViewSet(ModelViewSet):
    queryset = Incident.objects.filter(status="published").order_by("-sort_date", "-key_id")
    serializer_class = IncidentSerializer
    pagination_class = Pages
    filter_backends = [DjangoFilterBackend, SearchFilter]
    filterset_class = IncidentFilterSet
    search_fields = ["title_en", "title_zh", "summary_en", "summary_zh", "note_en", "note_zh"]


class IncidentListView(ListView):
    template_name = "stock_list.html"
    paginate_by = PER

    def get_queryset(self) -> Any:
        rows = Incident.objects.filter(status="published").order_by("-sort_date", "-key_id")
        country = self.request.GET.get("country")
        return rows.filter(key__countries__country=country).distinct() if country else rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        names = ["event_type", "scope", "deaths_band", "dimension"]
        rows = self.get_queryset().order_by()
        facets = {
            name: list(rows.values_list(name).annotate(Count("key_id", distinct=True))) for name in names
        }
        return super().get_context_data(**kwargs) | {"facets": facets}


router = DefaultRouter()
router.register("incidents", IncidentViewSet)

urlpatterns = [
    path("stock/api/", include(router.urls)),
    path("stock/incidents/", IncidentListView.as_view()),
    *portal.urls.urlpatterns,
]
