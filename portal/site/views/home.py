"""The home page: what the record holds, what was added and revised, and the ways into it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.generic import TemplateView

from events.codes import Scope
from events.models import Incident, TrainingEvent
from mechanisms.codes import MeetingLevel
from mechanisms.models import Designation, Meeting
from portal.base.codes import Kind, Status
from portal.base.dates import UNDATED_SORT_DATE
from portal.base.models import ChangeCounter, Country, Figure, RecordKey, Source
from portal.base.projection import record_row
from portal.base.views.change_entries import latest_words
from portal.base.views.change_words import ChangeWords
from portal.base.views.list_addresses import list_address
from portal.base.wording import address_of, reader_language, words

from .record_lanes import SINCE, Lanes, Told, record_lanes, short_title
from .record_rows import counts_by_country, newest_of_country, published_keys, selections

LATEST = 4
CANDIDATES = 6  # for the names on each lane: as many are shown as do not run into each other
KEPT_FOR = 300  # seconds: a renamed country shows by then; a change of a record shows at once
MATRIX_KINDS = (Kind.INCIDENT, Kind.PARTNERSHIP, Kind.MECHANISM, Kind.TRAINING_EVENT)
LANE_OF = {
    Kind.INCIDENT: Kind.INCIDENT,
    Kind.MECHANISM: Kind.MECHANISM,
    Kind.MEETING: Kind.MECHANISM,
    Kind.DOCUMENT: Kind.MECHANISM,
    Kind.TRAINING_EVENT: Kind.TRAINING_EVENT,
}


@dataclass(frozen=True)
class Holdings:
    records: int
    figures: int
    sources: int
    archived: int
    differ: int
    revised: str  # ISO day; blank while nothing is published


@dataclass(frozen=True)
class MatrixRow:
    name: str
    code: str
    cells: tuple[tuple[int, str], ...]  # how many, and the list of them
    latest: str  # year; blank where no record is dated


@dataclass(frozen=True)
class Overview:
    """What depends on every record, kept until one changes."""

    holdings: Holdings
    lanes: Lanes
    matrix: tuple[MatrixRow, ...]
    revised: tuple[tuple[dict[str, Any], ChangeWords | None], ...]


class HomeView(TemplateView):
    template_name = "home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        overview = self.overview()
        added = published_keys(user).order_by("-published_at", "-id")[:LATEST]
        return super().get_context_data(**kwargs) | {
            "holdings": overview.holdings,
            "lanes": overview.lanes,
            "matrix": overview.matrix,
            "matrix_kinds": MATRIX_KINDS,
            "since": SINCE,
            "examples": [_("Batken"), _("RATS"), _("border treaty"), "撤离"],
            "added": [(key, record_row(key)) for key in added],
            "revised": overview.revised,
        }

    def overview(self) -> Overview:
        last = ChangeCounter.objects.values_list("last", flat=True).first() or 0
        name = f"home:{reader_language()}:{last}:{timezone.now().date()}"
        found = cache.get(name)
        if found is None:
            user = self.request.user
            revised = published_keys(user).filter(version__gt=1).order_by("-updated_at", "-id")[:LATEST]
            found = Overview(
                holdings(),
                lanes(timezone.now().date()),
                tuple(matrix(user)),
                tuple(revised_rows(list(revised))),
            )
            cache.set(name, found, KEPT_FOR)
        return found


def holdings() -> Holdings:
    """How much the record holds, published records only."""
    keys = RecordKey.objects.published().aggregate(number=Count("id"), revised=Max("updated_at"))
    sources = Source.objects.filter(Source.published_use())
    revised = keys["revised"]
    return Holdings(
        records=keys["number"],
        figures=Figure.objects.filter(key__status=Status.PUBLISHED).count(),
        sources=sources.count(),
        archived=sources.exclude(archive_url="").count(),
        differ=Incident.objects.published().filter(accounts_differ=True).count(),
        revised=revised.date().isoformat() if revised else "",
    )


def lanes(today: date) -> Lanes:
    """The four lanes; a partnership's are its designations."""
    days: dict[str, Counter[date | None]] = {kind: Counter() for kind in MATRIX_KINDS}
    rows = RecordKey.objects.published().order_by().values("kind", "sort_date").annotate(number=Count("id"))
    for row in rows:
        lane = LANE_OF.get(row["kind"])
        if lane:
            day = None if row["sort_date"] == UNDATED_SORT_DATE else row["sort_date"]
            days[lane][day] += row["number"]
    designations = Designation.objects.filter(partnership__status=Status.PUBLISHED)
    days[Kind.PARTNERSHIP] = Counter(designations.values_list("date_earliest", flat=True))
    return record_lanes(days, told(), today)


def told() -> dict[str, list[Told]]:
    """The records named on the lanes: the gravest events, the latest steps and summits, the latest exercises."""
    gravest = (
        Incident.objects.published()
        .filter(scope=Scope.EVENT, deaths_sort__gt=0)
        .order_by("-deaths_sort", "-key")
    )
    steps = Designation.objects.filter(partnership__status=Status.PUBLISHED, date_earliest__isnull=False)
    steps = steps.select_related("partnership__key", "partnership__partner").order_by("-date_earliest", "id")
    summits = Meeting.objects.published().filter(meeting_level=MeetingLevel.HEADS_OF_STATE).newest_first()
    training = TrainingEvent.objects.published().newest_first()
    return {
        Kind.INCIDENT: [_told(record) for record in gravest.select_related("key")[:CANDIDATES]],
        Kind.PARTNERSHIP: [
            Told(
                step.date_earliest,
                _of_year(step.partnership.partner.name, step.date_earliest),
                address_of(record_row(step.partnership.key)["url"]),
            )
            for step in steps[:CANDIDATES]
        ],
        Kind.MECHANISM: [_told(record) for record in summits.select_related("key")[:CANDIDATES]],
        Kind.TRAINING_EVENT: [_told(record) for record in training.select_related("key")[:CANDIDATES]],
    }


def _told(record: Any) -> Told:
    row = record_row(record.key)
    return Told(
        record.sort_date, _of_year(short_title(words(row, "title")), record.sort_date), address_of(row["url"])
    )


def _of_year(name: str, day: date) -> str:
    """`SCO summit, 2024`: summits and clashes bear the same name in several years."""
    return f"{name}{pgettext('between counts', ', ')}{day.year}"


def matrix(user: Any) -> list[MatrixRow]:
    """The five states by kind: how many records name each, with the list that shows them."""
    found = selections(user)
    counts = counts_by_country(found)
    rows = []
    for country in Country.objects.filter(region=True).order_by("position", "code"):
        of_country = counts.get(country.code, {})
        cells = tuple((of_country.get(kind, 0), _list_of(kind, country.code)) for kind in MATRIX_KINDS)
        newest = newest_of_country(found.values(), country.code, 1).first()
        year = str(newest.sort_date.year) if newest and newest.date else ""
        rows.append(MatrixRow(country.name, country.code, cells, year))
    return rows


def _list_of(kind: str, country: str) -> str:
    if kind == Kind.PARTNERSHIP:
        return reverse("partnership-detail", args=[f"PAR-{country}"])
    return list_address(f"{kind}-list", country=country)


def revised_rows(keys: list[RecordKey]) -> list[tuple[dict[str, Any], ChangeWords | None]]:
    """Each record with what its latest version changed; one query for all of them."""
    told_changes = latest_words(keys)
    return [(record_row(key), told_changes.get(key.pk)) for key in keys]
