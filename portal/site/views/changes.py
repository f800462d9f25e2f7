"""What was published, changed and withdrawn: the page of the change feed, and its Atom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView

from portal.base.codes import ChangeAction, Kind
from portal.base.feeds import ATOM_TYPE, ENTRIES, changes_atom
from portal.base.filters import ChangeFilters, ChangePage, Problem
from portal.base.models import Change, Country
from portal.base.views.change_entries import ChangeEntry, with_versions
from portal.base.wording import reader_language

MOST_LINES = 8  # of one entry; a version that changes more is read on its own page


@dataclass(frozen=True)
class Feed:
    """One of the two feeds: the names of its addresses, its title, and whether it is of figures alone."""

    page: str
    atom: str
    api: str
    title: Any
    of_figures: bool = False

    def rows(self) -> QuerySet[Change]:
        # Corrections are few among many changes: they have an index of their own.
        changes = Change.objects.filter(figures_changed=True) if self.of_figures else Change.objects.all()
        return with_versions(changes)

    def entries(self, page: ChangePage) -> list[ChangeEntry]:
        return [ChangeEntry(change, self.of_figures) for change in page.rows]

    def page_address(self, query: str = "") -> str:
        return _with_query(reverse(self.page), query)

    def atom_address(self, query: str = "") -> str:
        return _with_query(reverse(self.atom), query)

    def api_address(self, query: str = "") -> str:
        return _with_query(settings.SITE_URL + reverse(self.api), query)


CHANGES = Feed("changes", "changes-feed", "api-change-list", gettext_lazy("Changes"))


class ChangeListView(TemplateView):
    """The feed as a page, newest first; with `after`, oldest first from there, as the API has it."""

    template_name = "changes/list.html"
    feed: ClassVar[Feed] = CHANGES

    def get_queryset(self) -> QuerySet[Change]:
        return self.feed.rows()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = self.get_queryset()
        self.filters = ChangeFilters(request.GET, request.user)
        self.problems = self.filters.problems()
        return self.render_to_response(self.get_context_data(rows), status=400 if self.problems else 200)

    def get_context_data(self, rows: QuerySet[Change], **kwargs: Any) -> dict[str, Any]:
        filters, page = self.filters, self.filters.page(rows)
        query = urlencode(filters.pairs())
        return super().get_context_data(**kwargs) | {
            "title": self.feed.title,
            "entries": self.feed.entries(page),
            "most_lines": MOST_LINES,
            "notices": [self.notice(problem) for problem in self.problems],
            "chosen": {key: values[0] for key, values in filters.values.items()},
            "narrowed": filters.narrowed,
            "kinds": Kind.choices,
            "actions": ChangeAction.choices,
            "countries": self.countries(),
            "page_address": self.feed.page_address(),
            "newest": self.feed.page_address(query) if self.is_further(page) else "",
            "next": self.further(page.next),
            "oldest_first": page.after is not None,
            "feed_address": self.feed.atom_address(query),
            "api_address": self.feed.api_address(query),
        }

    def is_further(self, page: ChangePage) -> bool:
        return page.after is not None or page.before is not None

    def further(self, asked: dict[str, int] | None) -> str:
        return self.feed.page_address(urlencode(self.filters.pairs(**asked))) if asked else ""

    def countries(self) -> list[tuple[str, str]]:
        """The five states, and what else was chosen."""
        chosen = self.filters.values.get("country", [])
        found = Country.objects.filter(region=True) | Country.objects.filter(pk__in=chosen)
        return [(country.pk, country.name) for country in found.order_by("-region", "position", "code")]

    def notice(self, problem: Problem) -> dict[str, str]:
        """A problem with the address that has the nearest in its place."""
        address = ""
        if problem.nearest:
            pairs = [
                (problem.nearest, value) if not problem.value else (key, problem.nearest)
                for key, values in self.filters.given.items()
                for value in values
                if key == problem.key and problem.value in ("", value)
            ]
            address = self.feed.page_address(urlencode([*self.filters.pairs(), *pairs]))
        return problem._asdict() | {"address": address}


class ChangeFeedView(View):
    """The latest entries of the same address as Atom."""

    feed: ClassVar[Feed] = CHANGES
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        filters = ChangeFilters(request.GET, request.user)
        problems = filters.problems()
        if problems:
            words = "\n".join(str(problem.message) for problem in problems)
            return HttpResponse(words, status=400, content_type="text/plain; charset=utf-8")
        filters.values.setdefault("per", [str(ENTRIES)])
        page = filters.page(self.feed.rows())
        shown = self.feed.page_address(urlencode(filters.pairs()))
        site = settings.SITE_NAME_ZH if reader_language() == "zh" else settings.SITE_NAME_EN
        text = changes_atom(
            self.feed.entries(page),
            f"{self.feed.title} · {site}",
            request.build_absolute_uri(),
            f"{settings.SITE_URL}{shown}",
        )
        return HttpResponse(text, content_type=ATOM_TYPE)


def _with_query(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path
