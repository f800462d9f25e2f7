"""What readers would see of an unsaved form, and what a date was understood to mean: answers for the form's script."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import translation

from portal.base import dates
from portal.base.forms.fields import understood
from portal.base.models import Record
from portal.base.projection import preview
from portal.base.views.figures_table import figures_table
from portal.base.views.labels import labels_of
from portal.base.views.range_chart import range_chart
from portal.base.views.sources_list import sources_list


class PreviewMixin:
    """Adds `preview/` and `date/` below a kind's list. Nothing is written by either."""

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"  # type: ignore[attr-defined]
        wrap = self.admin_site.admin_view  # type: ignore[attr-defined]
        own = [
            path("preview/", wrap(self.preview_view), name=f"{name}_preview"),
            path("<path:object_id>/preview/", wrap(self.preview_view), name=f"{name}_preview_change"),
            path("date/", wrap(self.date_view), name=f"{name}_date"),
        ]
        return own + super().get_urls()  # type: ignore[misc]

    def preview_context(self, request: HttpRequest, record: Record | None) -> dict[str, str]:
        """Where the form's script asks."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"  # type: ignore[attr-defined]
        if record is None or record.pk is None:
            address = reverse(f"{name}_preview")
        else:
            address = reverse(f"{name}_preview_change", args=[record.pk])
            if proposal := request.GET.get("proposal", ""):
                address += "?" + urlencode({"proposal": proposal})
        return {"preview_address": address, "date_address": reverse(f"{name}_date")}

    def preview_view(self, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
        """The form as it stands, as readers will get it; or how many places have to be mended first."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        record = self.get_object(request, object_id) if object_id else None  # type: ignore[attr-defined]
        if not self._may_preview(request, record):
            raise PermissionDenied
        form_class = self.get_form(request, record, change=record is not None)  # type: ignore[attr-defined]
        form = form_class(request.POST, instance=record)
        form.looks_for_twins = False
        row_sets, _inlines = self._create_formsets(request, form.instance, change=record is not None)  # type: ignore[attr-defined]
        form.is_valid()
        language = "zh-hans" if request.GET.get("language") == "zh" else "en"
        with translation.override(language):
            context = {"language": language, "faults": _faults(form, row_sets), "theme": theme_of(request)}
            if form.checked is not None and not context["faults"]:
                context |= self._as_readers_see(preview(form.checked.draft))
            return render(request, "admin/record_preview.html", context)

    def _may_preview(self, request: HttpRequest, record: Record | None) -> bool:
        if record is None:
            return self.has_add_permission(request)  # type: ignore[attr-defined]
        return self.has_change_permission(request, record)  # type: ignore[attr-defined]

    def _as_readers_see(self, public: dict[str, Any]) -> dict[str, Any]:
        sources = sources_list(public)
        return {
            "record": public,
            "labels": labels_of(self.model),  # type: ignore[attr-defined]
            "figures": figures_table(public, sources.numbers),
            "range": range_chart(public) if "deaths_best" in public else None,
        }

    def date_view(self, request: HttpRequest) -> HttpResponse:
        """What a date was understood to mean, in both languages; or why not, with the readings to choose from."""
        text = request.GET.get("value", "").strip()
        context: dict[str, Any] = {"understood": understood(text)}
        try:
            dates.read(text)
        except dates.DateError as error:
            context |= {"error": str(error), "readings": error.readings}
        return render(request, "admin/_date_understood.html", context)


def _faults(form: Any, row_sets: Any) -> int:
    """How many forms of the page are refused; a reason is asked for at the save, not by the preview."""
    own = {name for name in form.errors if name not in ("reason_code", "reason_text")}
    rows = sum(1 for row_set in row_sets for one in row_set.forms if one.errors)
    return len(own) + rows


def theme_of(request: HttpRequest) -> str:
    """The admin's light or dark, as its own switch last said."""
    chosen = request.GET.get("theme", "")
    return chosen if chosen in ("light", "dark") else ""
