"""Records that may be one: what speaks for it, how much, and in words.

Two records of a kind are a possible pair where they are near each other in time and place, where their titles
are alike and their dates do not speak against it, or where a source that hardly anything else cites is the
source of both. Records that a link connects are known to be two. The thresholds were measured on the starter
record, whose records are all different: its most alike titles share three words in five.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from portal.base import dates, search
from portal.base.codes import DatePrecision, Status, WherePrecision
from portal.base.documents import Document
from portal.base.models import Citation, Link, Place, Record, RecordCountry, RecordKey, RecordPlace, Source
from portal.base.search.tokens import runs

NEAR_DAYS, NEAR_KM = 3, 25
ALIKE = 0.7  # words that two titles share, of all that either has
ALIKE_NEAR = 0.6  # of records that are near each other in time and about the same country
APART = timedelta(days=31)  # dates further apart than this are of two events, however alike the titles
LONGEST = timedelta(days=366)  # before its title's dates, the first day of a record that may be the same
RARE = 3  # records of any kind that cite a source; one that more of them cite says nothing
DRAFTS = 500  # the newest unpublished records, whose titles the search index does not have
NEAR_SCORE, SOURCE_SCORE, MOST_SCORE = 70, 50, 99
ALIVE = (Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED)
EARTH_KM = 6371.0
FILLING = frozenset({"and", "at", "by", "for", "from", "in", "near", "of", "on", "the", "to", "with"})

Reason = list[Any]  # [code, {what its words need}]
Point = tuple[float, float]


@dataclass(frozen=True)
class Candidate:
    """A record that may be the same: how much speaks for it (1 to 99), and what."""

    key: RecordKey
    score: int
    reasons: list[Reason]

    @property
    def words(self) -> list[str]:
        return reason_words(self.reasons)


@dataclass
class Probe:
    """What of a record is compared."""

    titles: dict[str, frozenset[str]] = field(default_factory=dict)
    numbers: frozenset[str] = frozenset()  # in its titles: years, days, ordinals
    interval: dates.Interval = field(default_factory=lambda: dates.parse(""))
    countries: set[str] = field(default_factory=set)
    points: list[Point] = field(default_factory=list)
    addresses: set[str] = field(default_factory=set)  # of sources; the id of one that has none

    def name(self, title_en: str, title_zh: str) -> None:
        self.titles = {"en": _words(title_en), "zh": _words(title_zh)}
        self.numbers = frozenset(run.text for run in runs(f"{title_en} {title_zh}") if run.text.isdigit())

    @property
    def to_the_day(self) -> bool:
        prec = self.interval.prec
        return prec is not None and prec <= DatePrecision.WEEK and None not in self._ends

    @property
    def _ends(self) -> tuple[date | None, date | None]:
        return self.interval.earliest, self.interval.latest


def candidates(
    model: type[Record], document: Document, *, most: int = 5, also: Collection[int] = ()
) -> list[Candidate]:
    """Records of this kind that may be the same as this one, stored or not, the likeliest first.

    `also` are key ids to compare with whatever the look-ups find. A constant number of queries.
    """
    probe = _probe_of(document)
    own = str(document.get("record_id") or "")
    ids = _by_date(model, probe) | _by_title(model.kind, probe) | set(also)
    rare = _by_source(model.kind, probe, own)
    ids |= set().union(*rare.values()) if rare else set()
    keys = RecordKey.objects.filter(pk__in=ids, kind=model.kind, status__in=ALIVE).exclude(record_id=own)
    keys = keys.exclude(_linked_to(own)) if own else keys
    found: list[Candidate] = []
    stored = {key.pk: key for key in keys}
    for key_id, other in _stored_probes(model, stored).items():
        shared = sorted(address for address, citing in rare.items() if key_id in citing)
        reasons, score = _compare(probe, other, shared)
        if reasons:
            found.append(Candidate(stored[key_id], score, reasons))
    return sorted(found, key=lambda one: (-one.score, one.key.pk))[:most]


def reason_words(reasons: Iterable[Reason]) -> list[str]:
    """Reasons in the reader's language."""
    return [_reason(code, params) for code, params in reasons]


