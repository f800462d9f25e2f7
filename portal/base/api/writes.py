"""Writing records over the API: drafts, and proposed changes of what is published. Nothing here publishes.

The same verbs, rights and words as in the form. A write names the version it is based on (`If-Match`) and is
stopped where the record has moved on since.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from portal.base import publishing
from portal.base.codes import Status
from portal.base.documents import Document, loads
from portal.base.history import diff
from portal.base.models import Record, RecordKey, Revision
from portal.base.proposals import read_proposal
from portal.base.publishing import Why
from portal.base.rights import Verb, may, standings
from portal.base.saving import RecordErrors
from portal.base.shape import shape_of
from portal.base.writing import write_transaction

from .bodies import Body, JsonBody, check_sorts, name_rows, read_body, row, value_at
from .errors import Gone, Refused
from .proposals import api_url, proposal_body, proposals
from .records import notice
from .tokens import ByReader, NeedsAccount, WriteThrottle
from .write_schema import describe_writes

WRITES = {"create", "update", "partial_update", "document", "submit"}
REASON_FIELDS = {"reason_code": "reason.code", "reason_text": "reason.text"}


@dataclass(frozen=True)
class Stored:
    """A record as it was last written: the number of that revision, and its document."""

    sequence: int
    document: Document

    @property
    def etag(self) -> str:
        return f'"{self.sequence}"'


class RecordWrites(ByReader):
    """Adds the writes to a kind's view set; stands before it in the order of bases."""

    model: ClassVar[type[Record]]
    http_method_names = ["get", "head", "options", "post", "put", "patch"]
    parser_classes = [JsonBody]
    throttle_classes = [WriteThrottle]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        describe_writes(cls)

    def get_permissions(self) -> list[BasePermission]:
        return [NeedsAccount()] if self.action in WRITES else super().get_permissions()  # type: ignore[misc]

    def get_object(self) -> Record:
        """For what OPTIONS tells of the methods."""
        record_id = self.kwargs["record_id"].upper()
        found = self.get_queryset().filter(key__record_id=record_id).first()
        if found is None:
            raise Http404(record_id)
        return found

    def new_record_id(self, document: Document) -> str:
        """The id of a new record; blank takes the next number."""
        return ""

    def create(self, request: Request) -> Response:
        """Begin a draft."""
        body = read_body(request.data)
        document = body.document
        if body.proposal is not None:
            raise Refused(400, rows=[row("proposal", body.proposal, _("A new record has no proposal."))])
        with write_transaction():
            self._check_sorts(document)
            document = {**document, "record_id": self._id_of_new(document)}
            self._refuse_second(document["record_id"], request)
            document = name_rows(shape_of(self.model), document)
            with refusals(self.model, document):
                report = publishing.save_documents(self.model, [document], why=_why(request, body))
            key = RecordKey.objects.get(record_id=report.created[0])
            answer = self._answer(request, key, last_written(key), status.HTTP_201_CREATED)
        answer["Location"] = answer.data["api_url"]
        return answer

    def update(self, request: Request, record_id: str) -> Response:
        """Put a whole document in the place of the record's."""
        return self._change(request, record_id, whole=True)

    def partial_update(self, request: Request, record_id: str) -> Response:
        """Change the fields that are sent; a table that is sent takes the place of the whole table."""
        return self._change(request, record_id, whole=False)

    @action(detail=True, methods=["get"], url_path="document")
    def document(self, request: Request, record_id: str) -> Response:
        """The record as it is stored, to be changed and sent back."""
        key = self._key(record_id)
        return self._answer(request, key, last_written(key))

    @action(detail=True, methods=["post"], url_path="submit")
    def submit(self, request: Request, record_id: str) -> Response:
        """Hand a draft to review."""
        body = read_body(request.data or {}, document=False)
        with write_transaction():
            key = self._key(record_id, lock=True)
            if "If-Match" in request.headers:
                self._check_version(request, key, last_written(key))
            with refusals(self.model, {}, status.HTTP_409_CONFLICT):
                publishing.submit([key], why=_why(request, body))
            return self._answer(request, key, last_written(key))

    def _change(self, request: Request, record_id: str, *, whole: bool) -> Response:
        body = read_body(request.data)
        with write_transaction():
            key = self._key(record_id, lock=True)
            if key.status == Status.WITHDRAWN:
                raise Gone(notice(key))
            self._check_sorts(body.document)
            before = last_written(key)
            self._check_version(request, key, before, body.document, whole=whole)
            replaces = self._proposal(request, key, body.proposal)
            start = before.document if replaces is None else read_proposal(replaces).rebased().document
            given = {**body.document, "record_id": self._same_id(key, body.document)}
            document = given if whole else {**start, **given}
            document = name_rows(shape_of(self.model), document, start, before.document)
            with refusals(self.model, document):
                report = publishing.save_documents(
                    self.model, [document], why=_why(request, body), replaces=replaces, propose_only=True
                )
            if not report.proposed:
                return self._answer(request, key, last_written(key))
            made = proposals(request.user).filter(key=key)[0]
            answer = Response(proposal_body(made, request), status.HTTP_202_ACCEPTED)
        answer["Location"] = answer.data["api_url"]
        return answer

    def _key(self, record_id: str, *, lock: bool = False) -> RecordKey:
        keys = RecordKey.objects.select_for_update(no_key=True) if lock else RecordKey.objects
        key = keys.filter(kind=self.model.kind, record_id=record_id.upper()).first()
        if key is None:
            raise Http404(_("There is no record %(id)s.") % {"id": record_id})
        return key

    def _check_sorts(self, document: Document) -> None:
        if wrong := check_sorts(shape_of(self.model), document):
            raise Refused(400, rows=wrong)

    def _id_of_new(self, document: Document) -> str:
        own = self.new_record_id(document)
        given = document.get("record_id") or own
        if given != own:
            words = _("A new record gets its id from the portal; leave this out.")
            raise Refused(400, rows=[row("record_id", given, words)])
        return own

    def _refuse_second(self, record_id: str, request: Request) -> None:
        if record_id and RecordKey.objects.filter(record_id=record_id).exists():
            words = _("%(id)s is there already: change it instead.")
            raise Refused(409, words % {"id": record_id}, record=api_url(request, self.model.kind, record_id))

    def _same_id(self, key: RecordKey, document: Document) -> str:
        given = document.get("record_id") or key.record_id
        if given != key.record_id:
            words = _("The address names %(id)s.") % {"id": key.record_id}
            raise Refused(400, rows=[row("record_id", given, words)])
        return key.record_id

    def _proposal(self, request: Request, key: RecordKey, number: int | None) -> Revision | None:
        """The waiting proposal that this write goes on with: one's own, or another's for who reviews."""
        if number is None:
            return None
        found = Revision.objects.waiting().select_related("base", "key").filter(key=key, pk=number).first()
        own = found is not None and found.author_id == request.user.pk
        if found is None or not (own or may(request.user, Verb.RETURN, standings([key])[key.pk])):
            words = _("No such proposal waits on %(id)s.") % {"id": key.record_id}
            raise Refused(400, rows=[row("proposal", number, words)])
        return found

    def _check_version(
        self,
        request: Request,
        key: RecordKey,
        now: Stored,
        sent: Document | None = None,
        *,
        whole: bool = False,
    ) -> None:
        """No lost updates. Raises Refused: 428 without a version, 412 with what has changed since it."""
        read = versions_read(request.headers.get("If-Match", ""))
        if not read:
            words = _("Send the ETag of the document that you changed as If-Match.")
            raise Refused(428, words, present={"etag": now.etag})
        if now.sequence in read:
            return
        base = Revision.objects.applied().filter(key=key, sequence__in=read).order_by("-sequence").first()
        told: dict[str, Any] = {"present": {"etag": now.etag, "document": now.document}}
        words = _("%(id)s has no version %(version)s.")
        if base is not None:
            words = _("Somebody changed %(id)s after version %(version)s. Nothing was saved.")
            before = loads(base.document)
            mine = sent if sent is None or whole else {**before, **sent}
            shape = shape_of(self.model)
            told["base"] = {"etag": f'"{base.sequence}"'}
            told["differences"] = [
                {"path": change.path, "base": change.old, "present": change.new}
                | ({} if mine is None else {"yours": value_at(shape, mine, change.path)})
                for change in diff(self.model, before, now.document)
            ]
        version = base.sequence if base is not None else max(read)
        raise Refused(412, words % {"id": key.record_id, "version": version}, **told)

    def _answer(self, request: Request, key: RecordKey, stored: Stored, code: int = 200) -> Response:
        body = {
            "record_id": key.record_id,
            "kind": key.kind,
            "status": key.status,
            "version": key.version,
            "api_url": api_url(request, key.kind, key.record_id),
            "document": stored.document,
        }
        return Response(body, code, headers={"ETag": stored.etag})


