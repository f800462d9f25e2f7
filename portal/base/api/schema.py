"""The OpenAPI document: what drf-spectacular reads off the code, and what it cannot know."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

PROBLEM = {
    "type": "object",
    "description": "Problem details (RFC 9457), in the caller's language.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "parameter": {"type": "string", "description": "Of a request that reads."},
                    "field": {"type": "string", "description": "Of a write: `title_en`, `figures[f1].best`."},
                    "value": {"description": "What was sent there."},
                    "message": {"type": "string"},
                },
                "required": ["message"],
            },
        },
        "base": {"type": "object", "description": "412: the version that the write was based on."},
        "present": {"type": "object", "description": "412, 428: the version that there is now."},
        "differences": {
            "type": "array",
            "description": "412: where the two differ, and what the write has there.",
            "items": {
                "type": "object",
                "properties": {"path": {"type": "string"}, "base": {}, "present": {}, "yours": {}},
                "required": ["path"],
            },
        },
    },
    "required": ["type", "title", "status"],
}
ERRORS = {
    "400": "A parameter or value that is not known.",
    "401": "A token that is not known, or no longer valid.",
    "404": "No such public record.",
    "410": "Withdrawn.",
}
NOTICE = {
    "type": "object",
    "description": "What stays of a record that is not public any more.",
    "properties": {
        "detail": {"type": "string"},
        "record_id": {"type": "string"},
        "kind": {"type": "string"},
        "version": {"type": "integer", "description": "Its last version."},
        "published_at": {
            "type": "string",
            "format": "date-time",
            "description": "When it was first published.",
        },
        "withdrawn_at": {"type": "string", "format": "date-time"},
        "notice_en": {"type": "string"},
        "notice_zh": {"type": "string"},
    },
    "required": ["detail", "record_id", "withdrawn_at", "notice_en", "notice_zh"],
}
MERGED = {
    "allOf": [
        {"$ref": "#/components/schemas/Notice"},
        {
            "type": "object",
            "properties": {
                "merged_into": {"type": "string", "description": "Id of the record that stays."},
                "api_url": {"type": "string", "format": "uri", "description": "As the header Location."},
            },
            "required": ["merged_into", "api_url"],
        },
    ]
}
WITHDRAWN = {"allOf": [{"$ref": f"#/components/schemas/{name}"} for name in ("Problem", "Notice")]}
# What one record answers that is not public any more.
OF_ONE_RECORD = {
    "301": ("Merged into another record. A merge can be undone: ask again rather than keep the address.",
            "application/json", MERGED),
    "410": ("Withdrawn, with the notice that stays.", "application/problem+json", WITHDRAWN),
}  # fmt: skip


class PortalSchema(AutoSchema):
    """Adds the filters of a kind and the page envelope to the generated operations."""

    def _is_list_view(self, serializer: Any = None) -> bool:
        return self.view.action == "list"

    def get_override_parameters(self) -> list[Any]:
        parameters = list(super().get_override_parameters())
        if self.view.action == "list" and hasattr(self.view, "filterset_class"):
            parameters += filter_parameters(self.view.filterset_class)
        elif self.view.action == "list":
            parameters += [OpenApiParameter(name, str, many=True) for name in self.view.filters]
        return parameters

    def _get_response_for_code(self, serializer: Any, status_code: str, *args: Any, **kwargs: Any) -> Any:
        response = super()._get_response_for_code(serializer, status_code, *args, **kwargs)
        if self.view.action == "list":
            for content in response.get("content", {}).values():
                content["schema"] = self._page_of(content["schema"])
        return response

    def _page_of(self, rows: dict[str, Any]) -> dict[str, Any]:
        """The envelope of a list's page; a view may have other links than to the pages beside it."""
        links = getattr(self.view, "page_links", {"next": "", "previous": ""})
        properties: dict[str, Any] = {}
        for name, words in links.items():
            properties[name] = {"type": ["string", "null"], "format": "uri"}
            if words:
                properties[name]["description"] = words
        if "previous" in links:
            properties["count"] = {"type": "integer", "description": "With `count=true` only."}
        properties["results"] = rows
        return {"type": "object", "properties": properties, "required": [*links, "results"]}


def filter_parameters(filterset_class: Any) -> list[OpenApiParameter]:
    """One parameter for each key of a FilterSet, with its accepted values where they are a fixed list."""
    parameters = []
    for name, found in filterset_class.base_filters.items():
        label = str(found.label or name)
        choices = found.extra.get("choices")
        enum = [str(value) for value, _label in choices] if isinstance(choices, list | tuple) else None
        kind = int if found.shape == "number" else str
        parameters.append(OpenApiParameter(name, kind, description=label, enum=enum, many=bool(enum)))
    return parameters


def add_errors(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Post-processing: every operation documents the errors it can answer."""
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    schemas |= {"Problem": PROBLEM, "Notice": NOTICE}
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path, operations in result["paths"].items():
        detail = path.endswith("}/")
        if path.endswith("{record_id}/") and "get" in operations:
            operations["get"]["responses"] |= {
                code: {"description": words, "content": {kind: {"schema": schema}}}
                for code, (words, kind, schema) in OF_ONE_RECORD.items()
            }
        for operation in operations.values():
            for code, words in ERRORS.items():
                if code in ("400", "401") or detail:
                    operation["responses"].setdefault(code, {"description": words, "content": content})
    return result
