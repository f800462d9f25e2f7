"""The admin of a kind of record: what all kinds share. A kind declares its own fields, filters and rows."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base import publishing
from portal.base.admin.comments import remarks
from portal.base.admin.filters import CountryFilter, MineFilter
from portal.base.admin.inlines import SHARED_INLINES, RowInline
from portal.base.admin.lead_panel import LeadPanelMixin
from portal.base.admin.missing import missing_of
from portal.base.admin.pickers import FieldsMixin, picked
from portal.base.admin.previews import PreviewMixin
from portal.base.admin.proposals import ProposalsMixin, standing_of
from portal.base.admin.record_history import RecordHistoryMixin
from portal.base.admin.saving import WritesMixin
from portal.base.admin.stale import shown_stale
from portal.base.admin.verbs import VerbsMixin, run_verb, steps_for
from portal.base.codes import Status, record_path
from portal.base.duplicate_pairs import keep_apart
from portal.base.forms.records import RecordForm, last_revision
from portal.base.models import Record, RecordKey
from portal.base.rights import Standing, Verb, may
from portal.base.wording import address_of, date_words

# The form's order: fields of a section, then its rows. A section without a title is headed by its rows.
SECTIONS: dict[str, Any] = {
    "identity": gettext_lazy("Identity"),
    "where": gettext_lazy("When and where"),
    "summary": gettext_lazy("Summary"),
    "own": "",
    "figures": "",
    "range": gettext_lazy("Range"),
    "links": "",
    "sources": "",
    "note": gettext_lazy("Editorial note"),
    "reason": gettext_lazy("Reason for this change"),
}
Lines = tuple[str | tuple[str, ...], ...]


class RecordAdmin(
    PreviewMixin,
    ProposalsMixin,
    LeadPanelMixin,
    RecordHistoryMixin,
    WritesMixin,
    VerbsMixin,
    FieldsMixin,
    admin.ModelAdmin,
):
    """Saves by `publishing.save_documents`, moves by the other verbs; assigns no status, deletes nothing."""

    form = RecordForm
    change_form_template = "admin/record_change_form.html"
    # A kind's own: lines of fields for two sections, columns of the list, filters, rows.
    identity: ClassVar[Lines] = ()
    derived: ClassVar[Lines] = ()
    columns: ClassVar[tuple[str, ...]] = ()
    filters: ClassVar[tuple[Any, ...]] = ()
    own_inlines: ClassVar[tuple[type[RowInline], ...]] = ()

    search_fields = ["key__record_id", "title_en", "title_zh"]
    list_per_page = 50
    show_full_result_count = False
    save_on_top = False

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[type[RowInline]]:
        return [*self.own_inlines, *SHARED_INLINES]

    # The list

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        return ("record_number", "title", *self.columns, "when", "status", "revised")

    def get_list_filter(self, request: HttpRequest) -> tuple[Any, ...]:
        return ("status", MineFilter, *self.filters, CountryFilter)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return (
            super().get_queryset(request).visible_to(request.user).select_related("key", *picked(self.model))
        )

    @admin.display(description=gettext_lazy("record"), ordering="key__record_id")
    def record_number(self, record: Record) -> str:
        return record.record_id

    @admin.display(description=gettext_lazy("title"))
    def title(self, record: Record) -> str:
        return record.key.title

    @admin.display(description=gettext_lazy("date"), ordering="sort_date")
    def when(self, record: Record) -> str:
        return date_words(record.date, record.date_kind, short=True)

    @admin.display(description=gettext_lazy("revised"), ordering="updated_at")
    def revised(self, record: Record) -> str:
        return date_format(record.updated_at, "Y-m-d") if record.updated_at else ""

    # The form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        lines: dict[str, Lines] = {
            "identity": (("title_en", "title_zh"), *self.identity),
            "where": (("date", "date_kind"), "date_text", ("undated_reason_en", "undated_reason_zh")),
            "summary": (("summary_en", "summary_zh"), ("note_en", "note_zh")),
            "range": self.derived,
            "note": ("editorial_note",),
            "reason": (("reason_code", "reason_text"), "seen", "base", "shown_twins"),
        }
        if obj is not None and not self.has_change_permission(request, obj):
            del lines["reason"]
        return [(SECTIONS[name], {"fields": fields}) for name, fields in lines.items() if fields]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [name for line in self.derived for name in ([line] if isinstance(line, str) else line)]

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if obj.key_id is None and "key" not in obj._state.fields_cache:
            obj.key = RecordKey(kind=self.model.kind)
        return kwargs | {"instance": inline.instance_for(obj)}

    def _create_formsets(self, request: HttpRequest, obj: Any, change: bool) -> Any:
        seen = request.POST.get("seen", "")
        stale = seen.isdecimal() and int(seen) != last_revision(obj.key_id)
        if change and (stale or request.POST.get("base")):
            obj.moved_on = obj.key.moved_on = True  # the stored rows are no longer those of the form
        formsets, inlines = super()._create_formsets(request, obj, change)  # type: ignore[misc]
        obj.row_sets = formsets  # the form checks the record with its rows
        return formsets, inlines

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        if obj is not None:
            for name, field in form.base_fields.items():
                chosen = obj._state.fields_cache.get(name)
                remember = getattr(getattr(field.widget, "widget", field.widget), "remember", None)
                if chosen is not None and remember is not None:
                    remember(chosen)
        return form

    def render_change_form(self, request: HttpRequest, context: Any, **kwargs: Any) -> HttpResponse:
        obj = kwargs.get("obj")
        inlines = context["inline_admin_formsets"]
        fieldsets = {str(fieldset.name): fieldset for fieldset in context["adminform"]}
        sections = []
        for name, title in SECTIONS.items():
            rows = [inline for inline in inlines if inline.opts.section == name]
            fieldset = fieldsets.get(str(title)) if title else None
            if rows or fieldset:
                sections.append(
                    {
                        "name": name,
                        "title": title or rows[0].opts.verbose_name_plural,
                        "fieldset": fieldset,
                        "inlines": rows,
                    }
                )
        context |= {
            "sections": sections,
            "row_keys": self._row_keys(inlines),
            "remarks": remarks(obj, context["adminform"].form, [*inlines]),
            "missing": missing_of(obj),
            "steps": self._steps(request, obj),
            "refused": self._refused(context["adminform"].form, inlines),
            "twins": context["adminform"].form.twins,
            "stale": shown_stale(self.model, context["adminform"].form.stale),
            "read_only_because": self.read_only_because(request, obj),
            "show_save_and_add_another": False,
            "show_save_and_continue": False,
            **self.proposal_context(request, obj),
            **self.preview_context(request, obj),
            "may_submit": self._may_move(request, obj, Verb.SUBMIT),
            "may_publish": self._may_move(request, obj, Verb.PUBLISH),
        }
        return super().render_change_form(request, context, **kwargs)

    def _steps(self, request: HttpRequest, obj: Any) -> list[tuple[Any, str]]:
        """Pages of the steps that ask something first, and of the review where the record waits for one."""
        if obj is None or obj.key_id is None:
            return []
        found = steps_for(request.user, obj.key, standing_of(obj))
        if obj.key.status == Status.IN_REVIEW:
            found.insert(0, (_("Review"), reverse("admin:portal_recordkey_review", args=[obj.pk])))
        return found

    def _may_move(self, request: HttpRequest, obj: Any, verb: Verb) -> bool:
        """Whether to offer a step with the save. Who saves is an author: the save itself may bar the step."""
        if obj is not None and obj.key_id is not None:
            return may(request.user, verb, standing_of(obj))
        own = frozenset({request.user.pk})
        return may(request.user, verb, Standing(self.model.kind, Status.DRAFT, authors=own))

    def _row_keys(self, inlines: Any) -> dict[str, list[tuple[str, str]]]:
        """Rows that others may name, with words for the list the browser offers."""
        found: dict[str, list[tuple[str, str]]] = {"citations": [], "figures": []}
        for inline in inlines:
            if inline.formset.prefix in found:
                for form in inline.formset.initial_forms:
                    row = form.instance
                    words = str(row.source) if inline.formset.prefix == "citations" else str(row)
                    found[inline.formset.prefix].append((row.ref, words))
        return found

    def _refused(self, form: Any, inlines: Any) -> list[tuple[str, str, str]]:
        """What is refused, for the list at the top: where it stands, the field in words, the message."""
        found = []
        for name, shown in [
            ("", form),
            *((i.opts.verbose_name, f) for i in inlines for f in i.formset.forms),
        ]:
            for field, errors in shown.errors.items() if shown.is_bound else ():
                if field != NON_FIELD_ERRORS:
                    row = f"{name} {shown.instance if shown.instance.pk else ''}".strip()
                    label = f"{row}: {shown[field].label}" if name else shown[field].label
                    found += [(shown[field].id_for_label, label, error) for error in errors]
        return found

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        if obj is None or obj.key_id is None:
            return None
        return address_of(record_path(obj.key.kind, obj.key.record_id))

    # The save

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Hand the checked document to the verbs, which write the record, its rows and the revision."""
        obj.report = publishing.save_documents(
            self.model, [form.document], why=form.why(request.user), replaces=getattr(obj, "proposal", None)
        )
        obj.key = RecordKey.objects.get(record_id=obj.report.record_ids[0])
        obj._state.adding = False
        keep_apart(obj.key, form.twins, by=request.user)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The rows are written with the record; this only notes which ones changed, for the admin's log."""
        for formset in formsets:
            formset.save(commit=False)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        if "_popup" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        messages.success(request, _("%(record)s was saved as a draft.") % {"record": obj.key.record_id})
        return self._moved_on(request, obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if obj.report.proposed:
            return self.to_proposal(request, obj.key.record_id)
        if obj.report.unchanged and not {"_submit", "_publish"} & request.POST.keys():
            messages.info(request, _("Nothing has changed; no revision was made."))
        elif not obj.report.unchanged:
            messages.success(request, _("%(record)s was saved.") % {"record": obj.key.record_id})
        return self._moved_on(request, obj)

    def _moved_on(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Submit or publish what was just saved, if that button was pressed; then the form again."""
        if "_submit" in request.POST:
            run_verb(request, publishing.submit, [obj.key])
        elif "_publish" in request.POST:
            run_verb(request, publishing.publish, [obj.key])
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(name, args=[obj.pk]))