def _reason(code: str, params: dict[str, Any]) -> str:
    if code == "near":
        days, km = params["days"], params["km"]
        if days == 0:
            return _("the same days, %(km)s km apart") % {"km": km}
        return _("%(days)s days and %(km)s km apart") % {"days": days, "km": km}
    if code == "title":
        return _("titles alike (%(percent)s%%)") % params
    return _("both cite %(source)s, which hardly any other record does") % params


def _compare(one: Probe, other: Probe, shared: Sequence[str]) -> tuple[list[Reason], int]:
    """What speaks for the two being one, and how much; nothing where too little does."""
    gap = _gap(one.interval, other.interval)
    if gap is not None and gap > APART:
        return [], 0
    reasons: list[Reason] = []
    scores: list[int] = []
    about_the_same = bool(one.countries & other.countries)
    close = one.to_the_day and other.to_the_day and gap is not None and gap.days <= NEAR_DAYS
    km = _distance(one.points, other.points)
    if close and about_the_same and gap is not None and km is not None and km <= NEAR_KM:
        reasons.append(["near", {"days": gap.days, "km": round(km)}])
        scores.append(NEAR_SCORE)
    alike = max(_share(one.titles[name], other.titles[name]) for name in ("en", "zh"))
    same_numbers = one.numbers == other.numbers or not (one.numbers and other.numbers)
    if alike >= ALIKE_NEAR if close and about_the_same else alike >= ALIKE and same_numbers:
        reasons.append(["title", {"percent": round(100 * alike)}])
        scores.append(round(100 * alike))
    if shared and (gap is None or gap.days <= NEAR_DAYS):
        reasons.append(["source", {"source": shared[0]}])
        scores.append(SOURCE_SCORE)
    against = 1.0
    for score in scores:
        against *= 1 - score / 100
    return reasons, min(MOST_SCORE, round(100 * (1 - against)))


# What a record is compared by


@lru_cache(maxsize=4096)  # the titles of drafts come up in every comparison
def _words(title: str) -> frozenset[str]:
    return search.title_words(title) - FILLING


def _probe_of(document: Document) -> Probe:
    """Of a document, whole or just being written: what is not there or cannot be read is not compared."""
    probe = Probe()
    probe.name(document.get("title_en") or "", document.get("title_zh") or "")
    try:
        probe.interval = dates.parse(document.get("date") or "")
    except dates.DateError:
        probe.interval = dates.parse("")
    probe.countries = {row["country"] for row in document.get("countries") or () if row.get("country")}
    exact = (WherePrecision.EXACT, WherePrecision.NEAR)
    places = {
        row["place"]
        for row in document.get("places") or ()
        if row.get("place") and row.get("where_prec", WherePrecision.EXACT) in exact
    }
    if places:
        rows = Place.objects.filter(pk__in=places).values_list("latitude", "longitude")
        probe.points = [(float(a), float(b)) for a, b in rows if a is not None and b is not None]
    sources = {row["source"] for row in document.get("citations") or () if row.get("source")}
    if sources:
        known = Source.objects.filter(pk__in=sources).values_list("pk", "url_normalised")
        probe.addresses = {address or source for source, address in known}
    return probe


def _stored_probes(model: type[Record], ids: Collection[int]) -> dict[int, Probe]:
    """Of stored records, by key id; three queries."""
    probes: dict[int, Probe] = {}
    rows = model.objects.filter(key__in=ids).values_list("key_id", "title_en", "title_zh", "date")
    for key_id, title_en, title_zh, text in rows:
        probe = probes[key_id] = Probe(interval=dates.parse(text))
        probe.name(title_en, title_zh)
    for key_id, country in RecordCountry.objects.filter(key__in=ids).values_list("key", "country"):
        probes[key_id].countries.add(country)
    exact = RecordPlace.objects.filter(key__in=ids, where_prec__lte=WherePrecision.NEAR)
    for key_id, latitude, longitude in exact.values_list("key", "place__latitude", "place__longitude"):
        if latitude is not None and longitude is not None:
            probes[key_id].points.append((float(latitude), float(longitude)))
    return probes


