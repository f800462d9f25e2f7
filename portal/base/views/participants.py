"""Who takes part in a record, in one table: countries, then organisations, each once with its roles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from .labels import Labels

DATED = ("since", "until")
TOLD_APART = (*DATED, "note_en", "note_zh")


@dataclass(frozen=True)
class Participant:
    """`noun` is "country" or "organisation"; `row` the first of its rows."""

    noun: str
    row: Mapping[str, Any]
    roles: str


@dataclass(frozen=True)
class Participants:
    rows: tuple[Participant, ...]
    dated: bool  # any of them says since or until when


def participants(record: Mapping[str, Any], labels: Labels) -> Participants:
    """Rows of one country that differ in nothing but the role are one; so are an organisation's."""
    found = []
    for noun, table in (("country", "countries"), ("organisation", "organisations")):
        grouped: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
        for row in record.get(table) or []:
            key = (row[noun], *(row.get(name) or "" for name in TOLD_APART))
            grouped.setdefault(key, []).append(row)
        named = labels.get(f"{table}.role", {})
        for rows in grouped.values():
            roles = (str(named.get(row["role"], row["role"])) for row in rows)
            found.append(Participant(noun, rows[0], str(_(", ")).join(roles)))
    return Participants(tuple(found), any(entry.row.get(name) for entry in found for name in DATED))
