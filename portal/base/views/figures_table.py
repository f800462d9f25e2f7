"""The table "What each side reported": rows are measures, columns are who states, a cell holds their claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.base.codes import CountedGroup, FigureRole
from portal.base.figure_wording import format_value, gloss
from portal.base.wording import words

from .parties import Party, counted_side, counted_words, party_name, party_of

# The losses come first, in this order; other measures follow as the record has them.
FIRST_MEASURES = ("killed", "injured", "missing", "detained", "evacuated", "displaced")
MOST_COLUMNS = 4
OTHERS = 4  # the rank of the column that says nobody else was found to give a figure


@dataclass(frozen=True)
class ClaimLine:
    """One claim as a cell shows it."""

    row: Mapping[str, Any]
    value: str
    is_words: bool
    whose: str
    group: str
    gloss: str
    number: int | None  # of the source in the list beneath
    parts: tuple[str, ...] = ()
    whole: str = ""
    earlier: tuple[ClaimLine, ...] = ()
    other: tuple[ClaimLine, ...] = ()


@dataclass(frozen=True)
class Column:
    party: Party
    name: str
    side: str  # what the whole column counts, said once in its head
    line: str  # beneath the name in the head

    @property
    def is_others(self) -> bool:
        return self.party.rank == OTHERS


@dataclass(frozen=True)
class Cell:
    column: Column
    claims: list[ClaimLine]


@dataclass(frozen=True)
class MeasureRow:
    slug: str
    name: str
    unit: str
    cells: list[Cell]


@dataclass(frozen=True)
class FiguresTable:
    columns: list[Column]
    rows: list[MeasureRow]
    note: str

    @property
    def stacked(self) -> bool:
        return len(self.columns) > MOST_COLUMNS

    @property
    def party_count(self) -> int:
        return sum(1 for column in self.columns if not column.is_others)


def figures_table(record: Mapping[str, Any], numbers: Mapping[str, int]) -> FiguresTable | None:
    """The table of a public text; `numbers` gives each citation's footnote. None where no figure is recorded."""
    rows: Sequence[Mapping[str, Any]] = record.get("figures") or []
    if not rows:
        return None
    citations = {citation["ref"]: citation for citation in record.get("citations") or []}
    source_of = {ref: citation["source"] for ref, citation in citations.items()}
    parties = {row["ref"]: party_of(row, source_of) for row in rows}
    columns = _columns(rows, parties, citations)
    lines = _lines(rows, parties, columns, numbers)
    measures = [
        MeasureRow(
            slug,
            words(first, "measure_name") or slug,
            words(first, "measure_unit"),
            [Cell(column, lines.get((slug, column.party), [])) for column in columns],
        )
        for slug, first in _measures(rows).items()
    ]
    return FiguresTable(columns, measures, _note(rows, columns))


