"""Shared nouns over the API: those readers may see, by code."""

from __future__ import annotations

import difflib
from typing import Any, ClassVar

from django.db.models import Model, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from portal.base.serializers import noun_serializer

from .paging import PER_DEFAULT, PER_MAX, Order, take_page
from .records import whole_number
from .tokens import ByReader

PAGE_KEYS = ("q", "cursor", "per", "count", "lang", "format")


class NounViewSet(ByReader, GenericViewSet):
    """List and detail of one noun; `filters` names the columns that may be asked for by value."""

    model: ClassVar[type[Model]]
    api: ClassVar[str]
    filters: ClassVar[tuple[str, ...]] = ()
    searched: ClassVar[tuple[str, ...]] = ("name_en", "name_zh", "pk")
    permission_classes = [AllowAny]
    http_method_names = ["get", "head", "options"]
    lookup_field = "pk"
    lookup_value_regex = "[A-Za-z0-9_-]+"
    filter_backends: ClassVar[list[Any]] = []

    def get_queryset(self) -> QuerySet:
        return self.model._default_manager.visible_to(self.request.user)  # type: ignore[attr-defined]

    def get_serializer_class(self) -> Any:
        return noun_serializer(self.model)

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "api": self.api}

    @extend_schema(
        parameters=[
            OpenApiParameter("q", str, description="Part of a name or an id."),
            OpenApiParameter("cursor", str, description="From `next` or `previous` of another page."),
            OpenApiParameter(
                "per", int, description=f"Rows a page, up to {PER_MAX}; {PER_DEFAULT} unless told."
            ),
            OpenApiParameter("count", bool, description="`true` adds `count`, the number of all rows found."),
        ]
    )
    def list(self, request: Request) -> Response:
        """Those that published records use, by code."""
        query = request.query_params
        self._refuse_unknown(query)
        found = self.get_queryset()
        for name in self.filters:
            if query.getlist(name):
                found = found.filter(**{f"{name}__in": query.getlist(name)})
        if query.get("q"):
            wanted = Q()
            for column in self.searched:
                wanted |= Q(**{f"{column}__icontains": query["q"]})
            found = found.filter(wanted)
        per = whole_number(query, "per", PER_DEFAULT, PER_MAX)
        page = take_page(found, Order(self.model), per=per, cursor=query.get("cursor"))
        rows = self.model._default_manager.in_bulk([row[0] for row in page.rows])
        body: dict[str, Any] = {"next": self._address(page.next), "previous": self._address(page.previous)}
        if query.get("count") == "true":
            body["count"] = found.count()
        serializer = self.get_serializer([rows[row[0]] for row in page.rows], many=True)
        return Response({**body, "results": serializer.data})

    @extend_schema(parameters=[OpenApiParameter("id", OpenApiTypes.STR, OpenApiParameter.PATH)])
    def retrieve(self, request: Request, pk: str) -> Response:
        """One by its code."""
        noun = self.get_queryset().filter(pk__in={pk, pk.upper()}).first()
        if noun is None:
            raise Http404(
                _("There is no public %(noun)s %(id)s.") % {"noun": self.model._meta.verbose_name, "id": pk}
            )
        return Response(self.get_serializer(noun).data)

    def _refuse_unknown(self, query: Any) -> None:
        known = [*self.filters, *PAGE_KEYS]
        errors = {}
        for name in sorted(set(query) - set(known)):
            near = difflib.get_close_matches(name, known, n=1, cutoff=0)
            errors[name] = [
                _("There is no parameter %(name)s. The nearest is %(near)s.")
                % {"name": name, "near": near[0]}
            ]
        if errors:
            raise ValidationError(errors)

    def _address(self, cursor: str | None) -> str | None:
        if cursor is None:
            return None
        query = self.request.query_params.copy()
        query["cursor"] = cursor
        return self.request.build_absolute_uri(f"{self.request.path}?{query.urlencode()}")
