"""Pages of text: one template a page and language, written by hand in each."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.views.generic import TemplateView

from portal.base.codes import KIND_NAMES, Kind
from portal.base.documents import loads
from portal.base.models import PublicText
from portal.base.views.list_addresses import FILES, feed_address, file_address
from portal.base.wording import reader_language

from .record_rows import KINDS, published_keys


class TextPageView(TemplateView):
    """`page` names the templates `pages/<page>.<language>.html`."""

    page: ClassVar[str] = ""

    def get_template_names(self) -> list[str]:
        return [f"pages/{self.page}.{reader_language()}.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"contact": settings.CONTACT}


class DataView(TextPageView):
    """Everything to take away: each kind's files, and where its API is."""

    page = "data"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        keys = published_keys(self.request.user)
        kinds = [
            {
                "kind": kind,
                "count": keys.filter(kind=kind).count(),
                "files": [(name, file_address(kind, name)) for name in FILES],
                "api": f"/api/v1/{KIND_NAMES[kind].api}/",
                "feed": feed_address(kind),
            }
            for kind in KINDS
        ]
        return super().get_context_data(**kwargs) | {"kinds": kinds}


class ApiGuideView(TextPageView):
    """How to ask the API, with an answer from this very record."""

    page = "api"
    example_fields = (
        "record_id",
        "kind",
        "title_en",
        "title_zh",
        "date",
        "date_earliest",
        "date_latest",
        "version",
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "host": settings.SITE_URL,
            "example": self.example(),
            "example_fields": ",".join(self.example_fields),
            "lists": [(kind, f"/api/v1/{KIND_NAMES[kind].api}/") for kind in KINDS],
        }

    def example(self) -> dict[str, Any] | None:
        """A few fields of the latest published incident."""
        keys = published_keys(self.request.user).filter(kind=Kind.INCIDENT)
        text = PublicText.objects.filter(key__in=keys[:1].values("pk")).values_list("text", flat=True).first()
        if text is None:
            return None
        document = loads(text)
        return {name: document[name] for name in self.example_fields}
