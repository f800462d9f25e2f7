"""The form of a record: its own fields, its rows, and the same check of the whole that an import passes."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from portal.base.codes import ReasonCode, Status
from portal.base.documents import Document, record_document, referred_keys, to_documents
from portal.base.duplicates import Candidate, candidates
from portal.base.forms.rows import Rows
from portal.base.forms.stale import Stale, carry_over
from portal.base.models import Record, RecordKey, Revision
from portal.base.publishing import Why
from portal.base.saving import Checked, RecordErrors, check_documents
from portal.base.shape import shape_of

ROW_ERROR = re.compile(r"(?P<table>\w+)\[(?P<row>[^\]]+)\](?:\.(?P<column>\w+))?")


def last_revision(key_id: int | None) -> int:
    """The number of the last applied revision of a record; 0 of a new one."""
    if key_id is None:
        return 0
    return Revision.objects.applied().filter(key=key_id).aggregate(last=Max("sequence"))["last"] or 0


class RecordForm(forms.ModelForm):
    """Ends in a checked `document`; who saves it hands that to the verbs.

    `row_sets`, set on the instance by whoever made them, are the formsets of its rows; tables without a
    formset stay as they are stored.
    """

    reason_code = forms.ChoiceField(
        label=_("Reason"), required=False, choices=[("", "---------"), *ReasonCode.choices]
    )
    reason_text = forms.CharField(
        label=_("Reason in words"),
        required=False,
        max_length=500,
        widget=forms.TextInput({"class": "vTextField"}),
    )
    # The applied revision the form was opened on; `base` is that of a form whose changes are carried over.
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    base = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # Records that look like this new one and that the editor has been shown, by id.
    shown_twins = forms.CharField(required=False, widget=forms.HiddenInput)
    looks_for_twins = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.key_id is None:
            self.instance.key = RecordKey(kind=self._meta.model.kind)
        self.document: Document = {}
        self.checked: Checked | None = None
        self.changed = False
        self.stale: Stale | None = None
        self.twins: list[Candidate] = []
        self.initial["seen"] = last_revision(self.instance.key_id)

    @property
    def public(self) -> bool:
        return self.instance.key.status in (Status.PUBLISHED, Status.WITHDRAWN)

    def why(self, user: Any) -> Why:
        return Why(user, self.cleaned_data.get("reason_code", ""), self.cleaned_data.get("reason_text", ""))

    def new_record_id(self) -> str:
        """The id of a new record; blank takes the next number."""
        return ""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        row_sets: list[Rows] = getattr(self.instance, "row_sets", [])
        # All of them, not the first that fails: every error is shown at once.
        if not forms.all_valid(row_sets) or self.errors:
            return
        for rows in row_sets:
            rows.give_keys()
        self.document = self._whole(row_sets)
        if self._is_stale():
            return
        try:
            self.checked = check_documents(self._meta.model, [self.document])[0]
            self.changed = self.checked.changed
        except RecordErrors as errors:
            self._show(errors.by_index[0], row_sets)
        if self.changed and self.public:
            for name in ("reason_code", "reason_text"):
                if not self.cleaned_data.get(name):
                    self.add_error(name, _("The record is published: say why it changes."))
        if self.instance.key_id is None and self.looks_for_twins and not self.errors:
            self._look_for_twins()

    def _look_for_twins(self) -> None:
        """A new record that looks like one there is: shown once, saved the second time."""
        self.twins = candidates(self._meta.model, self.document)
        shown = set((self.cleaned_data.get("shown_twins") or "").split(","))
        ids = {twin.key.record_id for twin in self.twins}
        if ids - shown:
            data: Any = self.data
            self.data = data = data.copy()
            data["shown_twins"] = ",".join(sorted(ids | shown - {""}))
            self.add_error(None, _("There are records like this one. Save again if it is none of them."))

    def _is_stale(self) -> bool:
        """Carry the form over to what the record has become; True where a person has to look first."""
        seen, base, last = self.cleaned_data.get("seen"), self.cleaned_data.get("base"), self.initial["seen"]
        if seen is None or (seen == last and base is None):
            return False
        base = seen if base is None else base
        model, key_id = self._meta.model, self.instance.key_id
        live = to_documents(model, [key_id])[key_id]
        try:
            rebased, before = carry_over(model, key_id, base, live, self.document, self.data)
        except Revision.DoesNotExist:
            self.add_error(None, _("This form belongs to another state of the record; open it again."))
            return True
        if seen == last and not rebased.conflicts:
            self.document = rebased.document
            return False
        self.stale = Stale(base, last, before, live, self.document, rebased.conflicts)
        data: Any = self.data
        self.data = data = data.copy()
        data["seen"], data["base"] = last, base
        words = _("Somebody changed this record after you opened it. Nothing was saved yet: see below.")
        self.add_error(None, words)
        return True

    def _whole(self, row_sets: list[Rows]) -> Document:
        """The record's document as the form has it."""
        record = self.instance
        model: type[Record] = type(record)
        shape = shape_of(model)
        instances: dict[str, Any] = {table.name: {} for table in shape.children}
        for rows in row_sets:
            instances[rows.table.name] = {0: [form.instance for form in rows.kept()]}
        keys = RecordKey.objects.filter(id__in=referred_keys(shape, [record], instances))
        record_ids = dict(keys.values_list("id", "record_id"))
        document = record_document(shape, record, {}, record_ids)
        document["record_id"] = record.key.record_id or self.new_record_id()
        if record.key_id is not None:
            stored = to_documents(self._meta.model, [record.key_id])[record.key_id]
            document |= {table.name: stored[table.name] for table in shape.children if table.name in stored}
        for rows in row_sets:
            document[rows.table.name] = [form.document(record_ids) for form in rows.kept()]
        return document

    def _show(self, errors: dict[str, list[str]], row_sets: list[Rows]) -> None:
        """Put each message of the check beside the field it names."""
        by_table = {rows.table.name: rows for rows in row_sets}
        for path, messages in errors.items():
            match = ROW_ERROR.fullmatch(path)
            rows = by_table.get(match["table"]) if match else None
            form = rows.found(match["row"]) if match and rows is not None else None
            if form is None:
                self.add_error(path if path in self.fields else None, messages)
                continue
            column = match["column"]  # type: ignore[index]
            form.add_error(column if column in form.fields else None, messages)
            if not self.has_error(NON_FIELD_ERRORS):
                self.add_error(None, _("A row of this record is refused; the message stands beside it."))
