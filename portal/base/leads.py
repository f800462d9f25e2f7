"""The verbs of leads: receive, accept, refuse, mark as a duplicate, reopen. Nobody else writes a lead.

What a lead turns into takes the one way in: a draft by `save_documents`, a source by `save_nouns`, a change of a
record by its form.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.codes import Kind, LeadOrigin, LeadStatus, Status
from portal.base.documents import Document
from portal.base.kinds import model_of
from portal.base.limits import Limit, take
from portal.base.models import Lead, RecordKey, Revision, Source, normalise_url
from portal.base.publishing import Why, save_documents
from portal.base.roles import HANDLE_LEADS
from portal.base.shape import Column, shape_of
from portal.base.shared_nouns import save_nouns
from portal.base.writing import next_ids, write_transaction

# A partnership's id is its country's: there is one of each, and a lead about it is a change of that one.
DRAFTED_KINDS = tuple(kind for kind in Kind if kind != Kind.PARTNERSHIP)


def may_handle(user: Any) -> bool:
    """The system (None) may."""
    return user is None or bool(user.is_active and user.has_perm(HANDLE_LEADS))


def receive(lead: Lead, *, author: Any = None, limits: Iterable[Limit] = ()) -> Lead:
    """Take a new lead in; `author` is the editor who notes it, None a reader who reports an error.

    What somebody else has said already becomes a duplicate of it at once. Raises ValidationError, TooMany, or
    PermissionDenied for an author who handles no leads.
    """
    if author is not None:
        _require(author)
    lead.origin = LeadOrigin.PUBLIC if author is None else LeadOrigin.EDITOR
    lead.author = author
    lead.clean_fields(exclude=["id", "digest", "key", "author"])
    lead.clean()
    with write_transaction():
        take(limits)
        # The id comes first: its counter's lock lets the next lead in only when this one can be found.
        [lead.pk] = next_ids(Lead.prefix, 1)
        lead.save(force_insert=True)
        first = Lead.objects.said_before(lead).first()
        if first is not None:
            _decide(lead, LeadStatus.DUPLICATE, None, duplicate_of=first)
    return lead


def by_token(lead_id: str, token: str) -> Lead | None:
    """The lead with this id, for whoever knows its token."""
    lead = Lead.objects.select_related("key", "result", "duplicate_of__result").filter(pk=lead_id).first()
    if lead is None or not secrets.compare_digest(lead.token.encode(), token.encode()):
        return None
    return lead


def accept(
    lead: Lead, kind: str, document: Document, *, why: Why, source: Document | None = None
) -> RecordKey:
    """Make a draft of the wanted kind from a lead and give its key.

    `document` is what the editor stated of the new record (`needed_columns` at least). The lead's source is cited:
    the known one with its address, or a new one made of `source` (columns of a source; its `id` alone names a
    known one). Raises ValidationError, RecordErrors or PermissionDenied, and then writes nothing.
    """
    if kind not in DRAFTED_KINDS:
        raise ValidationError({"kind": _("Records of this kind are not begun from a lead.")})
    with write_transaction():
        lead = _still_open(lead, why.author)
        source_id = _source(lead, source or {}, why)
        whole = {"editorial_note": told(lead), **document}
        if source_id:
            whole["citations"] = [{"ref": "c1", "source": source_id}]
        report = save_documents(model_of(kind), [whole], why=why)
        key = RecordKey.objects.get(record_id=report.created[0])
        _decide(lead, LeadStatus.ACCEPTED, why.author, result=key)
    return key


def accept_for(lead: Lead, key: RecordKey, *, why: Why) -> RecordKey:
    """Accept what a lead says of a record that there is. Changing the record is the editor's next step, in its form."""
    with write_transaction():
        lead = _still_open(lead, why.author)
        if key.status == Status.WITHDRAWN:
            words = _("%(id)s is withdrawn; name the record that is to be changed.")
            raise ValidationError({"record": words % {"id": key.record_id}})
        _decide(lead, LeadStatus.ACCEPTED, why.author, result=key)
    return key


def refuse(lead: Lead, *, why: Why, reason_en: str = "", reason_zh: str = "") -> Lead:
    """Turn a lead down. Whoever sent it reads the reason on its status page."""
    if not (reason_en or reason_zh):
        raise ValidationError({"reason_en": _("A reason, in one language at least.")})
    with write_transaction():
        lead = _still_open(lead, why.author)
        return _decide(lead, LeadStatus.REFUSED, why.author, reason_en=reason_en, reason_zh=reason_zh)


