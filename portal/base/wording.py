"""A public text's words in the reader's language; the other language stands in where one is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, get_language_info

from portal.base.codes import LINK_REVERSE_LABELS, LinkType
from portal.base.dates import DateError, format_date
from portal.base.language import is_chinese


def reader_language() -> str:
    """`en` or `zh`: the first part of addresses, and the suffix of field names."""
    return "zh" if is_chinese(get_language()) else "en"


def pick(row: Mapping[str, Any], name: str) -> tuple[str, str]:
    """The text of field `name` and its language, `en` or `zh`; blank where neither has one."""
    first = reader_language()
    for language in (first, "en" if first == "zh" else "zh"):
        text = row.get(f"{name}_{language}")
        if text:
            return str(text), language
    return "", first


def words(row: Mapping[str, Any] | None, name: str) -> str:
    """The text alone, for attributes, titles and sentences."""
    return pick(row, name)[0] if row else ""


def date_words(text: str | None, kind: str = "event", short: bool = False) -> str:
    """An EDTF date in the reader's language; what cannot be read is shown as it stands, not hidden."""
    try:
        return format_date(text or "", reader_language(), kind=kind or "event", short=short)
    except DateError:
        return text or ""


def link_label(link: Mapping[str, Any]) -> str:
    """How another record stands to this one, read from this side."""
    link_type = LinkType(link["type"])
    return str(LINK_REVERSE_LABELS[link_type] if link["direction"] == "from" else link_type.label)


def address_of(path: str | None) -> str:
    """A record's address in the reader's language, from the one without language in its public text."""
    return f"/{reader_language()}{path}" if path else ""


def language_name(tag: str) -> str:
    """The name of a BCP 47 language in the reader's language; the tag itself where it is not known."""
    if not tag:
        return ""
    try:
        return str(get_language_info(tag.lower())["name_translated"])
    except KeyError:
        return tag
