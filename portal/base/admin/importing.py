"""Import in the admin: django-import-export's pages around the portal's own reader and verb."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from import_export.admin import ImportMixin
from import_export.forms import ConfirmImportForm, ImportForm

from portal.base.codes import ReasonCode
from portal.base.resources import FORMATS, RecordResource
from portal.base.workbooks import UnreadableFile


class ReasonedImportForm(ImportForm):
    """The file, and why its changes are made: what readers get changes for a stated reason."""

    reason_code = forms.ChoiceField(
        label=gettext_lazy("Reason"), choices=[("", "---------"), *ReasonCode.choices]
    )
    reason_text = forms.CharField(
        label=gettext_lazy("Reason in words"),
        max_length=500,
        widget=forms.TextInput({"class": "vTextField"}),
    )


class ReasonedConfirmForm(ConfirmImportForm):
    """Carries the reason from the preview to the write."""

    reason_code = forms.CharField(widget=forms.HiddenInput)
    reason_text = forms.CharField(widget=forms.HiddenInput)


class RecordImportMixin(ImportMixin):
    """Adds `import/` to a kind's admin: upload, preview, confirm. A kind declares its resource."""

    resource_class: ClassVar[type[RecordResource]]
    import_template_name = "admin/record_import.html"
    import_form_class = ReasonedImportForm
    confirm_form_class = ReasonedConfirmForm
    skip_admin_log = True  # the revisions say what was written, by whom and from which file

    def get_import_formats(self) -> list[Any]:
        return FORMATS

    def get_import_resource_classes(self, request: HttpRequest) -> list[type[RecordResource]]:
        return [self.resource_class]

    def get_confirm_form_initial(self, request: HttpRequest, import_form: Any) -> dict[str, Any]:
        initial = super().get_confirm_form_initial(request, import_form)
        if import_form is None:
            return initial
        return initial | {name: import_form.cleaned_data[name] for name in ("reason_code", "reason_text")}

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form")
        reasons = {name: form.cleaned_data.get(name, "") for name in ("reason_code", "reason_text")}
        return super().get_import_data_kwargs(**kwargs) | reasons

    def add_success_message(self, result: Any, request: HttpRequest) -> None:
        new, same, proposed = result.totals["new"], result.totals["skip"], result.proposed
        changed = result.totals["update"] - proposed
        parts = [
            (ngettext("%(count)d new draft", "%(count)d new drafts", new), new),
            (ngettext("%(count)d record changed", "%(count)d records changed", changed), changed),
            (ngettext("%(count)d change proposed", "%(count)d changes proposed", proposed), proposed),
            (ngettext("%(count)d row the same", "%(count)d rows the same", same), same),
        ]
        told = [words % {"count": count} for words, count in parts if count]
        messages.success(request, _("Import finished: %(what)s.") % {"what": str(_(", ")).join(told)})

    def has_import_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("portal.import_record")

    def add_data_read_fail_error_to_form(self, form: Any, e: Exception) -> None:
        if isinstance(e, UnreadableFile):
            form.add_error("import_file", str(e))
        else:
            form.add_error("import_file", _("The file cannot be read. Take XLSX or CSV in UTF-8."))
