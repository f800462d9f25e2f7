"""Tags of lists: numbers, the histogram's geometry, the links of column heads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from portal.base.codes import Kind, record_path
from portal.base.figure_wording import format_number
from portal.base.models import Country
from portal.base.views.frame import in_address
from portal.base.views.histogram_chart import HistogramChart, histogram_chart
from portal.base.wording import address_of, language_name

from .record_tags import field

register = template.Library()
register.filter("language_name", language_name)

KIND_PLURALS = {
    Kind.INCIDENT: _("Incidents"),
    Kind.PARTNERSHIP: _("Partnerships"),
    Kind.MECHANISM: _("Mechanisms"),
    Kind.MEETING: _("Meetings"),
    Kind.DOCUMENT: _("Documents"),
    Kind.TRAINING_EVENT: _("Training"),
}


@register.filter
def in_language(address: str, language: str) -> str:
    """The same address in `en` or `zh`."""
    return in_address(address, language)


@register.filter
def as_json(value: Any) -> str:
    """Indented JSON, as an example shows it."""
    return json.dumps(value, ensure_ascii=False, indent=2)


@register.filter
def kind_plural(kind: str) -> str:
    """A kind's name as the head of its list."""
    return str(KIND_PLURALS[Kind(kind)])


@register.simple_tag
def state_names() -> dict[str, str]:
    """The five states' names by code, for a map. One query."""
    return {country.code: country.name for country in Country.objects.filter(region=True)}


@register.filter
def shortened(text: str, letters: int) -> str:
    """The beginning of a text, to the end of a word; Chinese words have no ends to look for."""
    if len(text) <= letters:
        return text
    start = text[:letters]
    if start[-1].isascii() and text[letters].isalnum():
        start = start.rpartition(" ")[0] or start
    return start.rstrip(" ,;:，、；：") + "…"


@register.simple_tag
def record_address(key: Any, version: int | None = None) -> str:
    """The address of a RecordKey in the reader's language; of one version of it where that is given."""
    path = address_of(record_path(key.kind, key.record_id))
    return f"{path}v{version}/" if version else path


@register.filter
def number(value: int | str | None) -> str:
    """A count with thousands separators, the same in both languages; blank where there is none."""
    return "" if value in (None, "") else format_number(value)


@register.simple_tag
def model_field(noun: Any, name: str, mark: bool = False) -> SafeString | str:
    """`{% model_field source "title" %}`: as `{% field %}`, of a noun or key, not of a public text."""
    texts = {f"{name}_{language}": getattr(noun, f"{name}_{language}", "") for language in ("en", "zh")}
    return field(texts, name, mark) or (str(noun) if noun is not None else "")


@register.simple_tag(name="histogram_chart")
def chart_of(histogram: Any) -> HistogramChart:
    return histogram_chart(histogram)


@register.simple_tag(takes_context=True)
def column_head(context: Mapping[str, Any], key: str, label: str, classes: str = "") -> SafeString:
    """The head of a column; a link that sorts by it where the list offers that order."""
    link = (context.get("sort_links") or {}).get(key)
    named = format_html(' class="{}"', classes) if classes else ""
    if link is None:
        return format_html('<th scope="col"{}>{}</th>', named, label)
    sorted_by = format_html(' aria-sort="{}"', link.aria_sort) if link.aria_sort else ""
    return format_html(
        '<th scope="col"{}{}><a href="{}" hx-get="{}" hx-target="#results" hx-push-url="true">{}</a></th>',
        named, sorted_by, link.address, link.address, label,
    )  # fmt: skip


@register.simple_tag
def country_names(rows: list[Mapping[str, Any]] | None, *roles: str) -> list[Mapping[str, Any]]:
    """A record's country rows, each country once; of some roles only where they are named."""
    found: dict[str, Mapping[str, Any]] = {}
    for row in rows or []:
        if not roles or row["role"] in roles:
            found.setdefault(row["country"], row)
    return list(found.values())
