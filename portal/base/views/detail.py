"""One record's page, any of its versions, and its history, for every kind: made from its public text."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
)
from django.shortcuts import render
from django.urls import register_converter, reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from portal.base import history
from portal.base.codes import Status, record_path
from portal.base.documents import Document, loads
from portal.base.filters import moment_words
from portal.base.models import Country, Record, RecordKey, Revision, sees_drafts
from portal.base.projection import public_documents
from portal.base.wording import address_of, reader_language

from .build import build
from .change_entries import versions_with_words
from .change_words import ChangeWords
from .chronology import chronology, related
from .citation_formats import CitationFormat, citation_formats
from .figures_table import figures_table
from .labels import Labels, labels_of
from .locator import locator
from .participants import participants
from .range_chart import range_chart
from .read_as_of import ReadAsOf
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


class RecordDetailView(ReadAsOf, TemplateView):
    """Subclasses name their `model` and `template_name`, and may add to `sections` and `get_context_data`."""

    model: ClassVar[type[Record]]
    template_name = "record/detail.html"
    list_url_name: ClassVar[str] = ""
    card_template: ClassVar[str] = "record/_card_rows.html"  # the kind's own rows of the record card
    show_range: ClassVar[bool] = False

    def get(self, request: HttpRequest, record_id: str, version: int | None = None) -> HttpResponse:
        if record_id != record_id.upper():
            address = reverse(request.resolver_match.view_name, kwargs=_upper(self.kwargs))
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
        self.version = version
        if self.asks_for_then():
            return self.get_then()
        key = self.find(RecordKey.objects.visible_to(request.user))
        if key is None or key.status == Status.WITHDRAWN:
            return self.withdrawn()
        self.key = key
        return self.answer(self.etag(), self.public_text)

    def answer(self, etag: str, text: Callable[[], Document]) -> HttpResponse:
        """The page of a text; a bare 304 where the reader has it already."""
        answer = get_conditional_response(self.request, etag=etag) if etag else None
        if answer is None:
            self.record = text()
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
        # A draft that went into another record was never public: its id says nothing to a reader.
        if key is None or not (key.version or sees_drafts(self.request.user)):
            raise Http404(self.kwargs["record_id"])
        if key.merged_into is not None:
            merged = key.merged_into
            answer = HttpResponsePermanentRedirect(address_of(record_path(merged.kind, merged.record_id)))
            # For good, as far as anybody knows; but a merge can be undone, so nobody keeps it unasked.
            answer.headers["Cache-Control"] = "no-cache"
            return answer
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
        """From the text, and all else the page depends on; the day is in it because citations carry it.

        None while templates are being written: they change without a restart.
        """
        if settings.DEBUG or not self.is_published or not hasattr(self.key, "public_text"):
            return ""
        return self.etag_of(self.key.public_text.digest, f"v{self.version}" if self.version else "")

    def etag_of(self, *text: str) -> str:
        request = self.request
        parts = [
            *text,
            str(self.key.version),
            reader_language(),
            request.COOKIES.get("theme", ""),
            request.COOKIES.get("density", ""),
            "editor" if sees_drafts(request.user) else "",
            timezone.now().date().isoformat(),
            build(),
        ]
        return quote_etag("-".join(part for part in parts if part))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record = self.record
        sources = sources_list(record)
        names = {country.code: country.name for country in Country.objects.filter(region=True)}
        found = self.versions(VERSIONS_ON_THE_PAGE)
        context = super().get_context_data(**kwargs) | {
            "record": record,
            "labels": labels_of(self.model),
            "sources": sources,
            "figures": figures_table(record, sources.numbers),
            "range": range_chart(record) if self.show_range else None,
            "chronology": chronology(record),
            "related": related(record),
            "map": locator(record, names),
            "citations": self.citations(record),
            "versions": found,
            "version_count": found[0][0].version if found else 0,
            "fixed_version": self.version,
            "trail": self.trail(),
            "card_rows": self.card_template,
            "countries": countries_with_roles(record, labels_of(self.model)),
            "participants": participants(record, labels_of(self.model)),
            "api_url_name": f"api-{self.model.kind.replace('_', '-')}-detail",
            "edit_url_name": f"admin:{self.model._meta.label_lower.replace('.', '_')}_change",
            "key": self.key,
            **self.context_then(),
        }
        context["contents"] = [(slug, title) for slug, title, shown in self.sections(context) if shown]
        return context

    def citations(self, record: Document) -> list[CitationFormat]:
        if not (self.is_published or self.moment):
            return []
        return citation_formats(record, timezone.now().date(), self.as_of)

    def versions(self, most: int | None = None) -> list[tuple[Revision, ChangeWords | None]]:
        """The latest versions, or all, newest first, each with what it changed."""
        if not self.is_published:
            return []
        found = history.versions(self.key).defer(None)
        if self.moment is not None:
            found = found.filter(created_at__lte=self.moment)
        # One more than is shown: what the last of them changed is told from the one before it.
        read = found[: most + 1] if most else found.iterator(chunk_size=50)
        return list(islice(versions_with_words(self.model, read), most))

    def trail(self) -> list[tuple[str, str]]:
        """The breadcrumb: the kind's list, then this record."""
        if self.version is None and self.moment is None:
            return [*self.list_trail(), (self.key.record_id, "")]
        own = address_of(record_path(self.key.kind, self.key.record_id))
        version = _("Version %(number)s") % {"number": self.version}
        if self.moment is not None:
            version = _("As of %(moment)s") % {"moment": moment_words(self.as_of)}
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


def _upper(kwargs: dict[str, Any]) -> dict[str, Any]:
    return kwargs | {"record_id": kwargs["record_id"].upper()}
