"""Search over every kind: tabs with counts, hits with the passage that matched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from portal.base import search
from portal.base.codes import Kind, Status, record_path
from portal.base.documents import Document, loads
from portal.base.figure_wording import format_number
from portal.base.filters import AS_OF, Problem, moment_words
from portal.base.history import texts_of_versions
from portal.base.kinds import model_of
from portal.base.models import Country, PublicText, RecordKey, Version
from portal.base.search.marking import Pieces
from portal.base.shape import shape_of
from portal.base.templatetags.list_tags import kind_plural
from portal.base.templatetags.record_tags import LANGUAGE_TAGS
from portal.base.views.moments import asked_moment, at_the_same_time
from portal.base.wording import address_of, reader_language, words

from .record_rows import KINDS

PER_PAGE = 25
LONGEST = 200  # characters of a query
RECORD_ID = re.compile(r"[A-Za-z]{3}-[A-Za-z0-9]{3,9}")
TOLD = {"summary", "note", "citations", "stages", "designations", "figures", "date_text"}
BRACKETS = re.compile(r"[（(][^）)]*[）)]")


@dataclass(frozen=True)
class Tab:
    kind: str
    label: str
    count: int
    address: str
    current: bool


@dataclass(frozen=True)
class Hit:
    row: Document
    place: str
    title: SafeString
    title_lang: str
    passage: SafeString
    passage_lang: str
    where: str


class SearchView(TemplateView):
    template_name = "search/search.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.text = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST]
        self.as_of, self.moment, self.problem = asked_moment(request)
        address = "" if self.problem else self.record_of_id()
        if address and self.as_of:
            address = f"{address}?{urlencode({AS_OF: self.as_of})}"
        if address:
            return HttpResponseRedirect(address)
        context = self.get_context_data(**kwargs)
        return self.render_to_response(context, status=400 if self.problem else 200)

    def record_of_id(self) -> str:
        """The address of the record whose ID was typed; a withdrawn one answers with its notice there."""
        if not RECORD_ID.fullmatch(self.text):
            return ""
        seen = RecordKey.objects.visible_to(self.request.user) | RecordKey.objects.filter(
            status=Status.WITHDRAWN
        )
        key = seen.filter(record_id=self.text.upper()).first()
        return address_of(record_path(key.kind, key.record_id)) if key else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs) | {"q": self.text, "as_of": self.as_of}
        self.countries = self.chosen_countries()
        context["countries"] = self.countries
        if not self.text:
            return context
        kind = self.request.GET.get("kind", "")
        kind = kind if kind in Kind.values else ""
        page = page_number(self.request.GET.get("page", ""))
        self.chosen = [code for code, _name, chosen in self.countries if chosen]
        found = self.find(kind, (page - 1) * PER_PAGE)
        tabs = self.tabs(found.by_kind, kind)
        return context | {
            "kind": kind,
            "chosen": len(self.chosen),
            "sentence": sentence(self.text, found),
            "tabs": tabs,
            "elsewhere": [] if found.count else [tab for tab in tabs if tab.kind and tab.count],
            "hits": [hit(loads(text), self.text) for text in self.texts(found)],
            "one_character": found.one_character,
            "page": page,
            "previous": self.address(kind, page - 1) if page > 1 else "",
            "next": self.address(kind, page + 1) if page * PER_PAGE < found.count else "",
            "notices": [Problem(AS_OF, self.as_of, "", self.problem)] if self.problem else [],
            "then": moment_words(self.as_of) if self.moment else "",
            "today_address": self.address(kind, 1, as_of=""),
        }

    def find(self, kind: str, offset: int) -> search.Hits | search.HitsThen:
        """A page of hits, of today or of the moment asked for."""
        words = {"kind": kind or None, "limit": PER_PAGE, "offset": offset}
        if self.moment is None:
            return search.find(self.text, countries=self.chosen, **words)
        rows = Version.objects.at(self.moment)
        if self.chosen:
            rows = rows.filed(f"countries.country={code}" for code in self.chosen)
        try:
            return search.find_then(rows, self.text, **words)
        except search.TooManyToScan as error:
            self.problem = str(error)
            return search.HitsThen(by_kind=dict.fromkeys(Kind.values, 0))

    def texts(self, found: search.Hits | search.HitsThen) -> list[str]:
        """The public texts of a page of hits, in their order; one query."""
        if isinstance(found, search.HitsThen):
            return at_the_same_time(texts_of_versions(found.ids), self.as_of)
        texts = dict(PublicText.objects.filter(key__in=found.ids).values_list("key_id", "text"))
        return [texts[key_id] for key_id in found.ids if key_id in texts]

    def chosen_countries(self) -> list[tuple[str, str, bool]]:
        """(code, name, whether chosen) of the five states."""
        wanted = self.request.GET.getlist("country")
        states = Country.objects.visible_to(self.request.user).filter(region=True)
        return [(state.code, state.name, state.code in wanted) for state in states.order_by("position")]

    def tabs(self, counts: Mapping[str, int], current: str) -> list[Tab]:
        every = Tab("", _("All"), sum(counts.values()), self.address("", 1), not current)
        kinds = [Tab(k, kind_plural(k), counts.get(k, 0), self.address(k, 1), current == k) for k in KINDS]
        return [every, *kinds]

    def address(self, kind: str, page: int, as_of: str | None = None) -> str:
        """The same words and countries, among one kind or all, at a page; as of the same moment, or of another."""
        pairs = [("q", self.text), ("kind", kind), *(("country", code) for code in self.chosen)]
        pairs.append((AS_OF, self.as_of if as_of is None else as_of))
        pairs.append(("page", str(page) if page > 1 else ""))
        return f"{reverse('search')}?{urlencode([pair for pair in pairs if pair[1]])}"


def page_number(text: str) -> int:
    """A page from an address; the first one for anything that is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 and int(text) else 1


