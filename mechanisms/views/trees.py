"""The page of all bodies as a tree, and the page of proposals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from mechanisms.codes import Framework, MechanismType, Stage
from mechanisms.filters import MechanismFilterSet
from mechanisms.models import Mechanism, Meeting
from portal.base.codes import CountryRole, Status
from portal.base.documents import Document, loads
from portal.base.filters import NEWEST
from portal.base.models import Country, RecordCountry
from portal.base.projection import record_row
from portal.base.sentences import describe
from portal.base.views.list_addresses import FILES, api_address, feed_address, file_address
from portal.base.views.moments import records_then, then_context

from .proposals import Proposals, proposals
from .tree import ALL, NOT_YET, counts_of, tree

LATEST = 3
OPEN = "open"


def public_proposals(user: Any) -> Proposals:
    """Every published mechanism that was proposed; two queries."""
    found = Mechanism.objects.visible_to(user).published().proposals()
    texts = found.order_by().values_list("key__public_text__text", flat=True)
    return proposals(loads(text) for text in texts if text)


def advised() -> Q:
    """Mechanisms that no state or body has proposed yet, only the authors of a source."""
    by_state = RecordCountry.objects.filter(key=OuterRef("key_id"), role=CountryRole.PROPOSER)
    return Q(
        ~Exists(by_state),
        proposed_by_source__isnull=False,
        proposed_by_country__isnull=True,
        proposed_by_organisation__isnull=True,
        stage__in=NOT_YET,
    )


def meta(record: Mapping[str, Any]) -> str:
    """What a body is, and the stage it was at."""
    parts = [MechanismType(record["mechanism_type"]).label]
    if record.get("stage"):
        parts.append(Stage(record["stage"]).label)
    return " · ".join(map(str, parts))


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    chosen: bool = False
    address: str = ""


@dataclass(frozen=True)
class Select:
    """One filter of the toolbar; `all` is what it says when nothing is chosen."""

    key: str
    label: str
    all: str
    options: tuple[Option, ...]


class MechanismTreeView(TemplateView):
    """The bodies; which of them stand open, and which are looked for, is in the address.

    It takes the same filters as the API. A filter shows what it finds and the bodies above it.
    """

    template_name = "mechanisms/tree.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = Mechanism.objects.visible_to(request.user).published()
        self.filterset = MechanismFilterSet(request.GET, queryset=found, request=request)
        self.problems = self.filterset.problems(allowed=(OPEN,))
        context = self.get_context_data(**kwargs)
        return self.render_to_response(context, status=400 if self.problems else 200)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.filterset.moment is not None:
            return super().get_context_data(**kwargs) | self.list_then()
        user = self.request.user
        query = urlencode(self.filterset.pairs())
        kept = set(self.filterset.qs.order_by().values_list("key_id", flat=True)) if query else None
        total = Mechanism.objects.visible_to(user).published().count() if kept is None else len(kept)
        # What only the authors of a source suggest stands among the proposals, not among the bodies.
        mechanisms = Mechanism.objects.visible_to(user).published().select_related("key", "seat")
        if kept is None:
            mechanisms = mechanisms.exclude(advised())
        opened = set(self.request.GET.getlist(OPEN))
        address = f"{reverse('mechanism-list')}?{query}&" if query else f"{reverse('mechanism-list')}?"
        return super().get_context_data(**kwargs) | {
            "rows": tree(mechanisms, counts_of(user), opened, kept),
            "filtered": kept is not None,
            "all_open": ALL in opened,
            "base_address": address,
            "clear_address": reverse("mechanism-list"),
            "selects": self.selects(),
            "notices": self.problems,
            "total": total,
            "sentence": describe(self.filterset, total, get_language() or "en", NEWEST) if query else "",
            "downloads": [
                Option(form, form.upper(), False, file_address("mechanism", form, query)) for form in FILES
            ],
            "api_address": api_address("mechanism", query),
            "feed_address": feed_address("mechanism", query),
            "proposals": None if kept is not None else public_proposals(user),
            "meetings": [] if kept is not None else self.latest_meetings(),
        }

    def list_then(self) -> dict[str, Any]:
        """The bodies found as of an earlier moment, one below the other: the tree is drawn of today's."""
        query = urlencode(self.filterset.pairs())
        records = [record | {"meta": meta(record)} for record in records_then(self.filterset)]
        return {
            "records": records,
            "filtered": True,
            "clear_address": reverse("mechanism-list"),
            "notices": self.problems,
            "total": len(records),
            "sentence": describe(self.filterset, len(records), get_language() or "en", NEWEST),
            "downloads": [
                Option(form, form.upper(), False, file_address("mechanism", form, query)) for form in FILES
            ],
            "api_address": api_address("mechanism", query),
            **then_context(self.filterset, reverse("mechanism-list")),
        }

    def selects(self) -> tuple[Select, ...]:
        """The two filters most asked for; every other key of the API works in the address too."""
        members = Country.objects.filter(
            record_rows__role=CountryRole.MEMBER, record_rows__key__status=Status.PUBLISHED
        )
        countries = [(country.code, country.name) for country in members.distinct()]
        return (
            self._select("member", _("Member state"), _("All member states"), countries),
            self._select("framework", _("Framework"), _("All frameworks"), Framework.choices),
        )

    def _select(self, key: str, label: str, every: str, options: Any) -> Select:
        chosen = self.request.GET.getlist(key)
        return Select(
            key, label, every, tuple(Option(code, str(name), code in chosen) for code, name in options)
        )

    def latest_meetings(self) -> list[Document]:
        """The latest meetings in one line each, with the body that met."""
        found = Meeting.objects.visible_to(self.request.user).published().exclude(date="").newest_first()
        rows = []
        for meeting in found.select_related("key", "mechanism__key")[:LATEST]:
            body = meeting.mechanism
            shown = body is not None and body.status == meeting.status
            rows.append(record_row(meeting.key) | {"meta": body.key.title if shown else ""})
        return rows


class ProposalListView(TemplateView):
    template_name = "mechanisms/proposals.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"proposals": public_proposals(self.request.user)}
