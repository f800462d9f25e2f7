"""Pages as of an earlier moment: links that stay in that time, and how the moment is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.http import HttpRequest

from portal.base.documents import Document, loads
from portal.base.filters import AS_OF, moment_words, read_moment
from portal.base.history import texts_of_versions

# A record's address in a public text: it has neither language nor host. Inside a JSON string a quote is escaped.
RECORD_ADDRESS = re.compile(r'(url":"/[^"?#]*)"')


def at_the_same_time(texts: Iterable[str], as_of: str) -> list[str]:
    """Public texts whose records are linked to as of the same moment."""
    query = urlencode({AS_OF: as_of})
    return [RECORD_ADDRESS.sub(rf'\1?{query}"', text) for text in texts]


def records_then(filterset: Any) -> list[Document]:
    """What readers got of all records that a filterset finds as of its moment, newest first."""
    ids = list(filterset.qs.newest_first().values_list("pk", flat=True))
    texts = at_the_same_time(texts_of_versions(ids), filterset.values[AS_OF][0])
    return [loads(text) for text in texts]


def then_context(filterset: Any, path: str) -> dict[str, str]:
    """For the bar above a list as of a moment: the moment in words, and the list of today. Nothing for today's."""
    if filterset.moment is None:
        return {}
    left = {key: found for key, found in filterset.values.items() if key != AS_OF}
    query = urlencode(filterset.pairs(left))
    return {
        "then": moment_words(filterset.values[AS_OF][0]),
        "today_address": f"{path}?{query}" if query else path,
    }


def asked_moment(request: HttpRequest) -> tuple[str, datetime | None, str]:
    """(`as_of` as given, the moment, words where it is none); blank and None where a page is asked for as of now."""
    given = [text.strip() for text in request.GET.getlist(AS_OF) if text.strip()]
    if not given:
        return "", None, ""
    moment, words = read_moment(given[0])
    return given[0].replace(" ", "+"), moment, words


def crosses_times(request: HttpRequest, then: bool) -> bool:
    """Whether a fragment is asked for by a page of another time: one is as of a moment, the other of today."""
    current = urlsplit(request.headers.get("HX-Current-URL", ""))
    return bool(current.path) and any(map(str.strip, parse_qs(current.query).get(AS_OF, []))) != then
