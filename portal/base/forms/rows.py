"""The rows of a record in its form: one formset a table, checked together with the record (see `records`)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.base.documents import Document, row_document
from portal.base.forms.fields import RowKey
from portal.base.shape import Children, Shape


class RowForm(forms.ModelForm):
    """One row. Other rows of the record are named by their keys, so that a new row can name a new row."""

    table: ClassVar[Children]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for column in self.table.columns:
            if column.name not in self.fields:
                continue
            related = self.instance._state.fields_cache.get(column.field.name)
            if column.sibling:
                self.initial[column.name] = related.ref if related is not None else ""
            elif related is not None:
                _remember(self.fields[column.name].widget, related)
        if self.instance.pk and "ref" in self.fields:
            # History and figures know the row by it. It is sent back: a form opened on an older state of the
            # record has no other name for its rows.
            self.fields["ref"].widget.attrs["readonly"] = True

    def clean_ref(self) -> str:
        """The key of a stored row stays, whatever was sent."""
        return self.instance.ref if self.instance.pk else self.cleaned_data["ref"]

    def document(self, record_ids: dict[int, str]) -> Document | str:
        """The row as the record's document has it."""
        row = row_document(self.table, self.instance, record_ids, {})
        if isinstance(row, dict):
            for column in self.table.columns:
                if column.sibling:
                    row.pop(column.name, None)
                    if self.cleaned_data.get(column.name):
                        row[column.name] = self.cleaned_data[column.name]
        return row


def _remember(widget: Any, related: models.Model) -> None:
    """Tell a picker the name of what is chosen: it would ask the database for each row."""
    remember = getattr(getattr(widget, "widget", widget), "remember", None)
    if remember is not None:
        remember(related)


@cache
def row_form(shape: Shape, name: str) -> type[RowForm]:
    """The form class of one table of a kind."""
    table = shape.child(name)
    fields: dict[str, Any] = {}
    for column in table.columns:
        if column.sibling:
            target = next(other for other in shape.children if other.model is column.to)
            label = capfirst(str(column.field.verbose_name))
            fields[column.name] = RowKey(target.name, label=label)
    made: Any = type(RowForm)
    return made(f"{table.model.__name__}RowForm", (RowForm,), {**fields, "table": table})


class Rows(forms.BaseInlineFormSet):
    """The rows of one table of a record. They are read, checked and compared here; the verbs write them."""

    table: ClassVar[Children]

    @property
    def drafted(self) -> list[Any] | None:
        """Rows in memory that the form shows instead of the stored ones (a proposal's); None: the stored ones."""
        drafted = getattr(self.instance, "drafted", None)
        return None if drafted is None else drafted[self.table.name]

    def get_queryset(self) -> Any:
        return super().get_queryset() if self.drafted is None else self.drafted

    def initial_form_count(self) -> int:
        # What comes back are whole rows, matched by their keys: none of them has a stored row behind it.
        if self.whole_rows:
            return 0
        return super().initial_form_count() if self.drafted is None else len(self.drafted)

    @property
    def whole_rows(self) -> bool:
        """True where what was sent is not matched with stored rows: they are a proposal's, or others' by now."""
        return self.is_bound and (self.drafted is not None or getattr(self.instance, "moved_on", False))

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if self.whole_rows:
            form.fields[self.table.model._meta.pk.name] = forms.CharField(
                required=False, widget=forms.HiddenInput
            )

    def removed(self, form: Any) -> bool:
        return bool(self.can_delete and self._should_delete_form(form))  # type: ignore[attr-defined]

    def kept(self) -> list[Any]:
        """Forms of the rows that stay, in order; blank extra forms are none."""
        return [
            form
            for index, form in enumerate(self.forms)
            if not self.removed(form) and (index < self.initial_form_count() or form.has_changed())
        ]

    def clean(self) -> None:
        """Rows that are there twice, in the words of an import; the record has all its rows here."""
        for columns in self._once():
            seen: set[tuple[Any, ...]] = set()
            for form in self.kept():
                identity = tuple(form.cleaned_data.get(name) for name in columns)
                if not all(identity):
                    continue
                if identity in seen:
                    words = _("This row is there twice: %(value)s.") % {
                        "value": ", ".join(map(_code, identity))
                    }
                    form.add_error(None, words)
                seen.add(identity)

    def _once(self) -> Iterator[list[str]]:
        for constraint in self.table.model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint) and constraint.condition is None:
                yield [name for name in constraint.fields if name != self.table.parent]

    def give_keys(self) -> None:
        """A key (c1, c2 …) for each row that states none, never that of a row removed just now."""
        if self.table.key_columns != ("ref",):
            return
        taken = {form.instance.ref for form in self.forms if form.instance.ref}
        number = 1
        for form in self.kept():
            if not form.instance.ref:
                while f"{self.table.prefix}{number}" in taken:
                    number += 1
                form.instance.ref = f"{self.table.prefix}{number}"
                taken.add(form.instance.ref)

    def found(self, row: str) -> Any:
        """The form that an error of the record's check names: by key, or by place in the list (from 1)."""
        kept = self.kept()
        for form in kept:
            if self.table.key_columns == ("ref",) and form.instance.ref == row:
                return form
        return kept[int(row) - 1] if row.isdigit() and 0 < int(row) <= len(kept) else None


def _code(value: Any) -> str:
    return str(getattr(value, "record_id", None) or getattr(value, "pk", None) or value)
