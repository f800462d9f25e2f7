"""Import of spreadsheets, as django-import-export resources whose row loop is the portal's own.

Rows match by record id; a row becomes a patch over the stored document and goes through the same verb as every
other way in. A dry run checks without writing. Unchanged rows are skipped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.formats.base_formats import CSV, XLSX
from import_export.resources import Resource
from import_export.results import Result, RowResult
from tablib import Dataset

from portal.base.documents import Document, to_documents
from portal.base.history import diff
from portal.base.models import ImportBatch, Record, RecordKey
from portal.base.publishing import Why, save_documents, ways_in
from portal.base.references import References
from portal.base.saving import Checked, RecordErrors, check_documents
from portal.base.shape import Children
from portal.base.tables import child_tables, columns, merge, merge_children, patch_of, read_only
from portal.base.workbooks import Sheet, UnreadableFile, read_csv, read_xlsx


class RecordDataset(Dataset):
    """A tablib data set that remembers row numbers and the sheets beside the main one."""

    def __init__(self, main: Sheet, others: Sequence[Sheet] = ()) -> None:
        super().__init__(headers=main.header)
        self.main, self.others = main, list(others)

    def __len__(self) -> int:
        return len(self.main.rows)


class RecordCSV(CSV):
    """CSV in UTF-8, read within limits."""

    def is_binary(self) -> bool:
        return True

    def get_read_mode(self) -> str:
        return "rb"

    def create_dataset(self, in_stream: Any, **kwargs: Any) -> RecordDataset:
        data = in_stream.encode() if isinstance(in_stream, str) else in_stream
        return RecordDataset(read_csv(data)[0])


class RecordXLSX(XLSX):
    """A workbook with the sheets of our own export, or any whose first sheet has a `record_id` column."""

    def create_dataset(self, in_stream: Any) -> RecordDataset:
        sheets = read_xlsx(in_stream)
        main = next((s for s in sheets if "record_id" in s.header and s.name not in CHILD_SHEETS), None)
        if main is None:
            raise UnreadableFile(_("No sheet has a column record_id in its first row."))
        return RecordDataset(main, [sheet for sheet in sheets if sheet is not main])


CHILD_SHEETS = {"figures", "citations", "links", "designations", "stages", "party_actions"}
SHOWN_CHANGES = 10  # differences told of one row that comes from an older version
FORMATS = [RecordXLSX, RecordCSV]


class RecordResource(Resource):
    """One kind's import. A kind declares its model."""

    model: ClassVar[type[Record]]

    @classmethod
    def get_display_name(cls) -> str:
        return str(cls.model._meta.verbose_name_plural)

    def get_user_visible_fields(self) -> list[Field]:
        passed_over = read_only(self.model)
        return [Field(column_name=name) for name in columns(self.model) if name not in passed_over]

    def import_data(
        self, dataset: Any, dry_run: bool = False, raise_errors: bool = False, user: Any = None, **kwargs: Any
    ) -> Result:
        """Check every row; with `dry_run=False` and nothing wrong, write all of them in one transaction.

        What this person may only propose becomes proposals. Besides what Resource takes: `reason_code` and
        `reason_text`, kept with each revision.
        """
        result = Result()
        result.diff_headers = [_("Record"), _("Changes")]
        result.total_rows = len(dataset.main.rows)
        wanted = self._documents(dataset, result)
        checked = self._check(wanted, result)
        self._refuse_older(wanted, checked, result)
        beside = self._ways(wanted, checked, user, result)
        result.proposed = len(beside)
        if not dry_run and not result.has_errors() and not result.has_validation_errors():
            why = Why(user, kwargs.get("reason_code") or "", kwargs.get("reason_text") or "")
            self._write(wanted, checked, why, kwargs.get("file_name") or "", result)
        for (number, row, document), item in zip(wanted, checked, strict=False):
            found = self._row_result(number, row, document, item, item.key.pk in beside)
            result.append_row_result(found)
            result.increment_row_result_total(found)
        return result

    def _documents(self, dataset: Any, result: Result) -> list[tuple[int, Mapping[str, Any], Document]]:
        rows = dataset.main.rows
        ids = [str(row.get("record_id") or "").strip().upper() for _number, row in rows]
        keys = {
            key.record_id: key for key in RecordKey.objects.filter(record_id__in=ids, kind=self.model.kind)
        }
        stored = to_documents(self.model, [key.pk for key in keys.values()])
        children = self._children(dataset, set(ids), result)
        wanted = []
        seen: dict[str, int] = {}
        for (number, row), record_id in zip(rows, ids, strict=True):
            try:
                key = self._key_for(record_id, number, keys, seen)
                patch = patch_of(self.model, row)
                before = stored.get(key.pk) if key else None
                document = merge(self.model, before, {**patch, "record_id": record_id or None})
                for table, given in children.get(record_id, {}).items():
                    found = merge_children(table, document.get(table.name, []), given)
                    document[table.name] = found
            except ValidationError as error:
                _append_invalid(result, number, row, error)
                continue
            wanted.append((number, row, document))
        return wanted

    def _key_for(
        self, record_id: str, number: int, keys: Mapping[str, RecordKey], seen: dict[str, int]
    ) -> RecordKey | None:
        if not record_id:
            return None
        if record_id in seen:
            words = _("%(id)s is in row %(row)s already.")
            raise ValidationError({"record_id": [words % {"id": record_id, "row": seen[record_id]}]})
        seen[record_id] = number
        if record_id not in keys:
            words = _("There is no record %(id)s of this kind. Leave the cell blank to make a new one.")
            raise ValidationError({"record_id": [words % {"id": record_id}]})
        return keys[record_id]

    def _refuse_older(
        self, wanted: list[tuple[int, Mapping[str, Any], Document]], checked: list[Checked], result: Result
    ) -> None:
        """No lost updates: a row that would change a record must come from its present version."""
        words = _("The file has version %(old)s; the record is at version %(new)s now. Download it again.")
        both = _("%(field)s: now “%(now)s”, in the file “%(file)s”.")
        for index in reversed(range(len(checked))):
            (number, row, _document), item = wanted[index], checked[index]
            version = str(row.get("version") or "").strip()
            if item.before is None or not item.changed or not version or version == str(item.key.version):
                continue
            changes = diff(self.model, item.before, item.draft.document)[:SHOWN_CHANGES]
            shown = [
                both % {"field": change.path, "now": _words(change.old), "file": _words(change.new)}
                for change in changes
            ]
            told = [words % {"old": version, "new": item.key.version}, *shown]
            _append_invalid(result, number, row, ValidationError({"version": told}))
            del wanted[index], checked[index]

    def _children(
        self, dataset: Any, ids: set[str], result: Result
    ) -> dict[str, dict[Children, list[Mapping[str, Any]]]]:
        tables = {table.name: table for table in child_tables(self.model)}
        found: dict[str, dict[Children, list[Mapping[str, Any]]]] = defaultdict(lambda: defaultdict(list))
        for sheet in dataset.others:
            table = tables.get(sheet.name)
            if table is None:
                continue
            for number, row in sheet.rows:
                record_id = str(row.get("record_id") or "").strip().upper()
                if record_id not in ids or not record_id:
                    words = _("Sheet %(sheet)s, row %(row)s: %(id)s is not in the main sheet.")
                    params = {"sheet": sheet.name, "row": number, "id": record_id or "record_id"}
                    _append_invalid(result, number, row, ValidationError({sheet.name: [words % params]}))
                    continue
                found[record_id][table].append(row)
        return found

    def _check(self, wanted: list[tuple[int, Mapping[str, Any], Document]], result: Result) -> list[Checked]:
        references = References()
        documents = [document for _number, _row, document in wanted]
        try:
            return check_documents(self.model, documents, references)
        except RecordErrors as error:
            for index, messages in error.by_index.items():
                number, row, _document = wanted[index]
                _append_invalid(result, number, row, ValidationError(messages))
            good = [item for index, item in enumerate(wanted) if index not in error.by_index]
            wanted[:] = good
            return check_documents(self.model, [document for _n, _r, document in good], references)

    def _ways(
        self,
        wanted: list[tuple[int, Mapping[str, Any], Document]],
        checked: list[Checked],
        user: Any,
        result: Result,
    ) -> set[int]:
        """Take out the rows this person may not write; the key ids of those that will be proposals."""
        ways = ways_in(user, [item for item in checked if item.changed])
        refused = {id(item): reason for item, reason in ways.refused}
        for index in reversed(range(len(checked))):
            if id(checked[index]) in refused:
                number, row, _document = wanted.pop(index)
                error = ValidationError({"record_id": [refused[id(checked.pop(index))]]})
                _append_invalid(result, number, row, error)
        return {item.key.pk for item in ways.beside}

    def _write(
        self,
        wanted: list[tuple[int, Mapping[str, Any], Document]],
        checked: list[Checked],
        why: Why,
        file_name: str,
        result: Result,
    ) -> None:
        changed = [w for w, item in zip(wanted, checked, strict=True) if item.changed]
        if not changed:
            return
        batch = ImportBatch.objects.create(
            author=why.author,
            kind=self.model.kind,
            file_name=file_name,
            created=sum(item.before is None for item in checked),
            changed=sum(item.before is not None and item.changed for item in checked),
            unchanged=len(checked) - len(changed),
        )
        words = why.reason_text or _("Import of %(file)s") % {"file": file_name}
        why = replace(why, reason_text=words, batch=batch)
        try:
            save_documents(self.model, [document for _number, _row, document in changed], why=why)
        except (PermissionDenied, ValidationError) as error:
            batch.delete()
            for number, row, _document in changed:
                _append_invalid(result, number, row, ValidationError(str(error)))

    def _row_result(
        self, number: int, row: Mapping[str, Any], document: Document, item: Checked, beside: bool
    ) -> RowResult:
        found = RowResult()
        found.number = number
        found.row_values = row
        if not item.changed:
            found.import_type = RowResult.IMPORT_TYPE_SKIP
        elif item.before is None:
            found.import_type = RowResult.IMPORT_TYPE_NEW
        else:
            found.import_type = RowResult.IMPORT_TYPE_UPDATE
        found.object_id = item.key.pk
        found.object_repr = (
            document.get("record_id") or document.get("title_en") or document.get("title_zh") or ""
        )
        words = format_html("<p>{}</p>", _("Published: becomes a proposal for review.")) if beside else ""
        title = document.get("title_en") or document.get("title_zh") or ""
        found.diff = [
            f"{document.get('record_id') or ''} {title}".strip(),
            format_html("{}{}", words, self._changes(item)),
        ]
        return found

    def _changes(self, item: Checked) -> str:
        found = diff(self.model, item.before or {}, item.draft.document)
        rows = [(change.path, _marked("del", change.old), _marked("ins", change.new)) for change in found]
        return format_html_join("", "<div><b>{}</b> {} {}</div>", rows)


def _append_invalid(result: Result, number: int, row: Mapping[str, Any], error: ValidationError) -> None:
    """A row that cannot be imported, under the two heads of the preview: which record, its title."""
    shown = (row.get("record_id") or "", row.get("title_en") or row.get("title_zh") or "")
    result.append_invalid_row(number, dict(zip(result.diff_headers, shown, strict=True)), error)


def _marked(tag: str, value: Any) -> str:
    words = _words(value)
    return format_html("<{0}>{1}</{0}>", SafeString(tag), words) if words else ""


def _words(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(_words(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_words(item)}" for name, item in value.items())
    return "" if value is None else str(value)
