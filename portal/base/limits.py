"""How often something may be done: counted in the database, so that all processes of the site count together.

The site's cache would not do: kept in files, it neither counts without losing some nor keeps every entry.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from math import ceil

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from portal.base.models import Tally
from portal.base.writing import write_transaction

HOUR = timedelta(hours=1)
SALT = "portal.base.limits"
IPV6_NETWORK = 64  # bits that one connection shares; the rest it may choose anew for each request


class TooMany(Exception):
    """A limit is reached. `seconds` is how long until there is room again."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"retry after {seconds} s")


@dataclass(frozen=True)
class Limit:
    """At most `most` times an hour."""

    name: str
    most: int


def take(limits: Iterable[Limit]) -> None:
    """Count one more of each; call it in the transaction of what is counted. Raises TooMany and counts none."""
    now = timezone.now()
    began = now.replace(minute=0, second=0, microsecond=0)
    with write_transaction():
        Tally.objects.filter(ends_at__lte=now).delete()
        for limit in limits:
            name = f"{limit.name}:{began:%Y-%m-%dT%H}"
            Tally.objects.get_or_create(name=name, defaults={"ends_at": began + HOUR})
            room = Tally.objects.filter(name=name, count__lt=limit.most)
            if not room.update(count=F("count") + 1):
                raise TooMany(ceil((began + HOUR - now).total_seconds()))


def of_visitor(address: str, moment: datetime | None = None) -> str:
    """A name for whoever has this network address today. It cannot be turned back without the site's secret, and
    tomorrow the same address has another.
    """
    day = (moment or timezone.now()).date().isoformat()
    key = f"{SALT}:{settings.SECRET_KEY}".encode()
    return hmac.new(key, f"{day}:{_one_visitor(address)}".encode(), hashlib.sha256).hexdigest()[:32]


def _one_visitor(address: str) -> str:
    """The part of an address that a visitor cannot change at will."""
    try:
        parsed: IPv4Address | IPv6Address = ip_address(address.strip().partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(IPv6Network((parsed, IPV6_NETWORK), strict=False))
    return str(parsed)
