"""Records over the API: the page's filters, stored public texts, keyset paging."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import orjson
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.viewsets import GenericViewSet

from portal.base.codes import KIND_NAMES, Status
from portal.base.filters import RecordFilterSet
from portal.base.models import Record, RecordKey, sees_drafts
from portal.base.public_texts import texts_of, with_host
from portal.base.serializers import public_serializer

from .errors import Gone
from .paging import PER_DEFAULT, PER_MAX, take_page

LIST_KEYS = ("sort", "cursor", "per", "count", "fields", "omit", "lang", "format")
LIST_PARAMETERS = [
    OpenApiParameter("sort", str, description="Order of the rows; a minus sign turns it round."),
    OpenApiParameter("cursor", str, description="From `next` or `previous` of another page."),
    OpenApiParameter("per", int, description=f"Rows a page, up to {PER_MAX}; {PER_DEFAULT} unless told."),
    OpenApiParameter("count", bool, description="`true` adds `count`, the number of all rows found."),
    OpenApiParameter("fields", str, description="Only these fields, with commas between."),
    OpenApiParameter("omit", str, description="All but these fields."),
]


class RecordViewSet(GenericViewSet):
    """List and detail of one kind; a kind's class declares its model and its FilterSet."""

    model: ClassVar[type[Record]]
    filterset_class: ClassVar[type[RecordFilterSet]]
    permission_classes = [AllowAny]
    http_method_names = ["get", "head", "options"]
    lookup_field = "record_id"
    lookup_value_regex = "[A-Za-z]{3}-[A-Za-z0-9]+"
    filter_backends: ClassVar[list[Any]] = []

    def get_queryset(self) -> QuerySet:
        return self.model.objects.visible_to(self.request.user)  # type: ignore[attr-defined]

    def get_serializer_class(self) -> Any:
        return public_serializer(self.model)

    @extend_schema(parameters=LIST_PARAMETERS)
    def list(self, request: Request) -> HttpResponse:
        """Records found, newest first; the same filters as the pages."""
        query = request.query_params
        filterset = self.filterset_class(query, queryset=self.get_queryset(), request=request)
        _refuse(filterset.problems(allowed=LIST_KEYS))
        sort = filterset.sort()
        # Words in the order of days: search finds the page itself, and the rest of the filters narrow it.
        words = "".join(filterset.values.get("q", ())) if sort.column == "sort_date" else ""
        others = [group for group in filterset.groups if group != "q"]
        page = take_page(
            filterset.narrow(self.get_queryset(), others) if words else filterset.qs,
            column=sort.column,
            pk="key_id",
            descending=sort.descending,
            per=whole_number(query, "per", PER_DEFAULT, PER_MAX),
            cursor=query.get("cursor"),
            words=words,
        )
        texts = texts_of(self.model, [row[0] for row in page.rows])
        trim = Trim.of(query, public_serializer(self.model))
        head: dict[str, Any] = {
            "next": self._address(request, page.next),
            "previous": self._address(request, page.previous),
        }
        if query.get("count") == "true":
            head["count"] = filterset.qs.count()
        rows = ",".join(trim.apply(text) for text in texts)
        return _answer(f'{orjson.dumps(head).decode()[:-1]},"results":[{rows}]}}', request)

    @extend_schema(
        parameters=[
            OpenApiParameter("record_id", OpenApiTypes.STR, OpenApiParameter.PATH),
            *[parameter for parameter in LIST_PARAMETERS if parameter.name in ("fields", "omit")],
        ]
    )
    def retrieve(self, request: Request, record_id: str) -> HttpResponse:
        """One record by its id."""
        extra = sorted(set(request.query_params) - {"fields", "omit", "lang", "format"})
        if extra:
            raise ValidationError(
                {name: [_("There is no parameter %(name)s here.") % {"name": name}] for name in extra}
            )
        key = RecordKey.objects.filter(kind=self.model.kind, record_id=record_id.upper()).first()
        if key is None or (
            key.status not in (Status.PUBLISHED, Status.WITHDRAWN) and not sees_drafts(request.user)
        ):
            raise Http404(_("There is no public record %(id)s.") % {"id": record_id})
        if key.status == Status.WITHDRAWN:
            raise Gone(notice(key))
        texts = texts_of(self.model, [key.pk])
        body = Trim.of(request.query_params, public_serializer(self.model)).apply(texts[0])
        return _answer(body, request)

    def _address(self, request: Request, cursor: str | None) -> str | None:
        if cursor is None:
            return None
        query = request.query_params.copy()
        query["cursor"] = cursor
        return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def notice(key: RecordKey) -> dict[str, Any]:
    """What is told of a withdrawn record."""
    told = {
        "record_id": key.record_id,
        "notice_en": key.withdrawal_en,
        "notice_zh": key.withdrawal_zh,
        "withdrawn_at": key.withdrawn_at,
    }
    if key.merged_into_id:
        told["merged_into"] = f"/api/v1/{KIND_NAMES[key.kind].api}/{key.merged_into.record_id}/"
    return told


class Trim:
    """`fields=` and `omit=`: without them a text passes as it is stored."""

    def __init__(self, keep: set[str] | None, omit: set[str]) -> None:
        self.keep, self.omit = keep, omit

    @classmethod
    def of(cls, query: Any, serializer: Any) -> Trim:
        """Raises ValidationError for a field the kind does not have."""
        known = set(serializer._declared_fields)
        chosen: dict[str, set[str]] = {}
        for parameter in ("fields", "omit"):
            names = {
                name.strip() for text in query.getlist(parameter) for name in text.split(",") if name.strip()
            }
            unknown = sorted(names - known)
            if unknown:
                words = _("%(name)s is no field of this kind.") % {"name": ", ".join(unknown)}
                raise ValidationError({parameter: [words]})
            chosen[parameter] = names
        return cls(chosen["fields"] or None, chosen["omit"])

    def apply(self, text: str) -> str:
        if self.keep is None and not self.omit:
            return text
        document = orjson.loads(text)
        kept = {
            name: value
            for name, value in document.items()
            if (self.keep is None or name in self.keep) and name not in self.omit
        }
        return orjson.dumps(kept).decode()


def whole_number(query: Any, name: str, default: int, most: int) -> int:
    """A parameter from 1 to `most`. Raises ValidationError."""
    text = query.get(name)
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        words = _("%(value)s: a whole number from 1 to %(most)s.") % {"value": text[:20], "most": most}
        raise ValidationError({name: [words]})
    return int(text)


def _answer(body: str, request: Request) -> HttpResponse:
    root = request.build_absolute_uri("/").rstrip("/")
    return HttpResponse(with_host(body, root), content_type="application/json")


def _refuse(problems: Sequence[Any]) -> None:
    """Raise what a FilterSet found wrong: each has a key and words that name the nearest valid one."""
    if problems:
        errors: dict[str, list[str]] = {}
        for found in problems:
            errors.setdefault(found.key, []).append(str(found.message))
        raise ValidationError(errors)