def sentence(text: str, found: search.Hits | search.HitsThen) -> str:
    """How many records hold the words; a count that stopped says so."""
    if isinstance(found, search.HitsThen):
        number = format_number(found.count)
    else:
        number = format_number(min(found.count, search.COUNTED_TO))
    if isinstance(found, search.Hits) and found.more_than_counted:
        return _("More than %(number)s records with “%(text)s”") % {"number": number, "text": text}
    counted = ngettext("%(number)s record with “%(text)s”", "%(number)s records with “%(text)s”", found.count)
    return counted % {"number": number, "text": text}


def hit(record: Document, text: str) -> Hit:
    """One hit: its title, and the passage that shows most of the words; without one, the summary."""
    mine = reader_language()
    title, title_lang = title_of(record, text, mine)
    shown = search.passage(record, text, mine)
    found = [_("title")] if any(matches for _piece, matches in title) else []
    passage, passage_lang = [(words(record, "summary"), False)], mine
    if shown is not None:
        found.append(name_of(record["kind"], shown.field))
        if shown.field in TOLD:  # a code's or a noun's name says less than the summary
            passage, passage_lang = shown.pieces, shown.language or mine
    places = [words(row, "place_name") for row in record.get("places") or []]
    return Hit(
        row=record,
        place=places[0] if places else "",
        title=marked(title),
        title_lang=LANGUAGE_TAGS[title_lang] if title_lang != mine else "",
        passage=marked(passage),
        passage_lang=LANGUAGE_TAGS[passage_lang] if passage_lang != mine else "",
        where=str(_(", ")).join(found),
    )


def title_of(record: Document, text: str, mine: str) -> tuple[Pieces, str]:
    """The title in pieces: the reader's, else the other where only that one matches."""
    languages = [lang for lang in (mine, "en" if mine == "zh" else "zh") if record.get(f"title_{lang}")]
    every = [(search.marks(record[f"title_{lang}"], text), lang) for lang in languages]
    matching = [(pieces, lang) for pieces, lang in every if any(matches for _piece, matches in pieces)]
    return (matching or every)[0]


def name_of(kind: str, name: str) -> str:
    """What a field or a table of rows is called where a hit says where it matched."""
    shape = shape_of(model_of(kind))
    for table in shape.children:
        if table.name == name:
            return str(table.model._meta.verbose_name_plural)
    for column in shape.columns:
        if column.name == f"{name}_en":
            return BRACKETS.sub("", str(column.field.verbose_name)).strip()
        if column.name in (name, name.removesuffix("_name")):
            return str(column.field.verbose_name)
    return str(_("text"))


def marked(pieces: Pieces) -> SafeString:
    """The pieces with `<mark>` around what matches."""
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", text) if matches else text,) for text, matches in pieces)
    )
