from django.urls import include, path

from events.filters import IncidentFilterSet, TrainingEventFilterSet
from events.models import Incident, TrainingEvent
from events.views.details import IncidentDetailView, TrainingEventDetailView
from events.views.lists import IncidentListView, TrainingEventListView
from portal.base.views.downloads import download_path
from portal.base.views.record_addresses import detail_patterns

urlpatterns = [
    download_path("incidents", Incident, IncidentFilterSet),
    download_path("training", TrainingEvent, TrainingEventFilterSet),
    path(
        "incidents/",
        include(
            [path("", IncidentListView.as_view(), name="incident-list"), *detail_patterns(IncidentDetailView)]
        ),
    ),
    path(
        "training/",
        include(
            [
                path("", TrainingEventListView.as_view(), name="training_event-list"),
                *detail_patterns(TrainingEventDetailView),
            ]
        ),
    ),
]
