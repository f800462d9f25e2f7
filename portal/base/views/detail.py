"""One record's page, any of its versions, and its history, for every kind: made from its public text."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import path, register_converter, reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from portal.base import history
from portal.base.codes import Status, record_path
from portal.base.documents import Document, loads
from portal.base.models import Country, Record, RecordKey, Revision, sees_drafts
from portal.base.projection import public_documents
from portal.base.wording import address_of, reader_language

from .chronology import chronology, related
from .citation_formats import citation_formats
from .figures_table import figures_table
from .labels import Labels, labels_of
from .locator import locator
from .range_chart import range_chart
from .sources_list import sources_list

VERSIONS_ON_THE_PAGE = 5


class RecordIdConverter:
    """`INC-0031`, `PAR-KAZ`, in any case: the view redirects to the one spelling."""

    regex = "[A-Za-z]{3}-[A-Za-z0-9]{3,9}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(RecordIdConverter, "record_id")


class RecordDetailView(TemplateView):
    """Subclasses name their `model` and `template_name`, and may add to `sections` and `get_context_data`."""

    model: ClassVar[type[Record]]
    template_name = "record/detail.html"
    list_url_name: ClassVar[str] = ""
    card_template: ClassVar[str] = "record/_card_rows.html"  # the kind's own rows of the record card
    show_range: ClassVar[bool] = False

    def get(self, request: HttpRequest, record_id: str, version: int | None = None) -> HttpResponse:
        if record_id != record_id.upper():
            return HttpResponsePermanentRedirect(
                reverse(request.resolver_match.view_name, kwargs=_upper(self.kwargs))
            )
        key = self.find(RecordKey.objects.visible_to(request.user))
        if key is None or key.status == Status.WITHDRAWN:
            return self.withdrawn()
        self.key = key
        self.version = version
        etag = self.etag()
        answer = get_conditional_response(request, etag=etag) if etag else None
        if answer is None:
            self.record = self.public_text()
            answer = self.render_to_response(self.get_context_data())
        if etag:
            answer.headers["ETag"] = etag
            answer.headers["Cache-Control"] = "private, no-cache"
        else:
            answer.headers["Cache-Control"] = "private, no-store"
        patch_vary_headers(answer, ["Cookie"])
        return answer

    def find(self, keys: QuerySet[RecordKey]) -> RecordKey | None:
        found = keys.select_related("public_text", "merged_into")
        return found.filter(record_id=self.kwargs["record_id"], kind=self.model.kind).first()

    def withdrawn(self) -> HttpResponse:
        """410 with the notice that stays, or the way to the record it was merged into; 404 where there was none."""
        key = self.find(RecordKey.objects.filter(status=Status.WITHDRAWN))
        if key is None:
            raise Http404(self.kwargs["record_id"])
        if key.merged_into is not None:
            merged = key.merged_into
            return HttpResponseRedirect(address_of(record_path(merged.kind, merged.record_id)))
        notice = {
            "title_en": key.title_en,
            "title_zh": key.title_zh,
            "reason_en": key.withdrawal_en,
            "reason_zh": key.withdrawal_zh,
        }
        context = {"key": key, "notice": notice, "trail": [*self.list_trail(), (key.record_id, "")]}
        return render(self.request, "record/withdrawn.html", context, status=410)

    @property
    def is_published(self) -> bool:
        return self.key.status == Status.PUBLISHED

    def public_text(self) -> Document:
        """What readers get; a version's frozen text; or, for an editor, a draft's text built now."""
        if self.version is not None:
            text = (
                Revision.objects.filter(key=self.key, version=self.version)
                .values_list("public_text", flat=True)
                .first()
            )
            if not text or not self.is_published:
                raise Http404(f"{self.key.record_id} v{self.version}")
            return loads(text)
        if self.is_published and hasattr(self.key, "public_text"):
            return loads(self.key.public_text.text)
        return public_documents(self.model, [self.key.pk])[self.key.pk]

    def etag(self) -> str:
        """From the text, and all else the page depends on; the day is in it because citations carry it."""
        if not self.is_published or not hasattr(self.key, "public_text"):
            return ""
        request = self.request
        parts = [
            self.key.public_text.digest,
            str(self.key.version),
            f"v{self.version}" if self.version else "",
            reader_language(),
            request.COOKIES.get("theme", ""),
            request.COOKIES.get("density", ""),
            "editor" if sees_drafts(request.user) else "",
            timezone.now().date().isoformat(),
            assets(),
        ]
        return quote_etag("-".join(part for part in parts if part))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record = self.record
        sources = sources_list(record)
        names = {country.code: country.name for country in Country.objects.filter(region=True)}
        found = list(history.versions(self.key)) if self.is_published else []
        context = super().get_context_data(**kwargs) | {
            "record": record,
            "labels": labels_of(self.model),
            "sources": sources,
            "figures": figures_table(record, sources.numbers),
            "range": range_chart(record) if self.show_range else None,
            "chronology": chronology(record),
            "related": related(record),
            "map": locator(record, names),
            "citations": citation_formats(record, timezone.now().date()) if self.is_published else [],
            "versions": found[:VERSIONS_ON_THE_PAGE],
            "version_count": len(found),
            "fixed_version": self.version,
            "trail": self.trail(),
            "card_rows": self.card_template,
            "countries": countries_with_roles(record, labels_of(self.model)),
            "api_url_name": f"api-{self.model.kind.replace('_', '-')}-detail",
            "edit_url_name": f"admin:{self.model._meta.label_lower.replace('.', '_')}_change",
            "key": self.key,
        }
        context["contents"] = [(slug, title) for slug, title, shown in self.sections(context) if shown]
        return context

    def trail(self) -> list[tuple[str, str]]:
        """The breadcrumb: the kind's list, then this record."""
        if self.version is None:
            return [*self.list_trail(), (self.key.record_id, "")]
        own = address_of(record_path(self.key.kind, self.key.record_id))
        version = _("Version %(number)s") % {"number": self.version}
        return [*self.list_trail(), (self.key.record_id, own), (version, "")]

    def list_trail(self) -> list[tuple[str, str]]:
        name = str(self.model._meta.verbose_name_plural)
        return [(name[:1].upper() + name[1:], reverse(self.list_url_name or f"{self.model.kind}-list"))]

    def sections(self, context: dict[str, Any]) -> list[tuple[str, Any, Any]]:
        """(anchor, title, whether shown) in the order of the page, for "On this page"."""
        return [
            *self.own_sections(context),
            ("figures", self.figures_title, context["figures"]),
            ("range", gettext_lazy("Range used in counts"), context["range"]),
            ("chronology", gettext_lazy("Chronology"), context["chronology"]),
            ("sources", gettext_lazy("Sources"), context["sources"].total),
            ("cite", gettext_lazy("Cite this record"), context["citations"]),
            ("history", gettext_lazy("History"), context["versions"]),
            ("related", gettext_lazy("Related records"), context["related"]),
        ]

    figures_title = gettext_lazy("Figures")

    def own_sections(self, context: dict[str, Any]) -> list[tuple[str, Any, Any]]:
        """The kind's own sections, which stand before the shared ones."""
        return []


