"""`as_of` of a record over the API: how it is asked for, and the headers that say what was answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.http import http_date
from rest_framework.exceptions import ValidationError

from portal.base.codes import Status
from portal.base.filters import AS_OF, read_moment
from portal.base.models import RecordKey


def moment_asked(query: Any) -> datetime | None:
    """The moment that a query asks for; None for now. Raises ValidationError."""
    given = [text.strip() for text in query.getlist(AS_OF) if text.strip()]
    if not given:
        return None
    moment, words = read_moment(given[0])
    if moment is None:
        raise ValidationError({AS_OF: [words]})
    return moment


def then_headers(moment: datetime | None, key: RecordKey | None = None) -> dict[str, str]:
    """When the answer is as of (RFC 7089), and since when the record is withdrawn, where it is."""
    if moment is None:
        return {}
    headers = {"Memento-Datetime": http_date(moment.timestamp())}
    if key is not None and key.status == Status.WITHDRAWN and key.withdrawn_at:
        headers["X-Withdrawn-Since"] = key.withdrawn_at.isoformat()
    return headers
