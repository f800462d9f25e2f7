"""Addresses of lists: filtered, as a file, in the API; for pages that are not the list itself."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from portal.base.codes import KIND_NAMES

from .downloads import FEED, FORMS

FILES = tuple(form for form in FORMS if form != FEED)


def list_address(url_name: str, **filters: str) -> str:
    """`list_address("incident-list", country="KGZ")`: the address in the reader's language."""
    return f"{reverse(url_name)}?{urlencode(filters)}"


def file_address(kind: str, form: str, query: str = "") -> str:
    """`/en/incidents.csv?country=KGZ`: a list as a file; `query` without its question mark."""
    path = reverse(f"{kind}-download", args=[form])
    return f"{path}?{query}" if query else path


def feed_address(kind: str, query: str = "") -> str:
    """The list as an Atom feed."""
    return file_address(kind, FEED, query)


def api_address(kind: str, query: str = "") -> str:
    """The same list in the API, with the host."""
    address = f"{settings.SITE_URL}/api/v1/{KIND_NAMES[kind].api}/"
    return f"{address}?{query}" if query else address