def _measures(rows: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        found.setdefault(row["measure"], row)
    order = {slug: place for place, slug in enumerate(FIRST_MEASURES)}
    return dict(sorted(found.items(), key=lambda item: order.get(item[0], len(order))))


def _columns(
    rows: Sequence[Mapping[str, Any]],
    parties: Mapping[str, Party],
    citations: Mapping[str, Mapping[str, Any]],
) -> list[Column]:
    columns = []
    for party in sorted(set(parties.values())):
        own = [row for row in rows if parties[row["ref"]] == party]
        name = party_name(party, own[0], citations.get(own[0].get("citation") or ""))
        sides = {counted_side(row) for row in own}
        side = sides.pop() if len(sides) == 1 else ""
        columns.append(Column(party, name, side, _head_line(side, own)))
    states = [column for column in columns if column.party.rank == 0]
    if len(states) == len(columns) and 1 < len(columns) < MOST_COLUMNS:
        # That nobody else was found to give a figure is said, not left out.
        others = Party(OTHERS, "", "", "")
        columns.append(Column(others, _("Others"), "", _("international bodies, press")))
    return columns


def _head_line(side: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """What a column counts, in its head: losses where it has nothing else."""
    if not side:
        return ""
    told = {"side": side}
    if all(row["measure"] in FIRST_MEASURES for row in rows):
        return _("stating losses on the %(side)s") % told
    return _("stating figures of the %(side)s") % told


def _lines(
    rows: Sequence[Mapping[str, Any]],
    parties: Mapping[str, Party],
    columns: Sequence[Column],
    numbers: Mapping[str, int],
) -> dict[tuple[str, Party], list[ClaimLine]]:
    by_ref = {row["ref"]: row for row in rows}
    said_in_head = {column.party: column.side for column in columns}
    found: dict[tuple[str, Party], list[ClaimLine]] = {}
    for row in rows:
        party = parties[row["ref"]]
        whole = by_ref.get(row.get("subset_of") or "")
        beside = whole is not None and parties[whole["ref"]] == party and _adopted(whole)
        if not _adopted(row) or beside:
            continue
        replaced = [other for other in rows if _stands_under(other, row, parties) and _superseded(other)]
        weighed = [other for other in rows if _stands_under(other, row, parties) and not _superseded(other)]
        parts = [
            part
            for part in rows
            if part.get("subset_of") == row["ref"] and _adopted(part) and parties[part["ref"]] == party
        ]
        line = _line(
            row, numbers, said_in_head[party], parts=parts, whole=whole, earlier=replaced, other=weighed
        )
        found.setdefault((row["measure"], party), []).append(line)
    shown = {
        id(line.row) for lines in found.values() for one in lines for line in (one, *one.earlier, *one.other)
    }
    for row in rows:  # a superseded or rejected figure with no adopted one beside it is still visible
        party = parties[row["ref"]]
        if not _adopted(row) and id(row) not in shown:
            empty = _line(row, numbers, said_in_head[party])
            holder = ClaimLine(row, "", False, "", "", "", None, other=(empty,))
            found.setdefault((row["measure"], party), []).append(holder)
    return found


def _stands_under(other: Mapping[str, Any], row: Mapping[str, Any], parties: Mapping[str, Party]) -> bool:
    if _adopted(other) or other["measure"] != row["measure"]:
        return False
    if other.get("superseded_by"):
        return other["superseded_by"] == row["ref"]
    same_party = parties[other["ref"]] == parties[row["ref"]]
    return same_party and counted_words(other) == counted_words(row) and _group(other) == _group(row)


def _line(
    row: Mapping[str, Any],
    numbers: Mapping[str, int],
    said_in_head: str,
    *,
    parts: Sequence[Mapping[str, Any]] = (),
    whole: Mapping[str, Any] | None = None,
    earlier: Sequence[Mapping[str, Any]] = (),
    other: Sequence[Mapping[str, Any]] = (),
) -> ClaimLine:
    side, narrowed = counted_side(row), words(row, "counted_note")
    whose = narrowed if side == said_in_head else counted_words(row)
    has_number = any(row.get(name) is not None for name in ("low", "best", "high"))
    return ClaimLine(
        row=row,
        value=figure_value(row),
        is_words=not has_number,
        whose=whose,
        group=_group(row),
        gloss=_sentence(gloss(row["quantifier"], get_language() or "en", row.get("wording_zh") or "")),
        number=numbers.get(row.get("citation") or ""),
        parts=tuple(_part(part) for part in parts),
        whole=_of_whole(whole) if whole is not None else "",
        earlier=tuple(_line(one, numbers, side) for one in _latest_first(earlier)),
        other=tuple(_line(one, numbers, side) for one in other),
    )


def figure_value(row: Mapping[str, Any]) -> str:
    """The number of a figure's row as readers see it."""
    return format_value(
        row.get("quantifier") or "",
        row.get("low"),
        row.get("best"),
        row.get("high"),
        get_language() or "en",
        words(row, "wording"),
    )


def _part(row: Mapping[str, Any]) -> str:
    # A group's label begins in lower case here; a name or a note stays as it is written.
    what = _group(row).lower() or words(row, "counted_note") or counted_words(row)
    return _("Including %(value)s %(what)s.") % {"value": figure_value(row), "what": what}


def _of_whole(row: Mapping[str, Any]) -> str:
    return _("Part of %(value)s.") % {"value": figure_value(row)}


def _group(row: Mapping[str, Any]) -> str:
    group = row.get("counted_group") or ""
    return str(CountedGroup(group).label) if group and group != CountedGroup.ALL else ""


def _adopted(row: Mapping[str, Any]) -> bool:
    return row["role"] == FigureRole.ADOPTED


def _superseded(row: Mapping[str, Any]) -> bool:
    return row["role"] == FigureRole.SUPERSEDED


def _latest_first(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(rows, key=lambda row: row.get("stated_on") or "", reverse=True)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _note(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column]) -> str:
    """Says of two states that each count their own that their numbers are parts, not estimates of one number."""
    own = [
        row
        for row in rows
        if _adopted(row)
        and row["measure"] == "killed"
        and not row.get("subset_of")
        and row.get("counted_country")
        and row["counted_country"] == row.get("attributed_to_country")
    ]
    if len({row["counted_country"] for row in own}) != 2 or len(own) != 2:
        return ""
    return _(
        "Each government counts losses on its own side, so %(first)s and %(second)s are two parts, "
        "not two estimates of one number."
    ) % {"first": figure_value(own[0]), "second": figure_value(own[1])}
