"""What the OpenAPI document says of writes, with examples."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
)

from portal.base.document_serializers import (
    ProposalSerializer,
    SubmitSerializer,
    stored_serializer,
    write_serializer,
)

IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag of the document that was changed, from `…/document/` or the last write.",
)
IF_MATCH_IF_KNOWN = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, description="Submit only if the draft is still this one."
)
ETAG = OpenApiParameter(
    "ETag",
    str,
    OpenApiParameter.HEADER,
    response=[200, 201],
    description="The version of the document; send it back as If-Match.",
)
RECORD_ID = OpenApiParameter("record_id", str, OpenApiParameter.PATH)

NEW = OpenApiExample(
    "A new draft",
    value={
        "document": {
            "title_en": "Shooting at a border post",
            "title_zh": "边防哨所枪击",
            "date": "2022-09-14",
            "citations": [{"ref": "c1", "source": "SRC-0001", "locator": "3"}],
        },
    },
    request_only=True,
)
SOME_FIELDS = OpenApiExample(
    "Some fields of a published record",
    value={
        "document": {"date": "2022-09-14/2022-09-20", "note_en": ""},
        "reason": {"code": "correction", "text": "The source gives a week."},
    },
    request_only=True,
)
BAD_VALUE = OpenApiExample(
    "A value that is refused",
    value={
        "type": "about:blank",
        "title": "The request was not understood",
        "status": 400,
        "errors": [{"field": "event_type", "value": "shoting", "message": "shoting is no known event type."}],
        "detail": "shoting is no known event type.",
    },
)
STALE = OpenApiExample(
    "The record has moved on",
    value={
        "type": "about:blank",
        "title": "The record has changed meanwhile",
        "status": 412,
        "detail": "Somebody changed INC-0001 after version 3. Nothing was saved.",
        "base": {"etag": '"3"'},
        "present": {"etag": '"4"', "document": {"record_id": "INC-0001", "title_en": "Clash"}},
        "differences": [{"path": "title_en", "base": "Fight", "present": "Clash", "yours": "Skirmish"}],
    },
)
PROBLEM = {"$ref": "#/components/schemas/Problem"}


def _problem(words: str, *examples: OpenApiExample) -> OpenApiResponse:
    return OpenApiResponse(PROBLEM, description=words, examples=list(examples))


def _problems(*codes: int) -> dict[tuple[int, str], OpenApiResponse]:
    words = {
        400: _problem("Values that are refused, field by field, in the words of the form.", BAD_VALUE),
        401: _problem("No token, or one that is not known, expired or revoked."),
        403: _problem("The account has no right to this, and why."),
        404: _problem("No such record."),
        409: _problem("The record's status does not allow it, or it is there already."),
        410: _problem("Withdrawn: nothing more is written."),
        412: _problem(
            "Somebody changed it after the version in If-Match: both versions, place by place.", STALE
        ),
        413: _problem("The body is too large."),
        415: _problem("The body is not `application/json`."),
        428: _problem("If-Match is missing."),
        429: _problem("Too many writes; `Retry-After` says when to go on."),
    }
    return {(code, "application/problem+json"): words[code] for code in codes}


SENT = (400, 401, 403, 413, 415, 429)


def describe_writes(view: Any) -> None:
    """Give the operations of a kind's view set their bodies, answers and examples."""
    model = vars(view).get("model")
    if model is None:
        return
    body, stored = write_serializer(model), stored_serializer(model)
    changed = {
        200: OpenApiResponse(
            stored, description="The draft after the change, or the record if nothing changed."
        ),
        202: OpenApiResponse(ProposalSerializer, description="Published: the change waits for review."),
        **_problems(*SENT, 404, 409, 410, 412, 428),
    }
    extend_schema_view(
        create=extend_schema(
            request=body,
            responses={201: stored, **_problems(*SENT, 409)},
            parameters=[ETAG],
            examples=[NEW] if model.kind == "incident" else [],
        ),
        update=extend_schema(request=body, responses=changed, parameters=[RECORD_ID, IF_MATCH, ETAG]),
        partial_update=extend_schema(
            request=body, responses=changed, parameters=[RECORD_ID, IF_MATCH, ETAG], examples=[SOME_FIELDS]
        ),
        document=extend_schema(
            responses={200: stored, **_problems(401, 403, 404)}, parameters=[RECORD_ID, ETAG]
        ),
        submit=extend_schema(
            request=SubmitSerializer,
            responses={200: stored, **_problems(*SENT, 404, 409, 412)},
            parameters=[RECORD_ID, IF_MATCH_IF_KNOWN, ETAG],
        ),
    )(view)
