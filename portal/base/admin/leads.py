"""The inbox: what readers report and editors note, with what is known of it already, to be accepted or refused."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base import leads
from portal.base.admin.filters import CountryFilter, DeskFilter, QueuesMixin, WorkFilter
from portal.base.admin.history import ReadOnlyAdmin
from portal.base.admin.lead_panel import lead_panel, record_form_address
from portal.base.admin.pickers import FieldsMixin
from portal.base.admin.saving import WritesMixin, show_refusal
from portal.base.codes import Kind, LeadOrigin, LeadStatus
from portal.base.forms.leads import DraftForm, DuplicateForm, KindForm, RecordIdForm, RefuseForm, WebAddress
from portal.base.models import Lead
from portal.base.publishing import Why
from portal.base.wording import reader_language

PERHAPS_SAME = 20
SAYS = 120  # characters of a note in the list


@admin.register(Lead)
class LeadAdmin(QueuesMixin, WritesMixin, FieldsMixin, ReadOnlyAdmin):
    """Written by the verbs of `portal.base.leads`; a lead is read and answered on a page of its own."""

    list_display = ["id", "received", "says", "about", "kind", "origin", "status", "repeated"]
    list_filter = [WorkFilter, DeskFilter, "status", "origin", "kind", CountryFilter]
    list_select_related = ["key"]
    search_fields = ["id", "note", "correction", "url", "key__record_id"]
    fields = ["url", "source_text", "note", ("kind", "key"), ("field", "correction")]

    # The list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(times=Count("duplicates"))

    @admin.display(description=gettext_lazy("received"), ordering="created_at")
    def received(self, lead: Lead) -> str:
        return date_format(lead.created_at, "Y-m-d H:i")

    @admin.display(description=gettext_lazy("what it says"))
    def says(self, lead: Lead) -> str:
        return Truncator(lead.note or lead.url).chars(SAYS)

    @admin.display(description=gettext_lazy("record"), ordering="key__record_id")
    def about(self, lead: Lead) -> str:
        return lead.key.record_id if lead.key else ""

    @admin.display(description=gettext_lazy("repeated"), ordering="times")
    def repeated(self, lead: Any) -> str:
        return str(lead.times) if lead.times else ""

    # A new lead

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) and leads.may_handle(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        may_add = request.user.has_perm("portal.add_lead")
        return may_add and leads.may_handle(request.user)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "url":
            # Django's own would let an address begin with ftp.
            widget = {"class": "vURLField"}
            field = WebAddress(label=db_field.verbose_name, required=False)
            field.widget.attrs |= widget
            return field
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Lead, form: Any, change: bool) -> None:
        obj.language = reader_language()
        leads.receive(obj, author=request.user)

    def response_add(self, request: HttpRequest, obj: Lead, post_url_continue: Any = None) -> HttpResponse:
        if obj.duplicate_of_id:
            words = _("%(id)s was kept, but %(first)s says the same: it was attached to that one.")
            messages.warning(request, words % {"id": obj.pk, "first": obj.duplicate_of_id})
        else:
            messages.success(request, _("%(id)s was kept.") % {"id": obj.pk})
        return HttpResponseRedirect(self._address(obj))

    # One lead

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.draft_view)
        return [path("<str:object_id>/draft/", view, name="portal_lead_draft"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        lead = self._lead(request, object_id)
        forms = {
            "record": RecordIdForm(
                initial={"record": lead.key.record_id if lead.key else ""}, auto_id="accept_%s"
            ),
            "kind": KindForm(initial={"kind": lead.kind or Kind.INCIDENT}, auto_id="draft_%s"),
            "refuse": RefuseForm(),
            "duplicate": DuplicateForm(auto_id="duplicate_%s"),
        }
        if request.method == "POST":
            done = self._answer(request, lead, forms)
            if done is not None:
                return done
        waiting = lead.status == LeadStatus.NEW
        same = Lead.objects.perhaps_same(lead).select_related("key") if waiting else Lead.objects.none()
        return self._page(
            request,
            "admin/leads/lead.html",
            lead,
            forms=forms if waiting else {},
            perhaps_same=list(same[:PERHAPS_SAME]),
            repeats=list(lead.duplicates.order_by("created_at")),
            may_reopen=lead.status in (LeadStatus.REFUSED, LeadStatus.DUPLICATE),
            status_page=reverse("report-status", args=[lead.pk, lead.token])
            if lead.origin == LeadOrigin.PUBLIC
            else "",
        )

    def _answer(self, request: HttpRequest, lead: Lead, forms: dict[str, Any]) -> HttpResponse | None:
        """Do what one of the page's buttons says; None where its form is to be filled in again."""
        verb, why = request.POST.get("verb", ""), Why(request.user)
        if verb in forms and verb != "kind":
            bound = type(forms[verb])(request.POST, auto_id=forms[verb].auto_id)
            forms[verb] = bound
            if not bound.is_valid():
                return None
        try:
            if verb == "record":
                key = leads.accept_for(lead, forms["record"].cleaned_data["record"], why=why)
                words = _(
                    "%(id)s is accepted. Now change %(record)s; what was reported stands above the form."
                )
                messages.success(request, words % {"id": lead.pk, "record": key.record_id})
                return HttpResponseRedirect(record_form_address(key, lead))
            if verb == "refuse":
                leads.refuse(lead, why=why, **forms["refuse"].cleaned_data)
                messages.success(request, _("%(id)s is refused.") % {"id": lead.pk})
            elif verb == "duplicate":
                leads.mark_duplicate(lead, forms["duplicate"].cleaned_data["first"], why=why)
                messages.success(request, _("%(id)s is attached to the earlier one.") % {"id": lead.pk})
            elif verb == "reopen":
                leads.reopen(lead, why=why)
                messages.success(request, _("%(id)s is open again.") % {"id": lead.pk})
        except (ValidationError, PermissionDenied) as error:
            show_refusal(request, error)
        return HttpResponseRedirect(self._address(lead))

    def draft_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """`?kind=incident`: what the draft needs, then the draft's own form."""
        lead = self._lead(request, object_id)
        kind = request.GET.get("kind", "")
        if kind not in leads.DRAFTED_KINDS:
            raise Http404
        if lead.status != LeadStatus.NEW:
            return HttpResponseRedirect(self._address(lead))
        form = DraftForm(request.POST or None, lead=lead, kind=kind)
        if form.is_valid():
            try:
                key = leads.accept(lead, kind, form.document, why=Why(request.user), source=form.source)
            except PermissionDenied as error:
                show_refusal(request, error)
            except ValidationError as error:
                for name, lines in error.message_dict.items():
                    form.add_error(name if name in form.fields else None, lines)  # type: ignore[arg-type]
            else:
                words = _("%(record)s was begun from %(id)s. Complete it here.")
                messages.success(request, words % {"record": key.record_id, "id": lead.pk})
                return HttpResponseRedirect(record_form_address(key, lead))
        title = _("New draft from %(id)s: %(kind)s") % {"id": lead.pk, "kind": Kind(kind).label}
        return self._page(request, "admin/leads/draft.html", lead, form=form, title=title)

    def _lead(self, request: HttpRequest, object_id: str) -> Lead:
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = Lead.objects.select_related("key", "result", "duplicate_of", "author", "decided_by")
        lead = found.filter(pk=object_id).first()
        if lead is None:
            raise Http404
        return lead

    def _address(self, lead: Lead) -> str:
        return reverse("admin:portal_lead_change", args=[lead.pk])

    def _page(self, request: HttpRequest, template: str, lead: Lead, **more: Any) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": lead.pk,
            "media": self.media,
            **lead_panel(lead),
            **more,
        }
        return TemplateResponse(request, template, context)
