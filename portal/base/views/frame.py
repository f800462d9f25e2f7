"""The frame every page stands in: site names, theme and density, the same page in the other language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from portal.base.language import is_chinese

from .build import build

THEMES = ("light", "dark")
DENSITIES = ("comfortable", "compact")
COOKIE_AGE = 365 * 24 * 60 * 60
ADDRESS_LANGUAGES = ("en", "zh")


def in_address(path: str, language: str) -> str:
    """The same address (path and query) in `language` (`en` or `zh`)."""
    first, _, rest = path.removeprefix("/").partition("/")
    if first.partition("?")[0] not in ADDRESS_LANGUAGES:
        return f"/{language}/"
    return f"/{language}/{rest}"


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: what `base.html` needs on every page."""
    chinese = is_chinese(get_language())
    names = (
        (settings.SITE_NAME_ZH, settings.SITE_NAME_EN)
        if chinese
        else (settings.SITE_NAME_EN, settings.SITE_NAME_ZH)
    )
    path = request.get_full_path()
    theme = request.COOKIES.get("theme", "")
    density = request.COOKIES.get("density", "")
    return {
        "site_name": names[0],
        "site_name_other": names[1],
        "site_url": settings.SITE_URL,
        "maps_enabled": settings.MAPS_ENABLED,
        "build": build(),
        "language": "zh" if chinese else "en",
        "theme": theme if theme in THEMES else "",
        "density": density if density in DENSITIES else DENSITIES[0],
        "address_en": in_address(path, "en"),
        "address_zh": in_address(path, "zh"),
    }


@csrf_exempt  # it writes nothing but the reader's own display; a token would put a cookie on every public page
@require_POST
def display_settings(request: HttpRequest) -> HttpResponse:
    """Keep the reader's theme and density in a cookie and go back to where they were."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    for name, allowed in (("theme", THEMES), ("density", DENSITIES)):
        value = request.POST.get(name)
        if value in allowed:
            response.set_cookie(
                name, value, max_age=COOKIE_AGE, samesite="Lax", secure=request.is_secure(), httponly=True
            )
        elif value is not None:  # "auto": no saved choice
            response.delete_cookie(name, samesite="Lax")
    return response
