"""Addresses `/en/` and `/zh/`: Django runs `zh-hans` inside, readers see `zh`."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import Resolver404, URLResolver, resolve
from django.urls.resolvers import LocalePrefixPattern
from django.utils.translation import get_language, get_language_from_request

from portal.base.language import is_chinese

PREFIXES = {"en": "en", "zh-hans": "zh"}


class PortalLocalePrefix(LocalePrefixPattern):
    """`LocalePrefixPattern` whose prefix is the address's word for the language."""

    @property
    def language_prefix(self) -> str:
        return f"{language_prefix(get_language())}/"


def language_prefix(language: str | None) -> str:
    """`en` or `zh` for a language code of any form."""
    return "zh" if is_chinese(language) else "en"


def localised(*patterns: Any) -> list[URLResolver]:
    """These patterns under the current language's prefix; use once, in the root URLconf."""
    return [URLResolver(PortalLocalePrefix(), list(patterns))]


def redirect_to_language(request: HttpRequest, rest: str = "") -> HttpResponseBase:
    """`/` and addresses without a language go to the reader's: saved choice, then Accept-Language, then English."""
    prefix = language_prefix(get_language_from_request(request))
    path = f"/{prefix}/{rest}"
    if rest:
        try:
            resolve(path)
        except Resolver404 as error:
            raise Http404(rest) from error
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(f"{path}?{query}" if query else path)
