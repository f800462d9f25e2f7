"""The tree of bodies and meetings: which rows stand open, in which order, with what beside them (ux 6.5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from mechanisms.codes import Framework, MechanismType, MeetingLevel, Stage
from mechanisms.models import Document, Mechanism, Meeting
from portal.base.dates import UNDATED_SORT_DATE

ALL, NONE = "all", "none"
DEEPEST = 4  # deeper levels are drawn like this one
SERIES = {MechanismType.MEETING_SERIES, MechanismType.FORUM, MechanismType.WORKING_GROUP}
NOT_YET = {Stage.PROPOSED, Stage.UNDER_DISCUSSION, Stage.AGREED}
FRAMEWORK_ORDER = {framework: place for place, framework in enumerate(Framework.values)}


@dataclass(frozen=True)
class Counts:
    """What a body's own meetings and documents come to; those of bodies within it are theirs."""

    meetings: int = 0
    documents: int = 0
    latest: str = ""
    level: str = ""


@dataclass(frozen=True)
class Row:
    mechanism: Mechanism
    level: int
    last: bool
    has_children: bool
    open: bool
    toggle: str  # the value of `open` that turns this row over
    counts: Counts

    @property
    def form(self) -> str:
        """The marker: proposed (dashed), series of meetings (outlined), or a body (filled, blank)."""
        if self.mechanism.stage in NOT_YET:
            return "proposed"
        return "series" if self.mechanism.mechanism_type in SERIES else ""

    @property
    def type(self) -> str:
        """At which level it meets, or what it is."""
        if self.counts.level and self.mechanism.mechanism_type in SERIES:
            return str(MeetingLevel(self.counts.level).label)
        return str(MechanismType(self.mechanism.mechanism_type).label)

    @property
    def since(self) -> str:
        """The year it was founded; blank where no date is known, or where it is not founded."""
        return "" if self.mechanism.stage in NOT_YET else self.mechanism.date[:4]

    @property
    def beneath(self) -> str:
        """Its seat, and whether it is only proposed."""
        parts = [str(Stage(self.mechanism.stage).label)] if self.form == "proposed" else []
        if self.mechanism.seat is not None:
            parts.append(self.mechanism.seat.name)
        return str(_(", ")).join(parts)


def counts_of(user: Any) -> dict[int, Counts]:
    """{mechanism's key id: its own meetings and documents} that readers see; four queries."""
    meetings = Meeting.objects.visible_to(user).published().filter(mechanism__isnull=False)
    rows = meetings.order_by().values("mechanism").annotate(number=Count("key"), last=Max("sort_date"))
    number = {row["mechanism"]: row["number"] for row in rows}
    lasts = {(row["mechanism"], row["last"]) for row in rows if row["last"] != UNDATED_SORT_DATE}
    latest: dict[int, tuple[str, str]] = {}
    found = meetings.filter(sort_date__in={day for _mechanism, day in lasts})
    for mechanism, day, date, level in found.values_list("mechanism", "sort_date", "date", "meeting_level"):
        if (mechanism, day) in lasts:
            latest[mechanism] = (date, level)
    documents = Document.objects.visible_to(user).published().order_by()
    adopted: dict[int, int] = defaultdict(int)
    by_meeting = Q(mechanism__isnull=True, meeting__mechanism__isnull=False)
    for name, rule in (("mechanism", Q(mechanism__isnull=False)), ("meeting__mechanism", by_meeting)):
        for row in documents.filter(rule).values(name).annotate(number=Count("key")):
            adopted[row[name]] += row["number"]
    return {
        mechanism: Counts(
            number.get(mechanism, 0), adopted.get(mechanism, 0), *latest.get(mechanism, ("", ""))
        )
        for mechanism in {*number, *adopted}
    }


def tree(
    mechanisms: Iterable[Mechanism],
    counts: Mapping[int, Counts],
    opened: Collection[str],
    kept: Collection[int] | None,
) -> list[Row]:
    """The visible rows, from the roots down.

    `opened` holds record ids, or "all", or "none"; empty means that the roots stand open. `kept` are the key
    ids that a filter found: they and all above them are shown, and nothing else; None shows all.
    """
    by_id = {mechanism.pk: mechanism for mechanism in mechanisms}
    shown = set(by_id) if kept is None else _with_those_above(by_id, kept)
    children: dict[int | None, list[Mechanism]] = defaultdict(list)
    for mechanism in by_id.values():
        if mechanism.pk in shown:
            # A parent that readers do not see leaves its children at the top.
            children[mechanism.parent_id if mechanism.parent_id in by_id else None].append(mechanism)
    open_ids = _open_ids(children, opened, everything=kept is not None)
    rows: list[Row] = []

    def walk(parent: int | None, level: int) -> None:
        siblings = sorted(children[parent], key=_order)
        for mechanism in siblings:
            below = bool(children[mechanism.pk])
            is_open = below and mechanism.record_id in open_ids
            toggled = open_ids - {mechanism.record_id} if is_open else open_ids | {mechanism.record_id}
            rows.append(
                Row(
                    mechanism=mechanism,
                    level=min(level, DEEPEST),
                    last=mechanism is siblings[-1],
                    has_children=below,
                    open=is_open,
                    toggle="&".join(f"open={record_id}" for record_id in sorted(toggled)) or f"open={NONE}",
                    counts=counts.get(mechanism.pk, Counts()),
                )
            )
            if is_open:
                walk(mechanism.pk, level + 1)

    walk(None, 1)
    return rows


def _open_ids(
    children: Mapping[int | None, Sequence[Mechanism]], opened: Collection[str], everything: bool
) -> set[str]:
    parents = {
        mechanism.record_id for row in children.values() for mechanism in row if children.get(mechanism.pk)
    }
    if ALL in opened or (everything and not opened):
        return parents
    if NONE in opened:
        return set()
    if not opened:
        return {mechanism.record_id for mechanism in children.get(None, []) if mechanism.record_id in parents}
    return parents & set(opened)


def _with_those_above(by_id: Mapping[int, Mechanism], kept: Collection[int]) -> set[int]:
    shown: set[int] = set()
    for key_id in kept:
        while key_id in by_id and key_id not in shown:
            shown.add(key_id)
            key_id = by_id[key_id].parent_id  # type: ignore[assignment]
    return shown


def _order(mechanism: Mechanism) -> tuple[Any, ...]:
    """Founded before proposed, then by framework, then by age; those without a date last."""
    undated = mechanism.sort_date == UNDATED_SORT_DATE
    framework = FRAMEWORK_ORDER.get(mechanism.framework, len(FRAMEWORK_ORDER))
    return mechanism.stage in NOT_YET, framework, undated, mechanism.sort_date, mechanism.record_id
