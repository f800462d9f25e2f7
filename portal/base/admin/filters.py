"""Filters of the admin's lists of records."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.base.models import Country, RecordCountry, Revision


def begun_by(user: Any, keys: QuerySet[Any], column: str = "pk") -> QuerySet[Any]:
    """Those whose first revision this person made. `column` holds the key's id."""
    first = Revision.objects.filter(key=OuterRef(column), sequence=1, author=user)
    return keys.filter(Exists(first))


class MineFilter(admin.SimpleListFilter):
    title = _("author")
    parameter_name = "author"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("me", _("Begun by me"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return begun_by(request.user, queryset) if self.value() == "me" else queryset


class CountryFilter(admin.SimpleListFilter):
    """The five states; other countries are found by their records' titles."""

    title = _("country")
    parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(country.code, country.name) for country in Country.objects.filter(region=True)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        return queryset.filter(Exists(RecordCountry.objects.filter(key=OuterRef("pk"), country=self.value())))
