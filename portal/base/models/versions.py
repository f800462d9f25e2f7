"""What readers got of each record, from when until when: for reading as of an earlier moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, StrIndex, Substr

from portal.base.codes import Kind, Status
from portal.base.dates import UNDATED_SORT_DATE

from .keys import RecordKey
from .revisions import Revision

DATED, SURE = "date.known", "date.sure"
DAY = len("2022-09-14")
# A version's public text as readers got it.
TEXT = Coalesce("later__text", F("revision__public_text"))


class VersionQuerySet(models.QuerySet):
    """Queries in the words of `RecordQuerySet`, over what was public at a moment."""

    def at(self, moment: datetime) -> VersionQuerySet:
        """What readers got at a moment: one row a record that was public then, whatever became of it since."""
        until = Q(published_until__isnull=True) | Q(published_until__gt=moment)
        rows = self.filter(until, published_from__lte=moment)
        return rows if settings.WITHDRAWN_SHOWN_AS_OF else rows.exclude(key__status=Status.WITHDRAWN)

    def newest_first(self) -> VersionQuerySet:
        return self.order_by("-sort_date", "-key_id")

    def filed(self, terms: Iterable[str]) -> VersionQuerySet:
        """Filed under one of these terms ("event_type=terrorism")."""
        found = Q(pk__in=[])
        for term in terms:
            found |= Q(terms__contains=f"|{term}|")
        return self.filter(found)

    def possibly_in(
        self, start: date | None, end: date | None, *, or_undated: bool = False
    ) -> VersionQuerySet:
        found = _filed(DATED)
        if start is not None:
            found &= Q(date_latest__gte=start) | Q(date_latest__isnull=True)
        if end is not None:
            found &= Q(date_earliest__lte=end) | Q(date_earliest__isnull=True)
        return self.filter(found | (~_filed(DATED) if or_undated else Q()))

    def surely_in(self, start: date | None, end: date | None, *, or_undated: bool = False) -> VersionQuerySet:
        found = _filed(SURE)
        if start is not None:
            found &= Q(date_earliest__gte=start)
        if end is not None:
            found &= Q(date_latest__lte=end)
        return self.filter(found | (~_filed(DATED) if or_undated else Q()))

    def undated(self) -> VersionQuerySet:
        return self.filter(~_filed(DATED), sort_date=UNDATED_SORT_DATE)

    def between(self, first: str, last: str, day: date) -> VersionQuerySet:
        """Whose day filed as `first` is not after a day and whose day filed as `last` is not before it; a day that
        is not filed bounds nothing.
        """
        stated = self.annotate(first_day=_day_filed(first), last_day=_day_filed(last))
        text = day.isoformat()
        return stated.filter(
            Q(first_day__lte=text) | ~Q(terms__contains=f"|{first}="),
            Q(last_day__gte=text) | ~Q(terms__contains=f"|{last}="),
        )

    def texts(self) -> Any:
        """(primary key, public text as readers got it) of these rows."""
        return self.values_list("pk", TEXT)


def _filed(term: str) -> Q:
    return Q(terms__contains=f"|{term}|")


def _day_filed(name: str) -> Any:
    """The day filed under a name, as ISO text; something else where none is."""
    mark = f"|{name}="
    return Substr("terms", StrIndex("terms", Value(mark)) + len(mark), DAY)


class Version(models.Model):
    """What readers got of one record from one moment to another, and all that lists filter and order it by.

    A published version is one row (`turn` 0, its text with its revision); where its text changed without a
    revision, because something it shows was renamed, published or withdrawn, a further row follows (`turn` 1, 2 …,
    its text in `LaterText`). The row that readers get now is open: it has no `published_until`.
    """

    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, related_name="versions", db_index=False, editable=False
    )
    turn = models.PositiveSmallIntegerField(default=0)
    key = models.ForeignKey(RecordKey, on_delete=models.PROTECT, related_name="versions", db_index=False)
    kind = models.CharField(max_length=20, choices=Kind)
    published_from = models.DateTimeField()
    published_until = models.DateTimeField(null=True)
    sort_date = models.DateField(default=UNDATED_SORT_DATE)
    updated_at = models.DateTimeField()
    deaths_sort = models.IntegerField(null=True)
    date_earliest = models.DateField(null=True)
    date_latest = models.DateField(null=True)
    # Every code of the text and where it stands: `|event_type=terrorism|countries.country=KGZ|…|`
    # (portal.base.versions); no list filters by anything else.
    terms = models.TextField(default="|")

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-published_from"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "turn"], name="version_turn_once"),
            models.UniqueConstraint(
                fields=["key"], condition=Q(published_until__isnull=True), name="version_open_once"
            ),
            models.CheckConstraint(
                condition=Q(published_until__isnull=True) | Q(published_until__gte=F("published_from")),
                name="version_times_ordered",
            ),
        ]
        # The times stand in the indexes, so that rows of other moments are passed over without being read.
        indexes = [
            models.Index(
                fields=["kind", "-sort_date", "-key", "published_from", "published_until"],
                name="version_date",
            ),
            models.Index(
                fields=["kind", "-updated_at", "-key", "published_from", "published_until"],
                name="version_updated",
            ),
            models.Index(
                fields=["kind", "-deaths_sort", "-key", "published_from", "published_until"],
                name="version_deaths",
            ),
            models.Index(fields=["key", "published_from"], name="version_key"),
        ]

    def __str__(self) -> str:
        return f"{self.revision_id}.{self.turn}"


class LaterText(models.Model):
    """The text of a version after its first: apart, so that versions stay narrow to walk."""

    version = models.OneToOneField(Version, on_delete=models.CASCADE, primary_key=True, related_name="later")
    text = models.TextField()

    def __str__(self) -> str:
        return str(self.version_id)
