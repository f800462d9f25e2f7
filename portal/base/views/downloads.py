"""A list's address with a suffix: the same result as a file (`/en/incidents.csv?country=KGZ`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import re_path
from django.utils import timezone
from django.utils.translation import get_language
from django.views import View

from portal.base import exports
from portal.base.feeds import ATOM_TYPE, atom
from portal.base.filters import RecordFilterSet
from portal.base.models import Record
from portal.base.sentences import describe

STREAMS = {
    "csv": (exports.as_csv, "text/csv; charset=utf-8"),
    "json": (exports.as_json, "application/json"),
    "geojson": (exports.as_geojson, "application/geo+json"),
}
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS = ("csv", "xlsx", "json", "geojson", "atom")
LIST_KEYS = ("sort", "view", "page", "per")


class RecordDownload(View):
    """The whole filtered list as a file, or its latest revisions as a feed; a kind declares its model and filter."""

    model: type[Record] = Record
    filterset_class: type[RecordFilterSet] = RecordFilterSet
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, form: str) -> HttpResponseBase:
        filterset = self.filterset_class(request.GET, request=request)
        problems = filterset.problems(allowed=LIST_KEYS)
        if problems:
            words = "\n".join(str(problem.message) for problem in problems)
            return HttpResponse(words, status=400, content_type="text/plain; charset=utf-8")
        rows = filterset.qs.order_by(*filterset.sort().order_by)
        total = rows.count()
        sentence = str(describe(filterset, total, get_language() or "en", filterset.sort()))
        about = exports.About(sentence, request.build_absolute_uri())
        if form == "atom":
            return HttpResponse(atom(self.model, filterset.qs, about), content_type=ATOM_TYPE)
        name = f"{exports.sheet_name(self.model)}_{total}_{timezone.now():%Y-%m-%d}.{form}"
        if form == "xlsx":
            file = exports.as_xlsx(self.model, rows, about)
            return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX_TYPE)
        stream, content_type = STREAMS[form]
        return self._streamed(stream(self.model, rows, about), name, content_type)

    def _streamed(self, pieces: Iterator[Any], name: str, content_type: str) -> StreamingHttpResponse:
        response = StreamingHttpResponse(pieces, content_type=content_type)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def download_path(path: str, model: type[Record], filterset_class: type[RecordFilterSet]) -> Any:
    """The URL pattern of a list's files: `incidents.csv` beside `incidents/`."""
    pattern = rf"^{path}\.(?P<form>{'|'.join(FORMS)})$"
    view = RecordDownload.as_view(model=model, filterset_class=filterset_class)
    return re_path(pattern, view, name=f"{model.kind}-download")
