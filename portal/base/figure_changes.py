"""Which published figures a new version changed: what `/corrections/` lists. Pure functions over rows.

Rows are those of documents or of public texts: both name the columns alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from portal.base.documents import is_blank

Row = Mapping[str, Any]


class Aspect(StrEnum):
    """What of a figure was changed."""

    VALUE = "value"
    ROLE = "role"
    SPEAKER = "speaker"
    SCOPE = "scope"
    REMOVED = "removed"


COLUMNS: dict[Aspect, tuple[str, ...]] = {
    Aspect.VALUE: ("quantifier", "low", "best", "high"),
    Aspect.ROLE: ("role", "superseded_by", "chosen_best"),
    Aspect.SPEAKER: ("attributed_to_country", "attributed_to_organisation", "source_voice"),
    Aspect.SCOPE: ("measure", "counted_country", "counted_organisation", "counted_group", "subset_of"),
}
# Words that narrow what is counted, and words quoted where no number is stated.
NOTE, WORDING = "counted_note", "wording"
LANGUAGES = ("en", "zh")


class FigureChange(NamedTuple):
    """One figure that readers had seen, by its key. `after` is None where it is gone."""

    ref: str
    before: Row
    after: Row | None
    aspects: tuple[Aspect, ...]


def figure_changes(old: Iterable[Row] | None, new: Iterable[Row] | None) -> list[FigureChange]:
    """The figures of `old` that `new` states otherwise or no longer, in their order. New figures are none of them.

    A figure that only got another key is the same figure.
    """
    before = {row["ref"]: row for row in old or ()}
    after = {row["ref"]: row for row in new or ()}
    moved = [row for ref, row in after.items() if ref not in before]
    found: list[FigureChange] = []
    for ref, row in before.items():
        now = after.get(ref)
        if now is None:
            now = next((other for other in moved if same_figure(row, other)), None)
            if now is None:
                found.append(FigureChange(ref, row, None, (Aspect.REMOVED,)))
            else:
                moved.remove(now)
        elif aspects := aspects_changed(row, now):
            found.append(FigureChange(ref, row, now, aspects))
    return found


def same_figure(old: Row, new: Row) -> bool:
    """Whether two rows state the same, whatever their keys and sources are."""
    return not aspects_changed(old, new)


def aspects_changed(old: Row, new: Row) -> tuple[Aspect, ...]:
    """What of one figure differs between two rows."""
    found = []
    for aspect, columns in COLUMNS.items():
        differs = any(_stated(old, name) != _stated(new, name) for name in columns)
        if aspect == Aspect.SCOPE:
            differs = differs or _words_differ(old, new, NOTE)
        if aspect == Aspect.VALUE and _stated(old, "quantifier") == "unspecified":
            differs = differs or _words_differ(old, new, WORDING)
        if differs:
            found.append(aspect)
    return tuple(found)


def _stated(row: Row, name: str) -> Any:
    """A row's value; None for every form of a blank, which is not nought."""
    value = row.get(name)
    return None if is_blank(value) else value


def _words_differ(old: Row, new: Row, name: str) -> bool:
    """Whether the words say something else. A translation that is added says the same."""
    before = {language: _stated(old, f"{name}_{language}") for language in LANGUAGES}
    after = {language: _stated(new, f"{name}_{language}") for language in LANGUAGES}
    if not any(before.values()):
        return any(after.values())
    return any(text and after[language] != text for language, text in before.items())
