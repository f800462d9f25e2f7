"""Search over every kind: tabs with counts, hits with the passage that matched (ux 6.8)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
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
from portal.base.models import PublicText, RecordKey
from portal.base.templatetags.list_tags import kind_plural
from portal.base.templatetags.record_tags import LANGUAGE_TAGS
from portal.base.wording import address_of, reader_language, words

from .record_rows import KINDS

PER_PAGE = 25
LONGEST = 200  # characters of a query
RECORD_ID = re.compile(r"[A-Za-z]{3}-[A-Za-z0-9]{3,9}")
HAN = re.compile(r"[\u3400-\u9fff]")


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
        address = self.record_of_id()
        return HttpResponseRedirect(address) if address else super().get(request, *args, **kwargs)

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
        context = super().get_context_data(**kwargs) | {"q": self.text}
        if not self.text:
            return context
        kind = self.request.GET.get("kind", "")
        kind = kind if kind in Kind.values else ""
        page = page_number(self.request.GET.get("page", ""))
        counts = search.counts(self.text)
        found = search.find(self.text, kind=kind, start=(page - 1) * PER_PAGE, stop=page * PER_PAGE)
        total = counts.get(kind, 0) if kind else sum(counts.values())
        tabs = self.tabs(counts, kind)
        return context | {
            "sentence": sentence(self.text, total),
            "tabs": tabs,
            "elsewhere": [] if total else [tab for tab in tabs if tab.kind and tab.count],
            "hits": hits(found, self.text),
            "one_character": len(self.text) == 1 and bool(HAN.match(self.text)),
            "page": page,
            "previous": self.address(kind, page - 1) if page > 1 else "",
            "next": self.address(kind, page + 1) if page * PER_PAGE < total else "",
        }

    def tabs(self, counts: Mapping[str, int], current: str) -> list[Tab]:
        every = Tab("", _("All"), sum(counts.values()), self.address("", 1), not current)
        kinds = [Tab(k, kind_plural(k), counts.get(k, 0), self.address(k, 1), current == k) for k in KINDS]
        return [every, *kinds]

    def address(self, kind: str, page: int) -> str:
        query = (
            {"q": self.text} | ({"kind": kind} if kind else {}) | ({"page": str(page)} if page > 1 else {})
        )
        return f"{reverse('search')}?{urlencode(query)}"


def page_number(text: str) -> int:
    """A page from an address; the first one for anything that is none."""
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text[:6]) == int(text) else 1


def sentence(text: str, total: int) -> str:
    counted = ngettext("%(number)s record with “%(text)s”", "%(number)s records with “%(text)s”", total)
    return counted % {"number": format_number(total), "text": text}


def hits(key_ids: list[int], text: str) -> list[Hit]:
    """The hits of one page, in their order; one query."""
    texts = dict(PublicText.objects.filter(key__in=key_ids).values_list("key_id", "text"))
    return [hit(loads(texts[key_id]), text) for key_id in key_ids if key_id in texts]


def hit(record: Document, text: str) -> Hit:
    """One hit: the passage is the first place where the words stand, the reader's language ahead."""
    found = [
        (name, words_there, lang)
        for name, words_there, lang in fields(record)
        if search.marks(words_there, text)
    ]
    titles = [item for item in found if item[0] == "title"]
    own = words(record, "title")
    title, title_lang = (titles[0][1], titles[0][2]) if titles else (own, "")
    passages = [item for item in found if item[0] != "title"]
    passage, passage_lang = (passages[0][1], passages[0][2]) if passages else (words(record, "summary"), "")
    places = [words(row, "place_name") for row in record.get("places") or []]
    here = LANGUAGE_TAGS[reader_language()]
    return Hit(
        row=record,
        place=places[0] if places else "",
        title=marked(title, text),
        title_lang=title_lang if title_lang != here else "",
        passage=marked(search.passage(passage, text), text) if passage else SafeString(""),
        passage_lang=passage_lang if passage_lang != here else "",
        where=str(_(", ")).join(dict.fromkeys(str(label(name)) for name, _text, _lang in found)),
    )


def fields(record: Document) -> Iterator[tuple[str, str, str]]:
    """(field, text, its BCP 47 tag) of all that is searched, the reader's language first."""
    mine = reader_language()
    for name in ("title", "summary", "note"):
        for language in (mine, "en" if mine == "zh" else "zh"):
            if record.get(f"{name}_{language}"):
                yield name, record[f"{name}_{language}"], LANGUAGE_TAGS[language]
    for row in record.get("citations") or []:
        if row.get("excerpt"):
            yield "source", row["excerpt"], row.get("excerpt_language") or ""
        if row.get("excerpt_translation"):
            yield "source", row["excerpt_translation"], ""


def label(name: str) -> str:
    return {
        "title": _("title"),
        "summary": _("summary"),
        "note": _("note"),
        "source": _("quoted source"),
    }[name]


def marked(text: str, query: str) -> SafeString:
    """The text with the words of the query in `<mark>`."""
    parts: list[tuple[str, SafeString]] = []
    end = 0
    for start, stop in search.marks(text, query):
        parts.append((text[end:start], format_html("<mark>{}</mark>", text[start:stop])))
        end = stop
    return format_html_join("", "{}{}", parts) + format_html("{}", text[end:])
