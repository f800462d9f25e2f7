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
                "properties": {"parameter": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
    "required": ["type", "title", "status"],
}
ERRORS = {
    "400": "A parameter or value that is not known.",
    "404": "No such public record.",
    "410": "Withdrawn.",
}


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
                rows = content["schema"]
                link = {"type": ["string", "null"], "format": "uri"}
                content["schema"] = {
                    "type": "object",
                    "properties": {
                        "next": link,
                        "previous": link,
                        "count": {"type": "integer", "description": "With `count=true` only."},
                        "results": rows,
                    },
                    "required": ["next", "previous", "results"],
                }
        return response


def filter_parameters(filterset_class: Any) -> list[OpenApiParameter]:
    """One parameter for each key of a FilterSet, with its accepted values where they are a fixed list."""
    parameters = []
    for name, found in filterset_class.base_filters.items():
        label = str(found.label or name)
        choices = found.extra.get("choices")
        enum = [str(value) for value, _label in choices] if isinstance(choices, list | tuple) else None
        parameters.append(OpenApiParameter(name, str, description=label, enum=enum, many=bool(enum)))
    return parameters


def add_errors(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Post-processing: every operation documents the errors it can answer."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path, operations in result["paths"].items():
        detail = path.endswith("}/")
        for operation in operations.values():
            for code, words in ERRORS.items():
                if code == "400" or detail:
                    operation["responses"].setdefault(code, {"description": words, "content": content})
    return result