def mark_duplicate(lead: Lead, first: Lead, *, why: Why) -> Lead:
    """Attach a lead to the one that said it first; from then on that one's answer is this one's too."""
    with write_transaction():
        lead = _still_open(lead, why.author)
        first = Lead.objects.select_related("duplicate_of").get(pk=first.pk).first
        if first.pk == lead.pk:
            raise ValidationError({"duplicate_of": _("%(id)s is this lead itself.") % {"id": lead.pk}})
        _decide(lead, LeadStatus.DUPLICATE, why.author, duplicate_of=first)
        Lead.objects.filter(duplicate_of=lead).update(duplicate_of=first)
    return lead


def reopen(lead: Lead, *, why: Why) -> Lead:
    """Take back a refusal, or part a lead from the one it was taken to repeat."""
    with write_transaction():
        _require(why.author)
        lead = _locked(lead)
        if lead.status not in (LeadStatus.REFUSED, LeadStatus.DUPLICATE):
            words = _("%(id)s is “%(status)s”; only a refused or repeated lead is opened again.")
            raise ValidationError(words % {"id": lead.pk, "status": lead.get_status_display()})
        lead.status, lead.duplicate_of = LeadStatus.NEW, None
        lead.decided_by = lead.decided_at = None
        lead.reason_en = lead.reason_zh = ""
        lead.save()
    return lead


def known_sources(url: str) -> QuerySet[Source]:
    """Sources with this address, each with the number of records that cite it (`records`)."""
    if not url:
        return Source.objects.none()
    found = Source.objects.filter(url_normalised=normalise_url(url))
    return found.annotate(records=Count("citations__key", distinct=True)).order_by("-records", "pk")


def needed_columns(kind: str) -> list[Column]:
    """What a draft of this kind cannot be without, beside a title."""
    return [
        column
        for column in shape_of(model_of(kind)).columns
        if not (column.field.blank or column.field.null or column.field.has_default())
    ]


def told(lead: Lead) -> str:
    """What a lead says, as a text for the editorial note of the draft made from it."""
    lines = [lead.note, lead.correction, lead.source_text, lead.url]
    return "\n".join([lead.pk, *(line for line in lines if line)])


def published_since(lead: Lead) -> Revision | None:
    """The first version that readers got of the resulting record after the lead was accepted."""
    if lead.result_id is None or lead.decided_at is None:
        return None
    versions = Revision.objects.filter(
        key=lead.result_id, version__isnull=False, created_at__gte=lead.decided_at
    )
    return versions.defer("document", "public_text").order_by("version").first()


def _require(user: Any) -> None:
    if not may_handle(user):
        raise PermissionDenied(_("This needs a right that the account does not have."))


def _locked(lead: Lead) -> Lead:
    return Lead.objects.select_for_update().get(pk=lead.pk)


def _still_open(lead: Lead, user: Any) -> Lead:
    """The lead as it is stored, locked; raises PermissionDenied, or ValidationError where it was decided meanwhile."""
    _require(user)
    lead = _locked(lead)
    if lead.status != LeadStatus.NEW:
        words = _("%(id)s has been decided already: “%(status)s”.")
        raise ValidationError(words % {"id": lead.pk, "status": lead.get_status_display()})
    return lead


def _decide(lead: Lead, status: str, user: Any, **given: Any) -> Lead:
    lead.status, lead.decided_by, lead.decided_at = status, user, timezone.now()
    for name, value in given.items():
        setattr(lead, name, value)
    lead.full_clean(exclude=["id", "digest", "key", "author", "result", "duplicate_of", "decided_by"])
    lead.save()
    return lead


def _source(lead: Lead, given: Document, why: Why) -> str:
    """The id of the source to cite; blank where the lead names none."""
    if given.get("id"):
        return str(given["id"])
    known = known_sources(lead.url).first()
    if known is not None:
        return known.pk
    row = {"title_en": lead.source_text if lead.language == "en" else "", **given}
    if lead.language != "en":
        row.setdefault("title_zh", lead.source_text)
    row |= {"url": lead.url}
    if not any(row.values()):
        return ""
    if why.author is not None and not why.author.has_perm("portal.add_source"):
        raise PermissionDenied(_("This needs a right that the account does not have."))
    return save_nouns(Source, [{name: value for name, value in row.items() if value}], why=why).created[0]
