"""Pages for what went wrong: no blame, in the frame where that is safe, and a way on."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.translation import override

from portal.base.codes import record_path
from portal.base.models import RecordKey
from portal.base.views.frame import ADDRESS_LANGUAGES
from portal.base.wording import address_of

RECORD_ID = re.compile(r"[A-Za-z]{3}-[A-Za-z0-9]{3,9}")
NOT_WORDS = re.compile(r"[^\w-]+")
RETRY_SECONDS = 60


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: PermissionDenied | None = None) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: most often one that was left open for long."""
    return render(request, "errors/403.html", {"form_was_old": True}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 with a search for the words of the address, and the record whose ID is in it."""
    path = unquote(request.path)
    language = path.strip("/").partition("/")[0]
    with override("zh-hans" if language == "zh" else "en"):
        context = {"words": words_of(path), "nearest": nearest_record(request, path)}
        return render(request, "errors/404.html", context, status=404)


def words_of(path: str) -> str:
    """What somebody may have looked for under this address."""
    parts = [part for part in path.split("/") if part and part not in ADDRESS_LANGUAGES]
    return " ".join(
        NOT_WORDS.sub(" ", part.replace("-", " ") if not RECORD_ID.fullmatch(part) else part)
        for part in parts
    )[:100].strip()


def nearest_record(request: HttpRequest, path: str) -> dict[str, Any] | None:
    """A public record whose ID stands in the address, whatever stands around it."""
    found = RECORD_ID.search(path)
    if found is None:
        return None
    key = RecordKey.objects.visible_to(request.user).published().filter(record_id=found[0].upper()).first()
    if key is None:
        return None
    return {
        "record_id": key.record_id,
        "title": key.title,
        "address": address_of(record_path(key.kind, key.record_id)),
    }


def too_many(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Too many failed attempts to sign in."""
    return render(request, "errors/429.html", status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 where the database does not answer: a page that asks neither database nor session."""
    unavailable = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    status = 503 if unavailable else 500
    page = get_template(f"errors/{status}.html").render({"styles": list(styles())})
    headers = {"Retry-After": str(RETRY_SECONDS)} if unavailable else {}
    return HttpResponse(page, status=status, headers=headers)


def styles() -> Iterator[str]:
    """Addresses of the style sheets; none where the static files are what is broken."""
    try:
        yield from [static(f"portal/css/{name}.css") for name in ("tokens", "frame", "components")]
    except ValueError:
        return
