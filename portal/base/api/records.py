"""Records over the API: the page's filters, stored public texts, keyset paging."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from typing import Any, ClassVar

import orjson
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.viewsets import GenericViewSet

from portal.base.codes import KIND_NAMES, Status
from portal.base.filters import AS_OF, RecordFilterSet, Selection, SelectionThen, Sort, selection_of
from portal.base.history import is_taken_back, texts_as_of
from portal.base.models import Record, RecordKey, sees_drafts
from portal.base.public_texts import texts_of, with_host
from portal.base.serializers import public_serializer

from .errors import Gone, refuse
from .moments import moment_asked, then_headers
from .paging import PER_DEFAULT, PER_MAX, Order, Reader, by_index, take_page

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
        # Drafts are in a list only for who may see them and asks for them.
        reader = request.user if any(query.getlist("status")) else AnonymousUser()
        rows = self.model.objects.visible_to(reader)  # type: ignore[attr-defined]
        filterset = self.filterset_class(query, queryset=rows, request=request, user=reader)
        refuse(filterset.problems(allowed=LIST_KEYS))
        trim = Trim.of(query, public_serializer(self.model))
        per = whole_number(query, "per", PER_DEFAULT, PER_MAX)
        sort = filterset.sort()
        found = Found(filterset)
        # One transaction: cursors, count and texts are of the same moment.
        with transaction.atomic():
            order = Order(self.model, sort.column, sort.descending)
            page = take_page(found.rows(sort), order, per=per, cursor=query.get("cursor"))
            texts = found.texts([row[0] for row in page.rows])
            head: dict[str, Any] = {
                "next": self._address(request, page.next),
                "previous": self._address(request, page.previous),
            }
            if query.get("count") == "true":
                head["count"] = found.count()
        rows = ",".join(trim.apply(text) for text in texts)
        body = f'{orjson.dumps(head).decode()[:-1]},"results":[{rows}]}}'
        return _answer(body, request, then_headers(filterset.moment))

    @extend_schema(
        parameters=[
            OpenApiParameter("record_id", OpenApiTypes.STR, OpenApiParameter.PATH),
            *[parameter for parameter in LIST_PARAMETERS if parameter.name in ("fields", "omit")],
            OpenApiParameter(
                AS_OF, str, description="The record as it stood at the end of a day, or at a time."
            ),
        ]
    )
    def retrieve(self, request: Request, record_id: str) -> HttpResponse:
        """One record by its id."""
        extra = sorted(set(request.query_params) - {"fields", "omit", "lang", "format", AS_OF})
        if extra:
            raise ValidationError(
                {name: [_("There is no parameter %(name)s here.") % {"name": name}] for name in extra}
            )
        key = RecordKey.objects.filter(kind=self.model.kind, record_id=record_id.upper())
        key = key.select_related("merged_into").first()
        trim = Trim.of(request.query_params, public_serializer(self.model))
        moment = moment_asked(request.query_params)
        if moment is not None and not (key and is_taken_back(key)):
            texts = texts_as_of(moment, [key.pk]) if key is not None else []
            if key is None or not texts:
                words = _("%(id)s was not public as of that time.")
                raise Http404(words % {"id": record_id})
            return _answer(trim.apply(texts[0]), request, then_headers(moment, key))
        once_public = key is not None and key.status in (Status.PUBLISHED, Status.WITHDRAWN) and key.version
        if key is None or not (once_public or sees_drafts(request.user)):
            raise Http404(_("There is no public record %(id)s.") % {"id": record_id})
        if key.merged_into_id:
            return moved(key, request)
        if key.status == Status.WITHDRAWN:
            raise Gone(notice(key))
        texts = texts_of(self.model, [key.pk])
        return _answer(trim.apply(texts[0]), request)

    def _address(self, request: Request, cursor: str | None) -> str | None:
        if cursor is None:
            return None
        query = request.query_params.copy()
        query["cursor"] = cursor
        return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


class Found:
    """The rows of a list. What narrows a reader's list is looked up in memory; an index has the rest in order."""

    def __init__(self, filterset: RecordFilterSet) -> None:
        self.filterset = filterset
        self.by_sql = sees_drafts(filterset.user)

    @cached_property
    def selection(self) -> Selection | SelectionThen:
        return selection_of(self.filterset)

    def rows(self, sort: Sort) -> Reader | QuerySet:
        """Where `take_page` takes rows from."""
        if self.filterset.moment is not None:
            return by_index(self.filterset.qs, sort.column, key="key_id")
        if self.by_sql or not self.filterset.values:
            return self.filterset.qs
        return partial(self.selection.rows_after, sort)

    def texts(self, key_ids: Sequence[int]) -> Sequence[str]:
        """What readers get, or got, of these rows."""
        if self.filterset.moment is not None:
            return texts_as_of(self.filterset.moment, key_ids)
        return texts_of(self.filterset._meta.model, key_ids)

    def count(self) -> int:
        return self.selection.total


def notice(key: RecordKey) -> dict[str, Any]:
    """What is told of a withdrawn record."""
    told = {
        "record_id": key.record_id,
        "kind": key.kind,
        "version": key.version,
        "published_at": key.published_at,
        "withdrawn_at": key.withdrawn_at,
        "notice_en": key.withdrawal_en,
        "notice_zh": key.withdrawal_zh,
    }
    return told | ({"merged_into": key.merged_into.record_id} if key.merged_into_id else {})


def moved(key: RecordKey, request: Request) -> HttpResponse:
    """301 to the record this one was merged into, for good until the merge is undone: so caches ask again."""
    into = key.merged_into
    root = request.build_absolute_uri("/").rstrip("/")
    address = f"{root}/api/v1/{KIND_NAMES[into.kind].api}/{into.record_id}/"
    query = request.META.get("QUERY_STRING", "")
    words = _("%(id)s was merged into %(into)s.") % {"id": key.record_id, "into": into.record_id}
    body = {"detail": words, **notice(key), "api_url": address}
    location = f"{address}?{query}" if query else address
    answer = HttpResponsePermanentRedirect(
        location, content=orjson.dumps(body), content_type="application/json"
    )
    answer.headers["Cache-Control"] = "no-cache"
    return answer


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


def _answer(body: str, request: Request, headers: dict[str, str] | None = None) -> HttpResponse:
    root = request.build_absolute_uri("/").rstrip("/")
    return HttpResponse(with_host(body, root), content_type="application/json", headers=headers)