class RecordHistoryView(RecordDetailView):
    """Every published version of a record: when, and why."""

    template_name = "record/history.html"

    def trail(self) -> list[tuple[str, str]]:
        own = address_of(record_path(self.key.kind, self.key.record_id))
        return [*self.list_trail(), (self.key.record_id, own), (_("History"), "")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            "record": self.record,
            "versions": list(history.versions(self.key)),
            "trail": self.trail(),
        }


def countries_with_roles(record: Document, labels: Labels) -> list[tuple[Document, str]]:
    """(first row, its roles in words) of each country, in ISO order."""
    by_country: dict[str, list[Document]] = {}
    for row in sorted(record["countries"], key=lambda row: row["country"]):
        by_country.setdefault(row["country"], []).append(row)
    named = labels.get("countries.role", {})
    return [
        (rows[0], str(_(", ")).join(str(named.get(row["role"], row["role"])) for row in rows))
        for rows in by_country.values()
    ]


def detail_patterns(view: type[RecordDetailView]) -> list[Any]:
    """A record's addresses, below its kind's list: the latest, a fixed version, the history."""
    kind = view.model.kind
    parts = {"model": view.model, "list_url_name": view.list_url_name}
    history_view = type(f"{view.__name__}History", (RecordHistoryView,), parts)
    return [
        path("<record_id:record_id>/", view.as_view(), name=f"{kind}-detail"),
        path("<record_id:record_id>/v<int:version>/", view.as_view(), name=f"{kind}-version"),
        path("<record_id:record_id>/history/", history_view.as_view(), name=f"{kind}-history"),
    ]


def _upper(kwargs: dict[str, Any]) -> dict[str, Any]:
    return kwargs | {"record_id": kwargs["record_id"].upper()}


@lru_cache(maxsize=1)
def assets() -> str:
    """Changes with the style sheet, so that a new look is not answered with "not modified"."""
    return static("portal/css/record.css").rpartition("/")[2]
