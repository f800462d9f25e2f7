"""Readers report an error, and see later what became of it."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import register_converter, reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from portal.base import leads
from portal.base.codes import LeadStatus, Status
from portal.base.documents import loads
from portal.base.forms.leads import ReportForm, find_published
from portal.base.kinds import model_of
from portal.base.limits import Limit, TooMany, of_visitor
from portal.base.models import Lead, RecordKey
from portal.base.projection import public_documents
from portal.base.views.report_fields import ReportFields
from portal.base.wording import reader_language


class LeadIdConverter:
    regex = r"LEA-\d{4,8}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class TokenConverter(LeadIdConverter):
    regex = r"[A-Za-z0-9_-]{16,43}"


register_converter(LeadIdConverter, "lead_id")
register_converter(TokenConverter, "lead_token")


class UncachedView(TemplateView):
    """A page that is nobody else's: no cache keeps it, no search engine lists it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        answer = super().dispatch(request, *args, **kwargs)
        patch_cache_control(answer, private=True, no_store=True)
        answer.headers["X-Robots-Tag"] = "noindex"
        return answer


class ReportView(UncachedView):
    """The form, for one record (`?record=INC-0001&field=figures[f1].best`) or for none."""

    template_name = "reports/form.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.GET.get("record", "")[:300]
        key = find_published(asked)
        fields = _fields(key)
        wanted = request.GET.get("field", "")[:120]
        initial = {"record": key.record_id if key else asked}
        if fields is not None and fields.label(wanted):
            initial["field"] = wanted
        choices = fields.choices(wanted) if fields is not None else None
        return self.page(ReportForm(initial=initial, fields_of_record=choices), key)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = find_published(request.POST.get("record", "")[:300])
        # A record typed into the field comes back without a choice of its fields: none was offered.
        fields = _fields(key) if "field" in request.POST else None
        wanted = request.POST.get("field", "")[:120]
        choices = fields.choices(wanted) if fields is not None else None
        form = ReportForm(request.POST, fields_of_record=choices)
        if not form.is_valid():
            return self.page(form, key if choices else None, status=HTTPStatus.BAD_REQUEST)
        try:
            lead = leads.receive(form.lead(reader_language()), limits=_limits(request))
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                form.add_error(name if name in form.fields else None, messages)  # type: ignore[arg-type]
            return self.page(form, key if choices else None, status=HTTPStatus.BAD_REQUEST)
        except TooMany as error:
            again = timezone.now() + timedelta(seconds=error.seconds)
            answer = self.page(
                form, key if choices else None, status=HTTPStatus.TOO_MANY_REQUESTS, again=again
            )
            answer.headers["Retry-After"] = str(error.seconds)
            return answer
        return HttpResponseRedirect(reverse("report-status", args=[lead.pk, lead.token]))

    def page(self, form: ReportForm, key: RecordKey | None, status: int = 200, **more: Any) -> HttpResponse:
        context = self.get_context_data(form=form, key=key, contact=settings.CONTACT, **more)
        return self.render_to_response(context, status=status)


class ReportStatusView(UncachedView):
    """What became of one report, for whoever has its address. What was reported is not repeated here."""

    template_name = "reports/status.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lead = leads.by_token(kwargs["lead_id"], kwargs["token"])
        if lead is None:
            raise Http404
        first = lead.first
        result = _as_readers_see(first.result)
        return super().get_context_data(**kwargs) | {
            "lead": lead,
            "first": first,
            "about": _as_readers_see(lead.key),
            "field_label": _field_label(lead),
            "result": result,
            "version": leads.published_since(first) if result is not None else None,
            "repeats": lead.status == LeadStatus.DUPLICATE,
            "trail": [(_("Report an error"), reverse("report")), (lead.pk, "")],
        }


def _fields(key: RecordKey | None) -> ReportFields | None:
    if key is None:
        return None
    model = model_of(key.kind)
    kept = getattr(key, "public_text", None)
    text = loads(kept.text) if kept is not None else public_documents(model, [key.pk])[key.pk]
    return ReportFields(model, text)


def _field_label(lead: Lead) -> str:
    if not lead.field or lead.key is None or lead.key.status != Status.PUBLISHED:
        return ""
    fields = _fields(lead.key)
    return fields.label(lead.field) if fields is not None else ""


def _as_readers_see(key: RecordKey | None) -> RecordKey | None:
    """The record if readers may know of it; what it was merged into, where it was."""
    if key is not None and key.merged_into is not None:
        key = key.merged_into
    return key if key is not None and key.status in (Status.PUBLISHED, Status.WITHDRAWN) else None


def _limits(request: HttpRequest) -> list[Limit]:
    visitor = of_visitor(visitor_address(request))
    return [
        Limit(f"report:{visitor}", settings.REPORTS_PER_VISITOR),
        Limit("report", settings.REPORTS_PER_HOUR),
    ]


def visitor_address(request: HttpRequest) -> str:
    """The network address a request came from: behind a proxy, the one that the proxy noted last."""
    if settings.BEHIND_PROXY:
        noted = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if noted:
            return noted
    return request.META.get("REMOTE_ADDR", "")
