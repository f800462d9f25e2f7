"""Document -> rows in memory, checked: the one reader behind fixtures, import, API and restore.

Errors name the field and, in child rows, the row: `figures[f1].best`. Nothing is written here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from portal.base import figures as figure_rules
from portal.base.documents import Document, record_document
from portal.base.models import AliasesField, Record, RecordKey
from portal.base.references import References
from portal.base.shape import Children, Column, Shape, shape_of

TRUTH = {
    "true": True,
    "yes": True,
    "1": True,
    "是": True,
    "false": False,
    "no": False,
    "0": False,
    "否": False,
}


@dataclass
class Draft:
    """A record and its child rows, checked, not saved."""

    shape: Shape
    record: Record
    children: dict[str, list[Any]] = field(default_factory=dict)
    document: Document = field(default_factory=dict)


class Problems:
    """Collects what is wrong, by field, so that one bad value never hides the next."""

    def __init__(self) -> None:
        self.by_field: dict[str, list[str]] = {}

    def add(self, name: str, *messages: str) -> None:
        self.by_field.setdefault(name, []).extend(str(message) for message in messages)

    def add_error(self, prefix: str, error: ValidationError) -> None:
        if hasattr(error, "error_dict"):
            for name, messages in error.message_dict.items():
                self.add(prefix if name == "__all__" and prefix else _joined(prefix, name), *messages)
        else:
            self.add(prefix, *error.messages)

    def raise_if_any(self) -> None:
        if self.by_field:
            raise ValidationError(self.by_field)


def _joined(prefix: str, name: str) -> str:
    return f"{prefix}.{name}" if prefix else name


def read_document(model: type[Record], document: Document, references: References, key: RecordKey) -> Draft:
    """Check a whole document of a kind and return its rows.

    Raises ValidationError with a message list for each field. `references` holds what the document names.
    """
    shape = shape_of(model)
    problems = Problems()
    for name in sorted(set(document) - shape.names):
        problems.add(name, _("%(name)s is not a field of this kind.") % {"name": name})
    record = model(key=key)
    _fill(record, shape.columns, document, references, "", problems)
    draft = Draft(shape, record)
    siblings: dict[type[models.Model], dict[str, Any]] = {}
    for table in shape.children:
        draft.children[table.name] = _read_rows(
            table, document.get(table.name), references, siblings, problems
        )
    _point_at_siblings(draft, document, siblings, problems)
    _check_links(draft, problems)
    _check(record, shape.columns, "", problems)
    for table in shape.children:
        for row, path in zip(
            draft.children[table.name], _paths(table, draft.children[table.name]), strict=True
        ):
            _check(row, table.columns, path, problems)
    if not problems.by_field:
        draft.document = record_document(shape, record, draft.children, _record_ids(references))
        for ref, message in figure_rules.subset_problems(figure_rules.claims_of(draft.document)):
            problems.add(f"figures[{ref}].subset_of", str(message))
    problems.raise_if_any()
    return draft


def _record_ids(references: References) -> dict[int, str]:
    return {key.pk: record_id for record_id, key in references.keys.items() if key is not None and key.pk}


def _read_rows(
    table: Children,
    given: Any,
    references: References,
    siblings: dict[type[models.Model], dict[str, Any]],
    problems: Problems,
) -> list[Any]:
    rows: list[Any] = []
    seen: set[Any] = set()
    by_ref = siblings.setdefault(table.model, {})
    if given is not None and not isinstance(given, list):
        problems.add(table.name, _("A list of rows."))
        return rows
    taken = {str(item.get("ref")) for item in given or [] if isinstance(item, dict) and item.get("ref")}
    for position, item in enumerate(given or []):
        values = {table.columns[0].name: item} if table.bare and not isinstance(item, dict) else item
        path = f"{table.name}[{position + 1}]"
        if not isinstance(values, dict):
            problems.add(path, _("%(value)s is not a row.") % {"value": item})
            continue
        row = table.model(position=position)
        if table.key_columns == ("ref",):
            row.ref = str(values.get("ref") or free_ref(table.prefix, taken))
            values = {**values, "ref": row.ref}
            path = f"{table.name}[{row.ref}]"
        for name in sorted(set(values) - {column.name for column in table.columns}):
            problems.add(f"{path}.{name}", _("%(name)s is not a field of this row.") % {"name": name})
        _fill(row, [c for c in table.columns if not c.sibling], values, references, path, problems)
        identity = tuple(values.get(name) for name in table.key_columns if name in values) or (position,)
        if identity in seen:
            problems.add(
                path, _("This row is there twice: %(value)s.") % {"value": ", ".join(map(str, identity))}
            )
        seen.add(identity)
        if table.key_columns == ("ref",):
            by_ref[row.ref] = row
        rows.append(row)
    return rows


def free_ref(prefix: str, taken: set[str]) -> str:
    """The first key of a row (f1, f2 …) that is not taken; it is now."""
    number = 1
    while f"{prefix}{number}" in taken:
        number += 1
    taken.add(f"{prefix}{number}")
    return f"{prefix}{number}"


def _point_at_siblings(
    draft: Draft, document: Document, siblings: dict[type[models.Model], dict[str, Any]], problems: Problems
) -> None:
    """Second pass: a figure's citation, what it is part of, what supersedes it."""
    for table in draft.shape.children:
        pointing = [column for column in table.columns if column.sibling]
        if not pointing:
            continue
        given = [item for item in document.get(table.name) or [] if isinstance(item, dict)]
        for row, values in zip(draft.children[table.name], given, strict=False):
            for column in pointing:
                ref = values.get(column.name)
                if not ref:
                    continue
                target = siblings.get(column.to, {}).get(str(ref))  # type: ignore[arg-type]
                if target is None:
                    problems.add(
                        f"{table.name}[{row.ref}].{column.name}",
                        _("%(value)s is not a row of this record.") % {"value": ref},
                    )
                else:
                    setattr(row, column.field.name, target)


