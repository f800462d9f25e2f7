"""Whether the addresses of sources still answer, and where the web archive has a copy.

An address is dead when its server says that it is gone (404, 410) or its host is no more. Any other failure (a
server that lets no programs in, one that is down, one that is slow) is noted, and leaves the verdict as it was.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from portal.base import dates
from portal.base.link_visits import Answer, as_json, visit
from portal.base.models import LinkNote, Source
from portal.base.publishing import Why
from portal.base.shared_nouns import noun_written
from portal.base.writing import write_transaction

PAUSE = 2.0  # seconds between two visits to one host
GONE = (404, 410)
NOT_VISITED = (LinkNote.PRIVATE, LinkNote.NO_WEB_ADDRESS)
GIVE_UP = 8  # hosts that failed before any has answered: there is no network
ARCHIVE = "https://archive.org/wayback/available"


@dataclass
class Checked:
    """What a run found."""

    good: int = 0
    dead: int = 0
    unclear: int = 0
    archived: int = 0
    offline: bool = False
    archive_silent: bool = False


def due(limit: int, older_than: int) -> QuerySet[Source]:
    """Sources whose address was never checked, or not for so many days; the longest unchecked first."""
    before = timezone.now().date() - timedelta(days=older_than)
    found = Source.objects.exclude(url="").filter(Q(last_checked__isnull=True) | Q(last_checked__lte=before))
    return found.order_by(F("last_checked").asc(nulls_first=True), "pk")[:limit]


def check_links(
    sources: Iterable[Source], *, archive: bool = False, sleep: Callable[[float], None] = time.sleep
) -> Checked:
    """Visit each address once and note what was found; with `archive`, look for copies of those without one.

    Until the first server has answered, failures are held back: they may be the network's. Where none answers,
    nothing is noted.
    """
    checked = Checked()
    pace = _Pace(sleep)
    held: dict[str, Answer] = {}
    failed: set[str] = set()
    visited: list[Source] = []
    answered = False
    for source in _once(sources):
        pace.wait(source.url)
        answer = visit(source.url)
        visited.append(source)
        answered = answered or answer.status is not None
        if not answered and answer.note not in NOT_VISITED:
            held[source.url_normalised] = answer
            failed.add(_host(source.url))
            if len(failed) >= GIVE_UP:
                break
            continue
        _note(source.url_normalised, answer, checked)
    if held and not answered:
        checked.offline = True
        return checked
    for address, answer in held.items():
        _note(address, answer, checked)
    if archive:
        _look_up_copies([source for source in visited if not source.archive_url], checked, pace)
    return checked


class _Pace:
    """Waits so that no host is visited twice within the pause."""

    def __init__(self, sleep: Callable[[float], None]) -> None:
        self.sleep = sleep
        self.last: dict[str, float] = {}

    def wait(self, url: str) -> None:
        host = _host(url)
        left = self.last.get(host, -PAUSE) + PAUSE - time.monotonic()
        if host in self.last and left > 0:
            self.sleep(left)
        self.last[host] = time.monotonic()


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _once(sources: Iterable[Source]) -> Iterable[Source]:
    """One source for each address."""
    return {source.url_normalised: source for source in sources}.values()


def _note(address: str, answer: Answer, checked: Checked) -> None:
    """Write down what was found, on every source with this address."""
    today = timezone.now().date()
    rows = Source.objects.filter(url_normalised=address)
    found: dict[str, Any] = {
        "last_checked": today,
        "http_status": answer.status,
        "check_note": answer.note,
    }
    if answer.good:
        checked.good += 1
        rows.update(**found, dead_since=None)
    elif answer.status in GONE or answer.note == LinkNote.NO_SUCH_HOST:
        checked.dead += 1
        rows.filter(dead_since__isnull=True).update(dead_since=today)
        rows.update(**found)
    else:
        checked.unclear += 1
        rows.update(**found)


def _look_up_copies(sources: Iterable[Source], checked: Checked, pace: _Pace) -> None:
    for source in sources:
        pace.wait(ARCHIVE)
        query = {"url": source.url}
        if day := dates.parse(source.published).earliest:
            query["timestamp"] = f"{day:%Y%m%d}"  # the copy nearest to what was read
        answer = visit(f"{ARCHIVE}?{urlencode(query)}", body=True)
        if not answer.good:
            checked.archive_silent = True
            return
        found = _copy(as_json(answer))
        if found is not None and _keep_copy(source.pk, *found):
            checked.archived += 1


def _copy(said: Any) -> tuple[str, date] | None:
    """The address and day of the copy that the archive names."""
    try:
        closest = said["archived_snapshots"]["closest"]
        address, stamp = str(closest["url"]), str(closest["timestamp"])
        day = date(int(stamp[:4]), int(stamp[4:6]), int(stamp[6:8]))
    except (KeyError, TypeError, ValueError):
        return None
    address = address.replace("http://", "https://", 1) if address.startswith("http://") else address
    archive = _host(address) == "web.archive.org"
    return (address, day) if archive and closest.get("available") and len(address) <= 1000 else None


def _keep_copy(source_id: str, address: str, day: date) -> bool:
    """Write the copy into the source, with a revision; not where somebody has entered one meanwhile."""
    with write_transaction():
        source = Source.objects.select_for_update().get(pk=source_id)
        if source.archive_url:
            return False
        source.archive_url, source.archived_on = address, day
        source.save(update_fields=["archive_url", "archived_on"])
        noun_written(source, why=Why(None, reason_text="Copy found in the web archive"))
    return True