def last_written(key: RecordKey) -> Stored:
    """The record's last revision that was applied; proposals beside it do not count."""
    found = Revision.objects.applied().filter(key=key).order_by("-sequence")
    for sequence, document in found.values_list("sequence", "document")[:1]:
        return Stored(sequence, loads(document))
    raise Http404(_("There is no record %(id)s.") % {"id": key.record_id})


def versions_read(header: str) -> list[int]:
    """The revisions that `If-Match` names, as this API gave them. `*` names none: it would overwrite anything."""
    tags = [tag.strip().removeprefix("W/").strip('"') for tag in header.split(",")]
    return [int(tag) for tag in tags if tag.isascii() and tag.isdecimal() and len(tag) < 10]


def _why(request: Request, body: Body) -> Why:
    return Why(request.user, body.reason_code, body.reason_text)


@contextmanager
def refusals(
    model: type[Record], document: Document, code: int = status.HTTP_400_BAD_REQUEST
) -> Iterator[None]:
    """What the verbs refuse, as answers: the words are theirs, the value is what was sent."""
    try:
        yield
    except RecordErrors as error:
        raise Refused(code, rows=_rows(model, document, error.by_index[0])) from error
    except ValidationError as error:
        if not hasattr(error, "error_dict"):
            raise Refused(code, " ".join(error.messages)) from error
        raise Refused(code, rows=_rows(model, document, error.message_dict)) from error
    except IntegrityError as error:
        words = _("Another change got in the way. Nothing was saved; read the record again.")
        raise Refused(status.HTTP_409_CONFLICT, words) from error


def _rows(model: type[Record], document: Document, by_field: dict[str, list[str]]) -> list[dict[str, Any]]:
    shape = shape_of(model)
    return [
        row(REASON_FIELDS.get(name, name), value_at(shape, document, name), message)
        for name, messages in by_field.items()
        for message in messages
    ]
