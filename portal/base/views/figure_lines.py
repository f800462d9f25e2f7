"""What a new version changed of a figure, line by line: "Killed, Kyrgyz side: 59 → 62"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from portal.base.codes import CountedGroup, FigureRole
from portal.base.documents import Document
from portal.base.figure_changes import COLUMNS, Aspect, aspects_changed, figure_changes, same_figure
from portal.base.figure_wording import format_number
from portal.base.word_diff import Piece
from portal.base.wording import words

from .figures_table import figure_value
from .parties import counted_words, party_name, party_of

Row = Mapping[str, Any]


@dataclass(frozen=True)
class ChangeLine:
    """One thing that changed, in the reader's language. Blank `before`: it is new; blank `after`: it is gone; both
    blank: the label alone says it. `pieces` are a long text's passages that changed, with marks.
    """

    path: str
    label: str
    before: str = ""
    after: str = ""
    pieces: tuple[Piece, ...] = ()
    language: str = ""  # of the pieces, where they are not in the reader's
    aspect: str = ""  # of a figure: what of it was changed

    @property
    def text(self) -> str:
        """The line without marks, for feeds and files."""
        told = {"label": self.label, "before": self.before, "after": self.after}
        if self.before and self.after:
            return _("%(label)s: %(before)s → %(after)s") % told
        if self.before:
            return _("%(label)s: %(before)s, removed") % told
        if self.after:
            return _("%(label)s: %(after)s, added") % told
        return self.label


def figure_name(row: Row) -> str:
    """What a figure counts: "Killed, Kyrgyz side"."""
    group = row.get("counted_group") or ""
    parts = [words(row, "measure_name") or row.get("measure", ""), counted_words(row)]
    parts.append(str(CountedGroup(group).label) if group and group != CountedGroup.ALL else "")
    return str(_(", ")).join(part for part in parts if part)


class FigureLines:
    """The lines of the figures of two public texts."""

    def __init__(self, old: Document, new: Document) -> None:
        self.texts = old, new
        self.old, self.new = ({row["ref"]: row for row in text.get("figures") or []} for text in self.texts)

    def of(self, ref: str) -> Iterator[ChangeLine]:
        """Lines for one figure by its key; none where only its key changed."""
        before, after = self.old.get(ref), self.new.get(ref)
        path = f"figures[{ref}]"
        if before is not None and after is not None:
            yield from self._changed(path, before, after, aspects_changed(before, after))
        elif before is not None and not _has_twin(before, self.new, self.old):
            yield ChangeLine(
                path, figure_name(before), before=figure_value(before), aspect=Aspect.REMOVED.value
            )
        elif after is not None and not _has_twin(after, self.old, self.new):
            yield ChangeLine(path, figure_name(after), after=figure_value(after))

    def corrections(self) -> Iterator[ChangeLine]:
        """Lines for the figures that readers had seen and that now say something else, or are gone."""
        for change in figure_changes(self.old.values(), self.new.values()):
            path = f"figures[{change.ref}]"
            if change.after is None:
                yield from self.of(change.ref)
            else:
                yield from self._changed(path, change.before, change.after, change.aspects)

    def _changed(self, path: str, before: Row, after: Row, aspects: Iterable[Aspect]) -> Iterator[ChangeLine]:
        name = figure_name(after)
        for aspect in aspects:
            match aspect:
                case Aspect.VALUE:
                    label, said = name, _told_apart(before, after)
                case Aspect.ROLE:
                    label = _("%(figure)s – role") % {"figure": name}
                    said = self._role(before, 0), self._role(after, 1)
                case Aspect.SPEAKER:
                    label = _("%(figure)s – stated by") % {"figure": name}
                    said = self._speaker(before, 0), self._speaker(after, 1)
                case _:
                    label = _("%(figure)s – what is counted") % {"figure": figure_value(after)}
                    said = self._scope(before, 0), self._scope(after, 1)
            yield ChangeLine(path, label, *said, aspect=aspect.value)

    def _role(self, row: Row, which: int) -> str:
        role = str(FigureRole(row["role"]).label)
        follower = (self.old, self.new)[which].get(row.get("superseded_by") or "")
        if follower is not None:
            return _("%(role)s by %(value)s") % {"role": role, "value": figure_value(follower)}
        if row.get("chosen_best"):
            return _("%(role)s, best among competing figures") % {"role": role}
        return role

    def _speaker(self, row: Row, which: int) -> str:
        citations = {citation["ref"]: citation for citation in self.texts[which].get("citations") or []}
        source_of = {ref: citation["source"] for ref, citation in citations.items()}
        return party_name(party_of(row, source_of), row, citations.get(row.get("citation") or ""))

    def _scope(self, row: Row, which: int) -> str:
        whole = (self.old, self.new)[which].get(row.get("subset_of") or "")
        if whole is None:
            return figure_name(row)
        return _("%(figure)s, part of %(whole)s") % {"figure": figure_name(row), "whole": figure_value(whole)}


def figure_columns() -> set[str]:
    """The columns that the lines of a figure tell of."""
    return {name for columns in COLUMNS.values() for name in columns} | {"counted_note_en", "counted_note_zh"}


def _has_twin(row: Row, others: Mapping[str, Row], own: Mapping[str, Row]) -> bool:
    """Whether the other text has this figure under a key that this one does not use."""
    return any(ref not in own and same_figure(row, other) for ref, other in others.items())


def _told_apart(before: Row, after: Row) -> tuple[str, str]:
    """Two values in words; with their bounds where the words alone are the same."""
    first, second = figure_value(before), figure_value(after)
    return (first, second) if first != second else (_with_bounds(before, first), _with_bounds(after, second))


def _with_bounds(row: Row, value: str) -> str:
    named = (("low", _("low")), ("best", _("best")), ("high", _("high")))
    bounds = [f"{label} {format_number(row[name])}" for name, label in named if row.get(name) is not None]
    if not bounds:
        return value
    return _("%(value)s (%(bounds)s)") % {"value": value, "bounds": str(_(", ")).join(bounds)}
