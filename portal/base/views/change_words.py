"""What a new version changed, in one line: "Killed, Kyrgyz side: 59 → 62"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from portal.base import history
from portal.base.documents import Document
from portal.base.models import Record
from portal.base.projection import NEVER_PUBLIC
from portal.base.shape import Shape, shape_of
from portal.base.wording import date_words, reader_language, words

from .figures_table import figure_value
from .parties import counted_words

PATH = re.compile(r"(?P<table>\w+)\[(?P<key>[^\]]*)\](?:\.(?P<column>\w+))?")
LONGEST = 40  # characters of a value that still fits into the line
FIRST = ("figures", "date", "title", "countries", "places", "links", "designations", "stages")


@dataclass(frozen=True)
class ChangeWords:
    """What was changed; the values where both are short, else blank."""

    label: str
    before: str = ""
    after: str = ""
    more: int = 0  # further changes of the same version


def change_words(
    model: type[Record], old: Document, new: Document, old_text: Document, new_text: Document
) -> ChangeWords | None:
    """The weightiest difference between two versions; `*_text` are their public texts, for names. None if nothing
    that readers see differs.
    """
    changes = [change for change in history.diff(model, old, new) if change.path not in NEVER_PUBLIC]
    own, other = reader_language(), "en" if reader_language() == "zh" else "zh"
    in_other = [change for change in changes if change.path.endswith(f"_{other}")]
    twins = {f"{change.path[:-3]}_{own}" for change in in_other} & {change.path for change in changes}
    changes = [
        change for change in changes if f"{change.path[:-3]}_{own}" not in twins or change.path in twins
    ]
    if not changes:
        return None
    change = min(changes, key=_weight)
    more = len({_subject(one.path) for one in changes}) - 1
    match = PATH.fullmatch(change.path)
    shape = shape_of(model)
    if match is None:
        return _of_field(shape, change, more)
    rows = [_row(text, match["table"], match["key"], shape) for text in (old_text, new_text)]
    if match["table"] == "figures":
        return _of_figure(rows, more)
    return _of_row(shape, match["table"], rows, more)


def _weight(change: history.FieldChange) -> int:
    return next((n for n, name in enumerate(FIRST) if change.path.startswith(name)), len(FIRST))


def _subject(path: str) -> str:
    match = PATH.fullmatch(path)
    return f"{match['table']}[{match['key']}]" if match else re.sub(r"_(en|zh)$", "", path)


def _row(text: Document, table: str, key: str, shape: Shape) -> Mapping[str, Any] | None:
    columns = shape.child(table).key_columns
    rows: Iterable[Mapping[str, Any]] = text.get(table) or []
    return next((row for row in rows if "/".join(str(row.get(c, "")) for c in columns) == key), None)


def _of_field(shape: Shape, change: history.FieldChange, more: int) -> ChangeWords:
    column = next(column for column in shape.columns if column.name == change.path)
    label = _opening(re.sub(r"\s*[（(].*[)）]$", "", str(column.field.verbose_name)))
    if change.path == "date":
        return ChangeWords(
            label, date_words(change.old, short=True), date_words(change.new, short=True), more
        )
    values = [_short(value) for value in (change.old, change.new)]
    if None in values or column.to is not None or column.field.choices:
        return ChangeWords(label, more=more)
    return ChangeWords(label, str(values[0]), str(values[1]), more)


def _of_figure(rows: list[Mapping[str, Any] | None], more: int) -> ChangeWords:
    row = rows[1] or rows[0] or {}
    named = [words(row, "measure_name"), counted_words(row)]
    label = str(_(", ")).join(part for part in named if part)
    before, after = (figure_value(one) if one else "" for one in rows)
    return ChangeWords(label, before, after if after != before else "", more)


def _of_row(shape: Shape, table: str, rows: list[Mapping[str, Any] | None], more: int) -> ChangeWords:
    name = _opening(str(shape.child(table).model._meta.verbose_name))
    row = rows[1] or rows[0] or {}
    what = words(row, "title") or next((words(row, key[:-3]) for key in row if key.endswith("_name_en")), "")
    if rows[0] is None:
        told = _("%(what)s added") % {"what": name}
    elif rows[1] is None:
        told = _("%(what)s removed") % {"what": name}
    else:
        told = name
    return ChangeWords(f"{told}{_(': ')}{what}" if what else told, more=more)


def _short(value: Any) -> str | None:
    text = "" if value is None else str(value)
    return text if isinstance(value, str | int | float | None) and len(text) <= LONGEST else None


def _opening(text: str) -> str:
    return text[:1].upper() + text[1:]
