"""What waits at the editors' desk, as lines of the admin's first page."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.timesince import timesince

from portal.base.models import Country
from portal.base.work_queue import QUEUES, Scope, changed_by_others, desk_scope

register = template.Library()
ALL = "all"


@register.simple_tag(takes_context=True)
def work(context: Context) -> dict[str, Any] | None:
    """The queues with counts, ages and addresses, within the desk or country asked for; None without the right."""
    request: HttpRequest = context["request"]
    user = request.user
    if not user.has_perm("portal.view_recordkey"):
        return None
    countries = list(Country.objects.filter(region=True))
    own = desk_scope(user)
    scope, query = _asked(request, own, {country.code for country in countries})
    queues = []
    for queue in QUEUES.values():
        if queue.is_for(user):
            count, since = queue.count(user, scope)
            opts = queue.model._meta
            address = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
            found = {"work": queue.name, **query}
            queues.append(
                {
                    "name": queue.name,
                    "label": queue.label,
                    "count": count,
                    "age": _age(since),
                    "address": f"{address}?{urlencode(found)}",
                }
            )
    return {
        "queues": queues,
        "changed": changed_by_others(user, scope),
        "countries": countries,
        "country": query.get("country", ""),
        "has_desk": not own.whole,
        "at_desk": "desk" in query,
    }


def _asked(request: HttpRequest, own: Scope, codes: set[str]) -> tuple[Scope, dict[str, str]]:
    """The scope the page is asked for, and how a list behind it is asked for the same."""
    country = request.GET.get("country", "")
    if country in codes:
        return Scope(countries=frozenset({country})), {"country": country}
    if own.whole or request.GET.get("desk") == ALL:
        return Scope(), {}
    return own, {"desk": "mine"}


def _age(since: date | datetime | None) -> str:
    """How long the oldest has waited: "3 days"."""
    if since is None:
        return ""
    moment = since if isinstance(since, datetime) else datetime.combine(since, time(), UTC)
    return timesince(moment, timezone.now(), depth=1)