# Where to look


def _by_date(model: type[Record], probe: Probe) -> set[int]:
    """Records of those days that are about one of its countries; by the index of lists by date."""
    earliest, latest = probe.interval.earliest, probe.interval.latest
    if not (probe.to_the_day and probe.countries) or earliest is None or latest is None:
        return set()
    week = timedelta(days=NEAR_DAYS + 7)  # one that began a week before may still have been going on
    countries = RecordCountry.objects.filter(key=OuterRef("pk"), country__in=probe.countries)
    found = model.objects.filter(
        Exists(countries),
        status__in=ALIVE,
        sort_date__range=(earliest - week, latest + timedelta(days=NEAR_DAYS)),
    )
    return set(found.order_by().values_list("pk", flat=True))


def _by_title(kind: str, probe: Probe) -> set[int]:
    """Published records by the search index; the newest others by their titles."""
    earliest, latest = probe.interval.earliest, probe.interval.latest
    span = (earliest and earliest - LONGEST, latest and latest + APART)
    titles = [words for words in probe.titles.values() if words]
    found = search.titles_like(titles, kind, share=ALIKE_NEAR, days=span)
    drafts = RecordKey.objects.filter(kind=kind, status__in=(Status.DRAFT, Status.IN_REVIEW))
    rows = drafts.order_by("-updated_at").values_list("pk", "title_en", "title_zh")[:DRAFTS]
    for key_id, title_en, title_zh in rows:
        pairs = (("en", title_en), ("zh", title_zh))
        if max(_share(probe.titles[name], _words(title)) for name, title in pairs) >= ALIKE_NEAR:
            found.add(key_id)
    return found


def _by_source(kind: str, probe: Probe, own: str) -> dict[str, set[int]]:
    """Of each of its sources that hardly any record cites: the other records of the kind that do."""
    if not probe.addresses:
        return {}
    same = Q(source__in=probe.addresses) | Q(source__url_normalised__in=probe.addresses - {""})
    rows = Citation.objects.filter(same).exclude(key__record_id=own).order_by()
    counted = rows.values("source").annotate(records=Count("key", distinct=True)).filter(records__lt=RARE)
    few = rows.filter(source__in=counted.values("source"), key__kind=kind)
    found: dict[str, set[int]] = defaultdict(set)
    for source, key_id in few.values_list("source", "key"):
        found[source].add(key_id)
    return found


def _linked_to(own: str) -> Q:
    """Keys that a link connects with this record, in either direction."""
    there = Link.objects.filter(key__record_id=own, to=OuterRef("pk"))
    back = Link.objects.filter(to__record_id=own, key=OuterRef("pk"))
    return Q(Exists(there)) | Q(Exists(back))


# Measures


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    """Words that both have, of those that either has (Jaccard); 0 where one has none."""
    return len(one & other) / len(one | other) if one and other else 0.0


def _gap(one: dates.Interval, other: dates.Interval) -> timedelta | None:
    """Between the ends of two dates; none where they overlap, None where one is unknown or open."""
    if None in (one.earliest, one.latest, other.earliest, other.latest):
        return None
    between = max(one.earliest - other.latest, other.earliest - one.latest)  # type: ignore[operator]
    return max(between, timedelta())


def _distance(some: Sequence[Point], others: Sequence[Point]) -> float | None:
    """Kilometres between the nearest of some points; None where one side has none."""
    return min((_kilometres(one, other) for one in some for other in others), default=None)


def _kilometres(one: Point, other: Point) -> float:
    (north, east), (north2, east2) = map(radians, one), map(radians, other)
    half = sin((north - north2) / 2) ** 2 + cos(north) * cos(north2) * sin((east - east2) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))
