"""Tags that show a record's words, dates, figures and marks; all take rows of a public text (dicts).

A text that exists in one language only is shown in that language, with its `lang` and a mark that says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.base.codes import Kind
from portal.base.dates import DateError, describe_precision, parse
from portal.base.figure_wording import format_number
from portal.base.wording import (
    address_of,
    date_words,
    language_name,
    link_label,
    pick,
    reader_language,
    words,
)

register = template.Library()

FIVE_STATES = {"KAZ", "KGZ", "TJK", "TKM", "UZB"}
LANGUAGE_TAGS = {"en": "en", "zh": "zh-Hans"}
MACHINE_DATE = re.compile(r"\d{4}(-\d{2}){0,2}")
OWN_REASONS = (gettext_noop("Starter data"),)
SHAPES = {
    "circle": '<circle cx="6" cy="6" r="5"/>',
    "diamond": '<path d="m6 0 6 6-6 6-6-6z"/>',
    "square": '<path d="M1 1h10v10H1z"/>',
    "frame": '<path d="M2 2h8v8H2z"/>',
    "triangle": '<path d="m6 .5 6 10.8H0z"/>',
}
KIND_SHAPES = {Kind.INCIDENT: "circle", Kind.PARTNERSHIP: "diamond", Kind.TRAINING_EVENT: "triangle"}


register.filter("words", words)
register.filter("link_label", link_label)
register.filter("language_name", language_name)


@register.simple_tag
def field(row: Mapping[str, Any] | None, name: str, mark: bool = True) -> SafeString | str:
    """`{% field record "summary" %}`: the text, told apart where it is in the other language.

    `mark=False` leaves out the words "English only", for lists where they would repeat on every line.
    """
    if not row:
        return ""
    text, language = pick(row, name)
    if not text or language == reader_language():
        return conditional_escape(text)
    told = format_html('<span lang="{}">{}</span>', LANGUAGE_TAGS[language], text)
    if not mark:
        return told
    note = _("English only") if language == "en" else _("Chinese only")
    return format_html('{}<span class="only-language">{}</span>', told, note)


@register.simple_tag
def other_field(row: Mapping[str, Any] | None, name: str) -> SafeString | str:
    """The text in the language the page is not in, with its `lang`; blank where there is none."""
    other = "en" if reader_language() == "zh" else "zh"
    text = row.get(f"{name}_{other}") if row else ""
    return format_html('<span lang="{}">{}</span>', LANGUAGE_TAGS[other], text) if text else ""


@register.filter
def paragraphs(text: str) -> SafeString:
    """Blank lines part paragraphs; nothing else is markup."""
    parts = [part.strip() for part in re.split(r"\n\s*\n", text or "") if part.strip()]
    return mark_safe("".join(format_html("<p>{}</p>", part) for part in parts))


@register.simple_tag
def date_text(text: str | None, kind: str = "event", short: bool = False) -> SafeString:
    """An EDTF string as `<time>`: `{% date_text source.published short=True %}`."""
    shown = date_words(text or "", kind or "event", short)
    if text and MACHINE_DATE.fullmatch(text):
        return format_html('<time datetime="{}">{}</time>', text, shown)
    return format_html('<span class="nw">{}</span>', shown)


@register.simple_tag
def when(row: Mapping[str, Any], short: bool = False) -> SafeString:
    """The date of a record or of a row with `date` and perhaps `date_kind`."""
    return date_text(row.get("date"), row.get("date_kind") or "event", short)


@register.simple_tag
def day(timestamp: str | None, short: bool = True) -> SafeString:
    """An ISO 8601 time (`updated_at`) as its day in UTC."""
    return date_text((timestamp or "")[:10], "event", short) if timestamp else mark_safe("")


@register.filter
def precision(text: str | None) -> str:
    """How exact a date is, in words."""
    try:
        return describe_precision(parse(text or ""), reader_language())
    except DateError:
        return ""


@register.simple_tag
def marker(kind: str, form: str = "") -> SafeString:
    """A kind's mark, hidden from screen readers: the kind's name stands beside it.

    `form` "series" (outlined) and "proposed" (dashed) are for mechanisms.
    """
    shape = "frame" if form else KIND_SHAPES.get(kind, "square")  # type: ignore[call-overload]
    classes = f"marker marker--{kind}" + (f" marker--{form}" if form else "")
    return format_html(
        '<svg class="{}" viewBox="0 0 12 12" aria-hidden="true">{}</svg>', classes, mark_safe(SHAPES[shape])
    )


@register.simple_tag
def country_link(row: Mapping[str, Any], name: str = "country") -> SafeString | str:
    """A country's name, leading to its page where it is one of the five states."""
    shown = field(row, f"{name}_name", mark=False) or row.get(name, "")
    if row.get(name) not in FIVE_STATES:
        return shown
    return format_html('<a href="{}">{}</a>', reverse("country-detail", args=[row[name]]), shown)


@register.filter
def item(mapping: Mapping[str, Any], key: str) -> Any:
    """`{{ names|item:code }}`: a value by a key that is itself a variable; blank where there is none."""
    return mapping.get(key, "")


@register.filter
def thousands(number: int) -> str:
    """A count with thousands separators, the same in both languages."""
    return format_number(number)


@register.filter
def kind_name(kind: str) -> str:
    return str(Kind(kind).label)


@register.simple_tag
def address(row: Mapping[str, Any], name: str = "url") -> str:
    """A record's address in the reader's language: `{% address link %}`, `{% address record "meeting_url" %}`."""
    return address_of(row.get(name))


@register.filter
def reason(text: str) -> str:
    """The reason of a revision: an editor's words as they are, the software's own in the reader's language."""
    return _(text) if text in OWN_REASONS else text


@register.simple_tag
def space() -> str:
    """What stands between two sentences: a space in English, nothing in Chinese."""
    return "" if reader_language() == "zh" else " "


@register.simple_tag
def sentences(texts: Iterable[Any]) -> str:
    """Some sentences as one text."""
    return space().join(str(text) for text in texts)


@register.simple_tag(takes_context=True)
def label(context: Mapping[str, Any], row: Mapping[str, Any], name: str, table: str = "") -> str:
    """The label of a coded field, from the `labels` that the page's view gives.

    `{% label record "scope" %}`; of a child row, `{% label row "role" "countries" %}`.
    """
    value = row.get(name)
    known = context.get("labels", {}).get(f"{table}.{name}" if table else name, {})
    if isinstance(value, list):
        return str(_(", ")).join(str(known.get(code, code)) for code in value)
    return str(known.get(value, value)) if value not in (None, "") else ""
