"""What a new version changed, in a reader's words: "Killed, Kyrgyz side: 59 → 62". The one place that says so.

From the two documents comes what was changed, from the two public texts what readers saw of it: a change that no
reader could see (a link to a draft, the editorial note) is not told, nor what changed elsewhere meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from portal.base import history
from portal.base.documents import Document
from portal.base.history import FieldChange
from portal.base.models import EDTFField, Record
from portal.base.shape import Children, Column, shape_of
from portal.base.word_diff import SAME, Piece, word_diff
from portal.base.wording import date_words, reader_language

from .change_wording import PATH, ChangeWording, field_label, is_prose, table_label
from .figure_lines import ChangeLine, FigureLines, figure_columns
from .named_documents import named_public, row_of, stated

LONGEST = 40  # characters of a value that still fits into the line
AROUND = 30  # characters beside a changed passage of a long text
MOST_PIECES = 12
FIRST = ("figures", "date", "title", "countries", "places", "links", "designations", "stages")
BRACKETS = re.compile(r"\s*[（(].*[)）]$")
LANGUAGE_TAGS = {"en": "en", "zh": "zh-Hans"}


@dataclass(frozen=True)
class ChangeWords:
    """What a version changed, the weightiest first. `more` are further fields and rows, beside the first one's."""

    lines: tuple[ChangeLine, ...]
    more: int = 0

    @property
    def first(self) -> ChangeLine:
        return self.lines[0]

    @property
    def text(self) -> str:
        """One line for feeds: the first change, and how many more there are."""
        if not self.more:
            return self.first.text
        return _("%(change)s; %(number)s more") % {"change": self.first.text, "number": self.more}


class VersionChanges:
    """The difference between two versions of a record. Asks the database nothing."""

    def __init__(
        self, model: type[Record], old: Document, new: Document, old_text: Document, new_text: Document
    ) -> None:
        self.model, self.shape = model, shape_of(model)
        self.old, self.new = (named_public(model, text) for text in (old_text, new_text))
        self.wording = ChangeWording(model, self.old, self.new)
        self.figures = FigureLines(self.old, self.new)
        self._documents = old, new

    @cached_property
    def changes(self) -> list[FieldChange]:
        """What readers see of the changes, by path, in the order of the document; values as in the public text."""
        written = {_subject(change.path) for change in history.diff(self.model, *self._documents)}
        seen = history.diff(self.model, stated(self.shape, self.old), stated(self.shape, self.new))
        return [change for change in seen if _subject(change.path) in written]

    def label(self, path: str) -> str:
        """A path in words."""
        return self.wording.label(path)

    @cached_property
    def words(self) -> ChangeWords | None:
        """The changes in words; None where readers see none."""
        by_subject: dict[str, list[FieldChange]] = {}
        for change in sorted(self.changes, key=_weight):
            by_subject.setdefault(_subject(change.path), []).append(change)
        told = [lines for subject in by_subject.items() if (lines := list(self._lines(*subject)))]
        if not told:
            return None
        return ChangeWords(tuple(line for lines in told for line in lines), len(told) - 1)

    def corrections(self) -> list[ChangeLine]:
        """What changed of the figures that readers had seen."""
        return list(self.figures.corrections())

    def corrected_paths(self) -> set[str]:
        return {line.path for line in self.corrections()}

    def _lines(self, subject: str, changes: Sequence[FieldChange]) -> Iterator[ChangeLine]:
        match = PATH.fullmatch(subject)
        if match is None:
            yield from (self._of_field(change) for change in _in_own_language(changes))
            return
        table = self.shape.child(match["table"])
        if table.name != "figures":
            yield from self._of_row(table, subject, match["key"], changes)
            return
        yield from self.figures.of(match["key"])
        told = figure_columns()
        for change in _in_own_language(changes):
            column = _column(table.columns, change.path.rpartition(".")[2])
            if "]." in change.path and column.name not in told:
                yield self._of_column(change, column)

    def _of_field(self, change: FieldChange) -> ChangeLine:
        column = _column(self.shape.columns, change.path)
        label = BRACKETS.sub("", field_label(column))
        return self._with_values(change, column, label)

    def _of_column(self, change: FieldChange, column: Column) -> ChangeLine:
        label = _("%(row)s – %(field)s") % {
            "row": self.label(_subject(change.path)),
            "field": BRACKETS.sub("", field_label(column)).lower(),
        }
        return self._with_values(change, column, label)

    def _with_values(self, change: FieldChange, column: Column, label: str) -> ChangeLine:
        before, after = (self._value(column, value) for value in (change.old, change.new))
        if column.to_record and max(len(before), len(after)) > LONGEST:
            before, after = (str(value or "") for value in (change.old, change.new))
        if before != after and len(before) <= LONGEST and len(after) <= LONGEST:
            return ChangeLine(change.path, label, before, after)
        pieces = passages(word_diff(before, after)) if is_prose(column) and before and after else ()
        language = column.name[-2:] if column.name[-3:] in ("_en", "_zh") else ""
        tag = LANGUAGE_TAGS[language] if language and language != reader_language() else ""
        return ChangeLine(change.path, label, pieces=pieces, language=tag)

    def _value(self, column: Column, value: Any) -> str:
        if isinstance(column.field, EDTFField):
            return date_words(value, short=True) if value else ""
        return self.wording.value(column, value, ids=False)

    def _of_row(
        self, table: Children, subject: str, key: str, changes: Sequence[FieldChange]
    ) -> Iterator[ChangeLine]:
        rows = [row_of(table, text, key) for text in (self.old, self.new)]
        if all(rows):
            for change in _in_own_language(changes):
                yield self._of_column(change, _column(table.columns, change.path.rpartition(".")[2]))
            return
        told = _("%(what)s removed") if rows[1] is None else _("%(what)s added")
        label = told % {"what": table_label(table)}
        name = self.wording.row_name(table, rows[1] or rows[0] or {})
        yield ChangeLine(subject, f"{label}{_(': ')}{name}" if name else label)


def passages(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """A marked text cut down to what changed and a few words around it."""
    found: list[Piece] = []
    for place, (mark, text) in enumerate(pieces):
        if mark == SAME and len(text) > 2 * AROUND:
            start = "" if place == 0 else text[:AROUND]
            end = "" if place == len(pieces) - 1 else text[-AROUND:]
            text = f"{start}…{end}"
        found.append(Piece(mark, text if mark == SAME else _shortened(text)))
    if len(found) > MOST_PIECES:
        found = [*found[:MOST_PIECES], Piece(SAME, "…")]
    return tuple(found)


def _shortened(text: str) -> str:
    return text if len(text) <= 8 * AROUND else f"{text[: 8 * AROUND]}…"


def _column(columns: Sequence[Column], name: str) -> Column:
    return next((column for column in columns if column.name == name), columns[0])


def _in_own_language(changes: Sequence[FieldChange]) -> list[FieldChange]:
    """Without the other language's half of a text that changed in both."""
    own, other = reader_language(), "en" if reader_language() == "zh" else "zh"
    paths = {change.path for change in changes}
    return [
        change
        for change in changes
        if not (change.path.endswith(f"_{other}") and f"{change.path[:-3]}_{own}" in paths)
    ]


def _weight(change: FieldChange) -> int:
    return next((n for n, name in enumerate(FIRST) if change.path.startswith(name)), len(FIRST))


def _subject(path: str) -> str:
    """The field, whatever its language, or the child row that a path belongs to."""
    match = PATH.fullmatch(path)
    return f"{match['table']}[{match['key']}]" if match else re.sub(r"_(en|zh)$", "", path)