def _check_links(draft: Draft, problems: Problems) -> None:
    """A link leads to another record, and to the same one only once in each way."""
    seen: set[tuple[str, str]] = set()
    for link in draft.children["links"]:
        to = link._state.fields_cache.get("to")
        if to is None:
            continue
        if to.record_id == draft.record.key.record_id:
            problems.add(
                f"links[{link.ref}].to", _("%(value)s is this record itself.") % {"value": to.record_id}
            )
        if (link.type, to.record_id) in seen:
            twice = f"{link.type}, {to.record_id}"
            problems.add(f"links[{link.ref}]", _("This row is there twice: %(value)s.") % {"value": twice})
        seen.add((link.type, to.record_id))


def _fill(
    instance: models.Model,
    columns: Any,
    values: Document,
    references: References,
    path: str,
    problems: Problems,
) -> None:
    for column in columns:
        if column.name not in values:
            continue
        value = values[column.name]
        name = _joined(path, column.name)
        if column.to is None:
            try:
                setattr(instance, column.field.attname, read_value(column.field, value))
            except ValidationError as error:
                problems.add(name, *error.messages)
        elif value in (None, ""):
            continue
        elif column.to_record:
            _fill_record(instance, column, str(value), references, name, problems)
        else:
            noun = references.noun(column.to, str(value))
            if noun is None:
                problems.add(
                    name,
                    _("%(value)s is no known %(noun)s.")
                    % {"value": value, "noun": str(column.to._meta.verbose_name)},
                )
            else:
                setattr(instance, column.field.name, noun)


def _fill_record(
    instance: models.Model,
    column: Column,
    record_id: str,
    references: References,
    name: str,
    problems: Problems,
) -> None:
    key = references.key(record_id)
    wanted = None if column.to is RecordKey else column.to.kind  # type: ignore[union-attr]
    if key is None or (wanted and key.kind != wanted):
        problems.add(name, _("%(value)s is not the id of such a record.") % {"value": record_id})
    elif column.to is RecordKey:
        setattr(instance, column.field.name, key)
    else:
        setattr(instance, column.field.attname, key.pk)


def read_value(field: models.Field, value: Any) -> Any:
    """A value as the column holds it: blanks to the column's blank, text trimmed, everything else by the column."""
    if isinstance(field, AliasesField):
        return field.clean(value, None)
    if value is None:
        return None if field.null else field.get_default()
    if isinstance(value, str):
        value = value.strip()
        if value == "" and field.null:
            return None
        if isinstance(field, models.BooleanField):
            value = TRUTH.get(value.casefold(), value)
    elif isinstance(value, float) and isinstance(field, models.DecimalField):
        value = str(value)  # as it was written: a float's binary tail is nobody's statement
    elif isinstance(field, models.CharField | models.TextField) and isinstance(value, int | float):
        value = str(value)
    return field.to_python(value)


def _check(instance: Any, columns: Any, path: str, problems: Problems) -> None:
    """Field validators and the model's own `clean`; relations were resolved already and unique rows checked."""
    relations = [column.field.name for column in columns if column.to is not None]
    outside = [f.name for f in instance._meta.fields if f.name not in {column.name for column in columns}]
    required = [
        column.name
        for column in columns
        if column.to is not None
        and not column.field.null
        and getattr(instance, column.field.attname) is None
        and column.field.name not in instance._state.fields_cache
    ]
    for name in required:
        if _joined(path, name) not in problems.by_field:
            problems.add(_joined(path, name), _("This field is required."))
    bad = [column.name for column in columns if _joined(path, column.name) in problems.by_field]
    try:
        instance.clean_fields(exclude={*relations, *outside, *bad})
        if not bad and not required:
            instance.clean()
    except ValidationError as error:
        problems.add_error(path, error)


def _paths(table: Children, rows: list[Any]) -> list[str]:
    if table.key_columns == ("ref",):
        return [f"{table.name}[{row.ref}]" for row in rows]
    return [f"{table.name}[{number}]" for number, _row in enumerate(rows, start=1)]
