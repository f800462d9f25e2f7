"""The list of one kind: reads the address, answers with what the results page shows.

A kind declares a subclass (model, filterset, views it offers); templates only draw. `template_name` is the page
(`incidents/list.html`); the part that htmx swaps is the same name with `_list_results.html` for `list.html`
(`incidents/_list_results.html`), included by the page, drawn from the same context:

kind, url_name     "incident"; the list's address is `{% url url_name %}`
sentence           the result in words: result line, page title, feed title. A str with the attributes `before`,
                   `strong` ("29 incidents") and `after` for the result line
description        for <meta name="description">
total, on_record   records found; records of the kind that the reader may see
address            canonical address of this state, with the language; `clear_address` the same without filters
rows               the page's records: public texts (dicts; portal.base.projection), in order
view, views        "table"; [Choice(value, label, address, chosen)]: links of the view switch
sort, sorts        "-date"; [Choice]: the orders offered, newest first being the default
sort_links         {"date" | "deaths" | "updated": SortLink(address, aria_sort)}: links of column heads
pers               [Choice]: how many a page
results_template   the fragment's template name, for the page to include
map                None, or the small map (portal.base.views.list_map)
pager              Pager(first, last, total, number, count, pages, previous, next): `first`-`last` of `total` are shown;
                   `pages` [PageLink(number, address, current)], a None where numbers are left out; `previous` and
                   `next` are addresses or blank. `count` of pages; no numbers on and for pages beyond 10,000 rows
facets             [Facet], in the order of the rail:
                     key, label, hint, shape ("options" | "dates" | "day"), open, chosen (number), overlap (counts
                     may add up to more than the total), note
                     options  [FacetOption(value, label, count, chosen, address, children, child_key, open)];
                              `children` are the second level, `open` is set where one of them or it is chosen
                     top, rest  the options to show at once and those behind "Show all" (`rest` empty up to 8);
                              `rest_chosen` where one of the latter is chosen
                     with_role  another Facet or None (country: its roles; keys are its own)
                     dates: date_from, date_to (texts), match (FacetOptions of `date_match`), would_remove (how many
                     `surely` takes away); day: day (text)
chips              [Chip(key, value, label, value_label, address, first)]: address without it; `first` of its key
                   (the specimen writes the label once). A date range is one chip with key "date"
histogram          None, or Histogram(bars, most, step, series, period_total, undated, first, last): bars
                   [Bar(start, end, count, address, inside)] with no year left out; `step` years a bar (1, 10 or 100);
                   the three others are NotDrawn(count, address): in the result, but not in a bar.
                   Bars count by the year of `sort_date` (a span counts in the year it begins), obey all filters
                   but the dates, and `inside` tells those within the chosen dates
downloads          [Choice(value, label, address)]: csv, xlsx, json, geojson of the whole result
feed_address, api_address    Atom of this search; the API's address of this result, with host
notices            [Notice(key, value, nearest, message, address)]: what was not understood, with the address that has
                   the nearest in its place; the status is then 400
empty              None, or Empty(ways_out, other_kinds): [WayOut(label, value_label, count, address)]
hidden             [(key, value)]: hidden fields of the filter form: controls, and filters the rail has no field for
hidden_filters     [(key, value)] of the filters: hidden fields of the form with sort and number of rows
then, today_address  as of a moment only: the moment in words, the same list today. There are no facets (but the
                   field of the day), no histogram, no map and no feed then
labels             {field: {code: label}} for `{% label row "scope" %}`
q                  the text searched for
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar
from urllib.parse import parse_qsl

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic.base import TemplateResponseMixin, View

from portal.base.documents import Document, loads
from portal.base.filters import AS_OF, RecordFilterSet, Selection, SelectionThen, selection_of
from portal.base.history import texts_as_of
from portal.base.models import Record
from portal.base.public_texts import texts_of
from portal.base.sentences import describe

from .facet_rail import FacetRail
from .histogram import histogram
from .labels import labels_of
from .list_addresses import FILES, api_address, feed_address, file_address
from .list_map import list_map
from .list_parts import chips, empty, notices, pager, sort_links
from .list_state import CONTROLS, Choice, ListState
from .moments import at_the_same_time, crosses_times, then_context


class RecordListView(TemplateResponseMixin, View):
    """A kind's list. Subclasses say which kind, filterset and template; `more_context` may add to the page."""

    model: ClassVar[type[Record]]
    filterset_class: ClassVar[type[RecordFilterSet]]
    views: ClassVar[Sequence[str]] = ("table", "cards")
    http_method_names = ["get", "head", "options"]

    @property
    def url_name(self) -> str:
        return f"{self.model.kind}-list"

    @property
    def results_template(self) -> str:
        """`incidents/list.html` -> `incidents/_list_results.html`."""
        folder, _slash, name = str(self.template_name).rpartition("/")
        return f"{folder}/_{name.removesuffix('.html')}_results.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # One transaction: sentence, counts and rows are of the same moment.
        with transaction.atomic():
            filterset = self.filterset_class(request.GET, request=request)
            state = ListState(filterset, reverse(self.url_name), self.views)
            fragment = self.wants_fragment()
            if fragment and crosses_times(request, filterset.moment is not None):
                # The rail is another one: the whole page has to come.
                return self.varied(HttpResponse(headers={"HX-Redirect": state.own_address}))
            if not state.problems and not fragment and self.is_written_otherwise(state):
                return self.varied(HttpResponseRedirect(state.own_address))
            context = self.get_context_data(state)
        status = 400 if state.problems else 200
        self.response_template = self.results_template if fragment else self.template_name
        response = self.render_to_response(context, status=status)
        if fragment and not state.problems:
            response["HX-Push-Url"] = state.own_address
        return self.varied(response)

    def get_template_names(self) -> list[str]:
        return [str(self.response_template)]

    def wants_fragment(self) -> bool:
        htmx: Any = self.request.htmx  # type: ignore[attr-defined]
        return bool(htmx and not htmx.history_restore_request and not htmx.boosted)

    def is_written_otherwise(self, state: ListState) -> bool:
        """True where the address is not the one that this state has."""
        query = self.request.META.get("QUERY_STRING", "")
        return parse_qsl(query, keep_blank_values=True) != state.own_pairs

    def varied(self, response: HttpResponse) -> HttpResponse:
        patch_vary_headers(response, ["HX-Request"])
        return response

    def get_context_data(self, state: ListState) -> dict[str, Any]:
        filterset, kind = state.filterset, self.model.kind
        selection = selection_of(filterset)
        total = selection.total
        state.keep_within(max(1, -(-total // state.per)))
        start = (state.page - 1) * state.per
        rail = FacetRail(state, selection)
        found = chips(state)
        sentence = describe(filterset, total, get_language() or "en", state.sort)
        context = {
            "kind": kind,
            "url_name": self.url_name,
            "results_template": self.results_template,
            "sentence": sentence,
            "description": _("%(sentence)s: each with its dates, figures, who stated them, and sources.")
            % {"sentence": sentence},
            "total": total,
            "on_record": selection.on_record,
            "address": state.own_address,
            "clear_address": state.address({}),
            "rows": self.rows(state, selection.key_ids(state.sort, start, start + state.per)),
            "view": state.view,
            "views": state.view_choices(),
            "sort": state.sort.value,
            "sorts": state.sort_choices(),
            "sort_links": sort_links(state),
            "pers": state.per_choices(),
            "pager": pager(state, total),
            "facets": rail.facets,
            "chips": found,
            **self.overview(state, selection),
            "downloads": [
                Choice(form, form.upper(), file_address(kind, form, state.query())) for form in FILES
            ],
            "feed_address": "" if filterset.moment else feed_address(kind, state.query(order=False)),
            "api_address": api_address(kind, state.query()),
            "notices": notices(state),
            "empty": empty(state, selection, found) if not total else None,
            "hidden": [pair for pair in state.pairs() if pair[0] in CONTROLS or pair[0] not in rail.keys],
            "hidden_filters": filterset.pairs(),
            "labels": labels_of(self.model),
            "q": "".join(filterset.values.get("q", [])),
        }
        return context | self.more_context(state, selection)

    def rows(self, state: ListState, key_ids: Sequence[int]) -> list[Document]:
        """The public texts of these records, of now or of the moment of the list."""
        if state.filterset.moment is None:
            return public_rows(self.model, key_ids)
        texts = texts_as_of(state.filterset.moment, key_ids)
        return [loads(text) for text in at_the_same_time(texts, state.filterset.values[AS_OF][0])]

    def overview(self, state: ListState, selection: Selection | SelectionThen) -> dict[str, Any]:
        """Histogram and map, which count the record of today."""
        if isinstance(selection, SelectionThen):
            return {
                "histogram": None,
                "map": None,
                **then_context(state.filterset, state.path),
            }
        by_place = list_map(
            selection, lambda places: state.address(state.without_keys("place") | {"place": places})
        )
        return {"histogram": histogram(state, selection), "map": by_place}

    def more_context(self, state: ListState, selection: Selection | SelectionThen) -> dict[str, Any]:
        """What a kind's own views of the result need beside this."""
        return {}


def public_rows(model: type[Record], key_ids: Sequence[int]) -> list[Document]:
    """The public texts of these records, in this order; drafts, which only editors see, are built on the spot."""
    return [loads(text) for text in texts_of(model, key_ids)]
