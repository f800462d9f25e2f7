"""The index of countries, and everything the record has about one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from events.filters import IncidentFilterSet
from mechanisms.models import Mechanism, Partnership
from mechanisms.views.ladder import ladder
from portal.base.codes import CountryRole, Kind, Status
from portal.base.documents import loads
from portal.base.filters import Selection
from portal.base.models import Country, RecordCountry, Source
from portal.base.projection import record_row
from portal.base.views.histogram import Histogram, histogram
from portal.base.views.list_addresses import list_address
from portal.base.views.list_state import ListState
from portal.base.views.lists import RecordListView
from portal.base.views.locator import Locator
from portal.base.views.map_geometry import FIVE_STATES, Window, bounds, outlines
from portal.base.wording import language_name

from .record_rows import KINDS, counts_by_country, newest_of_country, rows_of, selections

LATEST = 5
TIMELINE = 12
MEMBERSHIP_ROLES = (
    CountryRole.MEMBER,
    CountryRole.OBSERVER,
    CountryRole.PARTNER,
    CountryRole.HOST,
    CountryRole.PARTICIPANT,
)
MAP_WIDTH, MAP_HEIGHT = 360, 236


@dataclass(frozen=True)
class KindCount:
    kind: str
    count: int
    address: str


@dataclass(frozen=True)
class CountryRow:
    country: Country
    counts: tuple[KindCount, ...]


def kind_counts(country: str, counts: Mapping[str, int]) -> tuple[KindCount, ...]:
    """How many records of each kind name a country, each with the list that shows them."""
    return tuple(KindCount(kind, counts.get(kind, 0), _address(kind, country)) for kind in KINDS)


def _address(kind: str, country: str) -> str:
    if kind == Kind.PARTNERSHIP:
        return (
            reverse("partnership-detail", args=[f"PAR-{country}"])
            if country in FIVE_STATES
            else reverse("partnership-list")
        )
    return list_address(f"{kind}-list", country=country)


class CountryListView(TemplateView):
    """The five states, then every other country that a published record names."""

    template_name = "countries/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = counts_by_country(selections(self.request.user))
        countries = Country.objects.visible_to(self.request.user).order_by("-region", "position", "code")
        rows = [
            CountryRow(country, kind_counts(country.code, counts.get(country.code, {})))
            for country in countries
            if country.region or country.code in counts
        ]
        return super().get_context_data(**kwargs) | {
            "kinds": KINDS,
            "states": [row for row in rows if row.country.region],
            "others": [row for row in rows if not row.country.region],
        }


class CountryDetailView(TemplateView):
    template_name = "countries/detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        country = self.country()
        found = selections(user)
        counts = {kind: each.counted({"country": [country.code]}) for kind, each in found.items()}
        incidents = newest_of_country([found[Kind.INCIDENT]], country.code, LATEST)
        training = newest_of_country([found[Kind.TRAINING_EVENT]], country.code, LATEST)
        return super().get_context_data(**kwargs) | {
            "country": country,
            "names": local_names(country),
            "counts": kind_counts(country.code, counts),
            "map": country_map(country),
            "ladder": self.lane(country),
            "memberships": self.memberships(country),
            "proposals": self.proposals(country),
            "training": rows_of(training),
            "training_address": list_address("training_event-list", country=country.code),
            "incidents": rows_of(incidents),
            "histogram": incident_histogram(self.request, country),
            "incidents_address": list_address("incident-list", country=country.code),
            "timeline": rows_of(newest_of_country(found.values(), country.code, TIMELINE)),
            "languages": source_languages(found.values(), country.code),
            "trail": [(_("Countries"), reverse("country-list")), (country.name, "")],
        }

    def country(self) -> Country:
        """Any country of the code list: a figure may point at one that no record names in a role."""
        code = self.kwargs["code"].upper()
        found = Country.objects.visible_to(self.request.user).filter(code=code).first()
        if found is None:
            raise Http404(code)
        return found

    def lane(self, country: Country) -> Any:
        """The country's own lane of the ladder; None where it has no partnership."""
        found = Partnership.objects.visible_to(self.request.user).published().filter(partner=country)
        texts = list(found.values_list("key__public_text__text", flat=True))
        return ladder([loads(text) for text in texts if text], timezone.now().date())

    def memberships(self, country: Country) -> list[tuple[str, list[dict[str, Any]]]]:
        """(role, mechanisms) in the order of the roles."""
        rows = RecordCountry.objects.filter(
            country=country,
            role__in=MEMBERSHIP_ROLES,
            key__kind=Kind.MECHANISM,
            key__status=Status.PUBLISHED,
        )
        by_role: dict[str, list[dict[str, Any]]] = {}
        for row in rows.select_related("key__mechanism").order_by("key__record_id"):
            by_role.setdefault(row.role, []).append(_with_stage(row.key.mechanism))
        return [(CountryRole(role).label, by_role[role]) for role in MEMBERSHIP_ROLES if role in by_role]

    def proposals(self, country: Country) -> list[dict[str, Any]]:
        """What it proposed, alone or with others."""
        found = Mechanism.objects.visible_to(self.request.user).published()
        named = RecordCountry.objects.filter(
            key=OuterRef("key_id"), country=country, role=CountryRole.PROPOSER
        )
        found = found.filter(Q(proposed_by_country=country) | Q(Exists(named)))
        return [
            _with_stage(mechanism) for mechanism in found.select_related("key").order_by("key__record_id")
        ]


def _with_stage(mechanism: Mechanism) -> dict[str, Any]:
    return record_row(mechanism.key) | {"stage": mechanism.get_stage_display() if mechanism.stage else ""}


def local_names(country: Country) -> list[tuple[str, str, str]]:
    """(BCP 47 tag, language, name): English and Chinese, then the state's own languages."""
    found = [
        ("en", language_name("en"), country.name_en),
        ("zh-Hans", language_name("zh-hans"), country.name_zh),
    ]
    found += [(row["language"], language_name(row["language"]), row["name"]) for row in country.name_local]
    return [row for row in found if row[2]]


def source_languages(found: Iterable[Selection], country: str) -> list[tuple[str, int]]:
    """(language, sources) that the country's records cite, most first."""
    cited: set[str] = set()
    for selection in found:
        cited |= selection.codes_found("source", {"country": [country]})
    languages = Source.objects.exclude(language="").order_by().values_list("pk", "language")
    counted = Counter(language for source, language in languages.iterator() if source in cited)
    return [(language_name(language), number) for language, number in counted.most_common()]


def incident_histogram(request: HttpRequest, country: Country) -> Histogram | None:
    """The country's incidents a year: the chart, and the links, of the list that shows them."""
    filters = IncidentFilterSet(QueryDict(f"country={country.code}"), request=request)
    state = ListState(filters, reverse("incident-list"), RecordListView.views)
    return histogram(state, Selection(filters))


def country_map(country: Country) -> Locator | None:
    """The country among its neighbours; None outside the region, or where maps are switched off."""
    if not settings.MAPS_ENABLED or country.code not in FIVE_STATES:
        return None
    window = Window.around(bounds(country.code), least_span=4, width=MAP_WIDTH, height=MAP_HEIGHT)
    names = {state.code: state.name for state in Country.objects.filter(region=True)}
    words = _("Map: %(country)s among the five states") % {"country": country.name}
    return Locator(window, outlines(window), (), frozenset({country.code}), names, (), words)
