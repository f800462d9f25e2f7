"""The change feed over the API: every published change in the order of its number, to be taken up again anywhere."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils import translation
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from portal.base.codes import KIND_NAMES, ChangeAction, Kind, ReasonCode, Status
from portal.base.filters import ChangeFilters, unknown_value
from portal.base.models import Change, RecordKey
from portal.base.views.change_entries import ChangeEntry, with_versions

from .errors import refuse

OWN_KEYS = ("lang", "format")
LANGUAGES = {"en": "en", "zh": "zh-hans"}


class ChangedRecord(serializers.Serializer):
    """The record an entry is about, as it is now."""

    record_id = serializers.CharField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    status = serializers.ChoiceField(choices=Status.choices)
    title_en = serializers.CharField(help_text="Blank where the record was withdrawn.")
    title_zh = serializers.CharField(help_text="Blank where the record was withdrawn.")
    url = serializers.URLField(help_text="The record's page.")
    api_url = serializers.URLField(help_text="The record over the API.")


class ChangedField(serializers.Serializer):
    """One field of the record, or one column or row of its tables."""

    path = serializers.CharField(
        help_text="`title_en`, `figures[f1].best`, or `figures[f2]` for a whole row."
    )
    label = serializers.CharField(help_text="The path in words.")
    before = serializers.JSONField(help_text="The value in the version before; null where there was none.")
    after = serializers.JSONField(help_text="The value in this version; null where there is none any more.")


class CorrectedFigure(serializers.Serializer):
    """One thing about a figure that readers had seen, in words."""

    path = serializers.CharField(help_text="`figures[f1]`.")
    aspect = serializers.CharField(
        help_text="`value`, `role`, `speaker`, `scope` (what is counted) or `removed`."
    )
    label = serializers.CharField(help_text="What is counted, and whose: “Killed, Kyrgyz side”.")
    before = serializers.CharField(help_text="What the version before said: “59”.")
    after = serializers.CharField(help_text="What this version says; blank where the figure is gone.")


class ChangeSerializer(serializers.Serializer):
    """One change: what was done to which record, why, and what of it readers now find different."""

    number = serializers.IntegerField(help_text="Its place in the feed; never given twice, none is left out.")
    at = serializers.DateTimeField(help_text="When readers got it.")
    action = serializers.ChoiceField(choices=ChangeAction.choices)
    record = ChangedRecord()
    version = serializers.IntegerField(help_text="The version it made; of a withdrawal, the last one.")
    version_url = serializers.URLField(allow_null=True, help_text="The page of that version, which stays.")
    reason_code = serializers.ChoiceField(choices=ReasonCode.choices, allow_blank=True)
    reason_text = serializers.CharField()
    summary = serializers.CharField(help_text="What changed in one line; blank for a first version.")
    changes = ChangedField(many=True, help_text="What differs from the version before.")
    merged_into = serializers.CharField(allow_null=True, help_text="Id of the record it was merged into.")
    notice_en = serializers.CharField(help_text="Of a withdrawn record, the notice that stays.")
    notice_zh = serializers.CharField(help_text="The same in Chinese.")


class CorrectionSerializer(ChangeSerializer):
    """A change of figures that readers had seen."""

    changes = ChangedField(many=True, help_text="What differs in these figures.")
    figures = CorrectedFigure(many=True)


class ChangeViewSet(GenericViewSet):
    """Newest first; with `after`, oldest first from there, so that reading on gives each change once."""

    queryset = Change.objects.all()
    serializer_class: ClassVar[Any] = ChangeSerializer
    filterset_class = ChangeFilters
    permission_classes = [AllowAny]
    http_method_names = ["get", "head", "options"]
    filter_backends: ClassVar[list[Any]] = []
    of_figures: ClassVar[bool] = False
    # What a page of the list leads to, for the schema.
    page_links = {
        "next": "The next page the same way; null at the end.",
        "resume": "What was published after this page: ask for it later. Null on pages of older changes.",
    }

    def get_queryset(self) -> QuerySet[Change]:
        return with_versions(super().get_queryset())

    @extend_schema(
        parameters=[
            OpenApiParameter("lang", str, enum=list(LANGUAGES), description="Language of labels and words.")
        ]
    )
    def list(self, request: Request) -> Response:
        """Published changes; `next` leads on, `resume` to what is published later."""
        filters = ChangeFilters(request.query_params, request.user)
        language = request.query_params.get("lang", "")
        wrong = [] if language in ("", *LANGUAGES) else [unknown_value("lang", language, LANGUAGES)]
        refuse(filters.problems(allowed=OWN_KEYS) + wrong)
        page = filters.page(self.get_queryset())
        root = request.build_absolute_uri("/").rstrip("/")
        with translation.override(LANGUAGES[language]) if language in LANGUAGES else nullcontext():
            rows = [self.row(ChangeEntry(change, self.of_figures), root) for change in page.rows]
        kept = [("lang", language)] if language in LANGUAGES else []
        links = {
            name: _address(request, filters, asked, kept)
            for name, asked in (("next", page.next), ("resume", page.resume))
        }
        return Response({**links, "results": rows})

    def row(self, entry: ChangeEntry, root: str) -> dict[str, Any]:
        """An entry as the serializer declares it; `root` is the host's address."""
        change, found = entry.change, entry.found
        merged = change.merged_into
        return {
            "number": change.number,
            "at": change.at,
            "action": change.action,
            "record": _record(entry, root),
            "version": change.version,
            "version_url": f"{root}{entry.version_path}" if entry.version_path else None,
            "reason_code": entry.reason_code,
            "reason_text": entry.reason_text,
            "summary": entry.summary,
            "changes": [
                {"path": one.path, "label": found.label(one.path), "before": one.old, "after": one.new}
                for one in (found.changes if found else ())
            ],
            "merged_into": merged.record_id if merged else None,
            **(entry.notice or {"notice_en": "", "notice_zh": ""}),
        }


class CorrectionViewSet(ChangeViewSet):
    """Of the changes, those of figures that readers had seen."""

    queryset = Change.objects.filter(figures_changed=True)
    serializer_class = CorrectionSerializer
    of_figures = True

    def row(self, entry: ChangeEntry, root: str) -> dict[str, Any]:
        row = super().row(entry, root)
        paths = {line.path for line in entry.lines}
        return row | {
            "changes": [one for one in row["changes"] if one["path"].partition("]")[0] + "]" in paths],
            "figures": [
                {
                    "path": line.path,
                    "aspect": line.aspect,
                    "label": line.label,
                    "before": line.before,
                    "after": line.after,
                }
                for line in entry.lines
            ],
        }


def _record(entry: ChangeEntry, root: str) -> dict[str, Any]:
    key: RecordKey = entry.key
    return {
        "record_id": key.record_id,
        "kind": key.kind,
        "status": key.status,
        "title_en": key.title_en if entry.is_public else "",
        "title_zh": key.title_zh if entry.is_public else "",
        "url": f"{root}{entry.path}",
        "api_url": f"{root}/api/v1/{KIND_NAMES[key.kind].api}/{key.record_id}/",
    }


def _address(
    request: Request, filters: ChangeFilters, asked: dict[str, int] | None, kept: list[tuple[str, str]]
) -> str | None:
    if asked is None:
        return None
    query = urlencode([*filters.pairs(**asked), *kept])
    return request.build_absolute_uri(f"{request.path}?{query}")
