"""Filters of the admin's lists: what the work queue counts, a desk, a country, one's own."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from portal.base.models import Country
from portal.base.work_queue import QUEUES, Scope, begun_by, desk_scope, queues_of, within

__all__ = ["CountryFilter", "DeskFilter", "MineFilter", "QueuesMixin", "WorkFilter", "begun_by"]


class MineFilter(admin.SimpleListFilter):
    title = _("author")
    parameter_name = "author"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("me", _("Begun by me"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return begun_by(request.user, queryset) if self.value() == "me" else queryset


class WorkFilter(admin.SimpleListFilter):
    """The rows that a queue of the work queue counts, and no others."""

    title = _("work queue")
    parameter_name = "work"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        self.queues = {queue.name: queue for queue in queues_of(model_admin.model, request.user)}
        return [(name, queue.label) for name, queue in self.queues.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if not value:
            return queryset
        if value not in self.queues:
            return queryset.none()
        return queryset.filter(pk__in=self.queues[value].rows(request.user).order_by().values("pk"))


class DeskFilter(admin.SimpleListFilter):
    """For who has a desk: what belongs to it."""

    title = _("desk")
    parameter_name = "desk"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [] if desk_scope(request.user).whole else [("mine", _("My desk"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return within(queryset, desk_scope(request.user)) if self.value() == "mine" else queryset


class CountryFilter(admin.SimpleListFilter):
    """The five states; other countries are found by their records' titles."""

    title = _("country")
    parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(country.code, country.name) for country in Country.objects.filter(region=True)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return within(queryset, Scope(countries=frozenset({value}))) if value else queryset


class QueuesMixin:
    """A list behind queues of the work queue: headed by the queue that it shows."""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        queue = QUEUES.get(request.GET.get(WorkFilter.parameter_name, ""))
        title = {"title": queue.label} if queue is not None else {}
        return super().changelist_view(request, title | (extra_context or {}))  # type: ignore[misc]
