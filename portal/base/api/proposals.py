"""One's own proposals over the API: what became of them, what reviewers say, taking one back."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from portal.base.codes import KIND_NAMES, Pending
from portal.base.document_serializers import ProposalSerializer
from portal.base.documents import loads
from portal.base.models import ReviewComment, Revision
from portal.base.proposals import refuse_proposal
from portal.base.publishing import Why

from .bodies import JsonBody
from .errors import Refused
from .paging import PER_DEFAULT, PER_MAX, Order, take_page
from .records import whole_number
from .tokens import ByReader, NeedsAccount, WriteThrottle

PAGE_KEYS = ("state", "cursor", "per", "lang", "format")


def api_url(request: Request, kind: str, record_id: str) -> str:
    """A record's address in the API."""
    return request.build_absolute_uri(f"/api/v1/{KIND_NAMES[kind].api}/{record_id}/")


def proposals(user: Any) -> QuerySet[Revision]:
    """This person's proposals, newest first, with all that an answer shows."""
    comments = Prefetch("comments", ReviewComment.objects.select_related("author"))
    found = Revision.objects.exclude(pending="").filter(author=user).select_related("key", "base", "reviewer")
    return (
        found.defer("public_text", "base__document", "base__public_text")
        .prefetch_related(comments)
        .order_by("-pk")
    )


def proposal_body(revision: Revision, request: Request, *, whole: bool = True) -> dict[str, Any]:
    """A proposal as answers have it; `whole` with its document."""
    key, base = revision.key, revision.base
    body: dict[str, Any] = {
        "id": revision.pk,
        "api_url": request.build_absolute_uri(f"/api/v1/proposals/{revision.pk}/"),
        "record_id": key.record_id,
        "kind": key.kind,
        "record": api_url(request, key.kind, key.record_id),
        "state": revision.pending,
        "proposed_at": revision.created_at,
        "reason": {"code": revision.reason_code, "text": revision.reason_text},
        "base": f'"{base.sequence}"' if base is not None else None,
        "replaces": revision.replaces_id,
        "decided_by": revision.reviewer.get_username() if revision.reviewer else None,
        "comments": [
            {
                "path": comment.path,
                "text": comment.text,
                "author": comment.author.get_username() if comment.author else None,
                "at": comment.created_at,
                "settled_at": comment.resolved_at,
            }
            for comment in revision.comments.all()
        ],
    }
    return body | {"document": loads(revision.document)} if whole else body


class ProposalViewSet(ByReader, GenericViewSet):
    """One's own: those of others are read where they are decided, in the editors' desk."""

    filters: ClassVar[tuple[str, ...]] = ()
    permission_classes = [NeedsAccount]
    throttle_classes = [WriteThrottle]
    parser_classes = [JsonBody]
    serializer_class = ProposalSerializer
    http_method_names = ["get", "head", "options", "post"]
    lookup_value_regex = "[0-9]{1,18}"
    filter_backends: ClassVar[list[Any]] = []

    def get_queryset(self) -> QuerySet[Revision]:
        return proposals(self.request.user)

    def get_object(self) -> Revision:
        found = self.get_queryset().filter(pk=int(self.kwargs["pk"])).first()
        if found is None:
            raise Http404(_("You have no proposal %(id)s.") % {"id": self.kwargs["pk"]})
        return found

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "state", str, many=True, enum=Pending.values, description="In one of these states."
            ),
            OpenApiParameter("cursor", str, description="From `next` or `previous` of another page."),
            OpenApiParameter(
                "per", int, description=f"Rows a page, up to {PER_MAX}; {PER_DEFAULT} unless told."
            ),
        ],
        responses=ProposalSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        """The proposals of the token's owner, newest first, without their documents."""
        query = request.query_params
        wrong = {
            name: [_("There is no parameter %(name)s here.") % {"name": name}]
            for name in {*query} - {*PAGE_KEYS}
        }
        states = query.getlist("state")
        for state in {*states} - {*Pending.values}:
            words = _("%(value)s is no state of a proposal: %(known)s.")
            wrong["state"] = [words % {"value": state[:20], "known": ", ".join(Pending.values)}]
        if wrong:
            raise ValidationError(wrong)
        found = Revision.objects.exclude(pending="").filter(author=request.user)
        if states:
            found = found.filter(pending__in=states)
        per = whole_number(query, "per", PER_DEFAULT, PER_MAX)
        page = take_page(found, Order(Revision, descending=True), per=per, cursor=query.get("cursor"))
        rows = self.get_queryset().filter(pk__in=[row[0] for row in page.rows]).defer("document")
        return Response(
            {
                "next": self._address(page.next),
                "previous": self._address(page.previous),
                "results": [proposal_body(revision, request, whole=False) for revision in rows],
            }
        )

    def retrieve(self, request: Request, pk: str) -> Response:
        """One proposal with its document."""
        return Response(proposal_body(self.get_object(), request))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, pk: str) -> Response:
        """Close a proposal that waits; the record stays as it is."""
        try:
            refuse_proposal(self.get_object(), why=Why(request.user))
        except DjangoValidationError as error:
            raise Refused(409, " ".join(error.messages)) from error
        return Response(proposal_body(self.get_object(), request))

    def _address(self, cursor: str | None) -> str | None:
        if cursor is None:
            return None
        query = self.request.query_params.copy()
        query["cursor"] = cursor
        return self.request.build_absolute_uri(f"{self.request.path}?{query.urlencode()}")
