"""What a lead says, for the page where it is decided and for the form of the record it was accepted for."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.base import leads
from portal.base.codes import LeadOrigin, ReasonCode
from portal.base.documents import to_documents
from portal.base.kinds import model_of
from portal.base.models import Lead, RecordKey
from portal.base.views.change_wording import PATH, ChangeWording
from portal.base.views.named_documents import named_documents


def record_form_address(key: RecordKey, lead: Lead) -> str:
    """The form of a record, with what the lead says above it."""
    meta = model_of(key.kind)._meta
    return f"{reverse(f'admin:{meta.app_label}_{meta.model_name}_change', args=[key.pk])}?lead={lead.pk}"


def lead_panel(lead: Lead) -> dict[str, Any]:
    """Context of `admin/leads/_said.html`: the lead, the field in words, what the record says there now, sources."""
    label, value = said_now(lead)
    return {
        "lead": lead,
        "field_label": label,
        "said_now": value,
        "sources": list(leads.known_sources(lead.url)),
    }


def said_now(lead: Lead) -> tuple[str, str]:
    """The field of a lead in words, and what the record (a draft too) states there; blank where it has none."""
    if not lead.field or lead.key is None:
        return "", ""
    model = model_of(lead.key.kind)
    [named] = named_documents(model, [to_documents(model, [lead.key.pk])[lead.key.pk]])
    wording = ChangeWording(model, named)
    value: Any = named.get(lead.field)
    match = PATH.fullmatch(lead.field)
    if match is not None:
        table = next((table for table in wording.shape.children if table.name == match["table"]), None)
        value = wording.row(table, match["key"]) if table is not None else None
        if value is not None and match["column"]:
            value = value.get(match["column"])
    return wording.label(lead.field), wording.words(lead.field, value) if value is not None else ""


class LeadPanelMixin:
    """`?lead=LEA-0007` on a record's form shows that lead above it, if it was accepted for this record."""

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)  # type: ignore[misc]
        lead = _shown(request, obj)
        if lead is not None and lead.origin == LeadOrigin.PUBLIC and obj.key.version:
            prefilled = {
                "reason_code": ReasonCode.CORRECTION,
                "reason_text": _("A reader reported an error."),
            }
            for name, value in prefilled.items():
                if name in form.base_fields:
                    # A copy: the field belongs to the forms of all requests.
                    form.base_fields[name] = copy(form.base_fields[name])
                    form.base_fields[name].initial = value
        return form

    def render_change_form(self, request: HttpRequest, context: Any, **kwargs: Any) -> HttpResponse:
        lead = _shown(request, kwargs.get("obj"))
        if lead is not None:
            context |= {"lead_panel": lead_panel(lead)}
        return super().render_change_form(request, context, **kwargs)  # type: ignore[misc]


def _shown(request: HttpRequest, obj: Any) -> Lead | None:
    wanted = request.GET.get("lead", "")
    if not wanted or obj is None or obj.key_id is None or not leads.may_handle(request.user):
        return None
    return Lead.objects.select_related("key").filter(pk=wanted, result=obj.key_id).first()
