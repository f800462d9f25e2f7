"""A record's addresses, the same for every kind."""

from __future__ import annotations

from typing import Any

from django.urls import path

from .detail import RecordDetailView
from .history import RecordCompareView, RecordHistoryView


def detail_patterns(view: type[RecordDetailView]) -> list[Any]:
    """Below its kind's list: the latest, a fixed version, the history, two versions compared."""
    kind = view.model.kind
    parts = {"model": view.model, "list_url_name": view.list_url_name}
    history_view = type(f"{view.__name__}History", (RecordHistoryView,), parts)
    compare_view = type(f"{view.__name__}Compare", (RecordCompareView,), parts)
    return [
        path("<record_id:record_id>/", view.as_view(), name=f"{kind}-detail"),
        path("<record_id:record_id>/v<int:version>/", view.as_view(), name=f"{kind}-version"),
        path("<record_id:record_id>/history/", history_view.as_view(), name=f"{kind}-history"),
        path("<record_id:record_id>/compare/", compare_view.as_view(), name=f"{kind}-compare"),
    ]
