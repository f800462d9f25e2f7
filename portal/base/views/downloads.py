"""A list's address with a suffix: the same result as a file (`/en/incidents.csv?country=KGZ`)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import re_path
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.views import View

from portal.base import exports
from portal.base.feeds import ATOM_TYPE, atom
from portal.base.filters import AS_OF, Problem, RecordFilterSet
from portal.base.models import Record
from portal.base.sentences import describe

STREAMS = {
    "csv": (exports.as_csv, "text/csv; charset=utf-8"),
    "json": (exports.as_json, "application/json"),
    "geojson": (exports.as_geojson, "application/geo+json"),
}
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FEED = "atom"
FORMS = ("csv", "xlsx", "json", "geojson", FEED)
FEED_IS_OF_TODAY = gettext_lazy(
    "as_of: a feed tells what is new; take a file (csv, xlsx, json, geojson) of an earlier day."
)
LIST_KEYS = ("sort", "view", "page", "per")


class RecordDownload(View):
    """The whole filtered list as a file, or its latest revisions as a feed; a kind declares its model and filter."""

    model: type[Record] = Record
    filterset_class: type[RecordFilterSet] = RecordFilterSet
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, form: str) -> HttpResponseBase:
        filterset = self.filterset_class(request.GET, request=request)
        problems = filterset.problems(allowed=LIST_KEYS)
        if form == FEED and filterset.moment is not None:
            problems.append(Problem(AS_OF, "", "", FEED_IS_OF_TODAY))
        if problems:
            words = "\n".join(str(problem.message) for problem in problems)
            return HttpResponse(words, status=400, content_type="text/plain; charset=utf-8")
        rows = filterset.qs.order_by(*filterset.sort().order_by)
        total = rows.count()
        sentence = str(describe(filterset, total, get_language() or "en", filterset.sort()))
        about = exports.About(sentence, request.build_absolute_uri(), filterset.moment)
        if form == FEED:
            return HttpResponse(atom(self.model, filterset.qs, about), content_type=ATOM_TYPE)
        day = f"{timezone.now():%Y-%m-%d}"
        if filterset.moment is not None:
            day = f"as-of_{filterset.moment.astimezone(UTC):%Y-%m-%d}"
        name = f"{exports.sheet_name(self.model)}_{total}_{day}.{form}"
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
