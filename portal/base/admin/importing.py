"""Import in the admin: django-import-export's pages around the portal's own reader and verb."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext as _
from import_export.admin import ImportMixin

from portal.base.resources import FORMATS, RecordResource
from portal.base.workbooks import UnreadableFile


class RecordImportMixin(ImportMixin):
    """Adds `import/` to a kind's admin: upload, preview, confirm. A kind declares its resource."""

    resource_class: ClassVar[type[RecordResource]]
    skip_admin_log = True  # the revisions say what was written, by whom and from which file

    def get_import_formats(self) -> list[Any]:
        return FORMATS

    def get_import_resource_classes(self, request: HttpRequest) -> list[type[RecordResource]]:
        return [self.resource_class]

    def has_import_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("portal.import_record")

    def add_data_read_fail_error_to_form(self, form: Any, e: Exception) -> None:
        if isinstance(e, UnreadableFile):
            form.add_error("import_file", str(e))
        else:
            form.add_error("import_file", _("The file cannot be read. Take XLSX or CSV in UTF-8."))
