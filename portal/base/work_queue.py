"""What waits at the editors' desk: each queue is a set of rows, the same for its count and for the list behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, F, Min, Model, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.base.codes import Action, Pending, Status
from portal.base.kinds import record_models
from portal.base.models import (
    Citation,
    DuplicatePair,
    Figure,
    ImportBatch,
    Lead,
    NounRevision,
    Record,
    RecordCountry,
    RecordKey,
    ReviewComment,
    Revision,
    Source,
)
from portal.base.rights import MOVES_ONLY, desk_of
from portal.base.roles import HANDLE_LEADS, PUBLISH, REVIEW

UNTOUCHED = timedelta(days=14)
ALIVE = (Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED)
LATEST = 500  # revisions that are looked through for what others did today


@dataclass(frozen=True)
class Scope:
    """The kinds and countries somebody looks at; empty is all. A desk takes in records that name no country."""

    kinds: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    is_desk: bool = False

    @property
    def whole(self) -> bool:
        return not (self.kinds or self.countries)


@dataclass(frozen=True)
class Queue:
    """Things to do of one sort. `rows` gives a person's, each with `since`: from when it has waited."""

    name: str
    label: Any
    model: type[Model]
    rows: Callable[[Any], QuerySet[Any]]
    needs: tuple[str, ...] = ("portal.view_recordkey",)  # any of these permissions

    def is_for(self, user: Any) -> bool:
        return any(user.has_perm(permission) for permission in self.needs)

    def count(self, user: Any, scope: Scope) -> tuple[int, datetime | None]:
        """How many there are, and from when the oldest has waited. One query."""
        found = within(self.rows(user), scope).order_by()
        totals = found.aggregate(total=Count("pk"), oldest=Min("since"))
        return totals["total"], totals["oldest"]


def desk_scope(user: Any) -> Scope:
    """The person's own desk; the whole record for who has none."""
    kinds, countries = desk_of(user)
    return Scope(kinds, countries, is_desk=True)


def records_of(scope: Scope) -> QuerySet[RecordKey]:
    """The records of a desk, or of one country in any role."""
    keys = RecordKey.objects.order_by()
    if scope.kinds:
        keys = keys.filter(kind__in=scope.kinds)
    if scope.countries:
        rows = RecordCountry.objects.filter(key=OuterRef("pk")).order_by()
        belongs: Any = Exists(rows.filter(country__in=scope.countries))
        keys = keys.filter(belongs | ~Exists(rows) if scope.is_desk else belongs)
    return keys


def within(rows: QuerySet[Any], scope: Scope) -> QuerySet[Any]:
    """Rows of a queue's table, narrowed to a scope."""
    if scope.whole:
        return rows
    keys = records_of(scope).values("pk")
    model = rows.model
    if model is RecordKey:
        return rows.filter(pk__in=keys)
    if model is Source:
        return rows.filter(pk__in=Citation.objects.filter(key__in=keys).order_by().values("source"))
    if model is DuplicatePair:
        return rows.filter(Q(first__in=keys) | Q(second__in=keys))
    if model is ImportBatch:
        return rows.filter(pk__in=Revision.objects.waiting().filter(key__in=keys).order_by().values("batch"))
    if model is Lead:
        nowhere = Q(key__isnull=True) if scope.is_desk else Q(pk__in=[])
        if scope.kinds:
            nowhere &= Q(kind__in=["", *scope.kinds])
        return rows.filter(Q(key__in=keys) | nowhere)
    return rows.filter(key__in=keys)


def begun_by(user: Any, keys: QuerySet[Any], column: str = "pk") -> QuerySet[Any]:
    """Those whose first revision this person made. `column` holds the key's id."""
    first = Revision.objects.filter(key=OuterRef(column), sequence=1, author=user)
    return keys.filter(Exists(first))


def others_proposals(user: Any) -> QuerySet[Revision]:
    """Open proposals in which nothing is this person's; of those it took the place of, the last two are asked."""
    found = Revision.objects.waiting().filter(pending=Pending.OPEN).exclude(author=user)
    return found.exclude(replaces__author=user).exclude(replaces__replaces__author=user).order_by()


def _to_review(user: Any) -> QuerySet[Any]:
    changes = others_proposals(user)
    oldest = changes.filter(key=OuterRef("pk")).order_by("created_at").values("created_at")[:1]
    in_review = RecordKey.objects.filter(~Exists(_work_of(user)), status=Status.IN_REVIEW).order_by()
    ids = in_review.values("pk").union(changes.values("key"))  # each by its own index
    return RecordKey.objects.filter(pk__in=ids).annotate(
        since=Case(When(status=Status.IN_REVIEW, then=F("updated_at")), default=Subquery(oldest))
    )


def _returned(user: Any) -> QuerySet[Any]:
    applied = Revision.objects.applied().filter(key=OuterRef("pk")).order_by("-sequence")
    drafts = RecordKey.objects.filter(Exists(_work_of(user)), status=Status.DRAFT)
    drafts = drafts.alias(last=Subquery(applied.values("action")[:1])).filter(last=Action.RETURNED)
    changes = Revision.objects.waiting().filter(pending=Pending.RETURNED, author=user).order_by()
    remarks = ReviewComment.objects.filter(
        revision__key=OuterRef("pk"), revision__pending=Pending.RETURNED, revision__author=user
    )
    since = remarks.order_by("created_at").values("created_at")[:1]
    ids = drafts.order_by().values("pk").union(changes.values("key"))
    return RecordKey.objects.filter(pk__in=ids).annotate(
        since=Case(When(status=Status.DRAFT, then=F("updated_at")), default=Subquery(since))
    )


def _work_of(user: Any) -> QuerySet[Revision]:
    """Of one record (the outer query's): the revisions in which something is this person's work."""
    applied = Revision.objects.applied().filter(key=OuterRef("pk"), author=user)
    return applied.exclude(action__in=MOVES_ONLY).order_by()


def _drafts() -> QuerySet[Any]:
    return RecordKey.objects.filter(status=Status.DRAFT).annotate(since=F("updated_at"))


def _alive(keys: Q) -> QuerySet[Any]:
    return RecordKey.objects.filter(keys, status__in=ALIVE).annotate(since=F("updated_at"))


def _one_source(user: Any) -> QuerySet[Any]:
    sources = Citation.objects.order_by().values("key").annotate(sources=Count("source", distinct=True))
    return _alive(Q(pk__in=sources.filter(sources=1).values("key")))


def _no_excerpt(user: Any) -> QuerySet[Any]:
    figures = Figure.objects.filter(Q(citation__isnull=True) | Q(citation__excerpt="")).order_by()
    return _alive(Q(pk__in=figures.values("key")))


def _one_language(user: Any) -> QuerySet[Any]:
    found = _in_one("title")
    for model in record_models().values():
        rows: QuerySet[Record] = model.objects.filter(_in_one("summary")).order_by()
        found |= Q(pk__in=rows.values("key_id"))
    return _alive(found)


def _in_one(name: str) -> Q:
    en, zh = Q(**{f"{name}_en": ""}), Q(**{f"{name}_zh": ""})
    return (en & ~zh) | (zh & ~en)


def _imports(user: Any) -> QuerySet[Any]:
    """Imports of which proposed changes still wait for somebody's decision."""
    waiting = Revision.objects.waiting().filter(batch=OuterRef("pk")).order_by()
    return ImportBatch.objects.filter(Exists(waiting)).annotate(since=F("created_at"))


def _entered(sources: QuerySet[Any]) -> QuerySet[Any]:
    first = NounRevision.objects.filter(noun=Source.noun, noun_id=OuterRef("pk"), sequence=1)
    return sources.annotate(since=Subquery(first.order_by().values("created_at")[:1]))


_EVERY_QUEUE = (
    Queue("to_review", _("To review, not mine"), RecordKey, _to_review, (REVIEW, PUBLISH)),
    Queue("returned", _("Returned to me"), RecordKey, _returned),
    Queue("my_drafts", _("My drafts"), RecordKey, lambda user: begun_by(user, _drafts())),
    Queue(
        "untouched",
        _("Drafts untouched for 14 days"),
        RecordKey,
        lambda user: _drafts().filter(updated_at__lt=timezone.now() - UNTOUCHED),
    ),
    Queue("imports", _("Imports whose changes wait for review"), ImportBatch, _imports),
    Queue(
        "leads",
        _("Reports and leads not yet decided"),
        Lead,
        lambda user: Lead.objects.waiting().annotate(since=F("created_at")),
        (HANDLE_LEADS,),
    ),
    Queue(
        "duplicates",
        _("Possible duplicates"),
        DuplicatePair,
        lambda user: DuplicatePair.objects.open().annotate(since=F("found_at")),
    ),
    Queue(
        "dead_links",
        _("Sources whose address is dead"),
        Source,
        lambda user: Source.objects.filter(dead_since__isnull=False).annotate(since=F("dead_since")),
    ),
    Queue(
        "no_archive",
        _("Sources without an archived copy"),
        Source,
        lambda user: _entered(Source.objects.filter(archive_url="").exclude(url="")),
    ),
    Queue("one_source", _("Records with one source"), RecordKey, _one_source),
    Queue("no_excerpt", _("Records with a figure without an excerpt"), RecordKey, _no_excerpt),
    Queue("one_language", _("Title or summary in one language only"), RecordKey, _one_language),
)
QUEUES: Mapping[str, Queue] = {queue.name: queue for queue in _EVERY_QUEUE}


def queues_of(model: type[Model], user: Any) -> Sequence[Queue]:
    """The queues whose things are rows of this table, as far as they are this person's business."""
    return [queue for queue in QUEUES.values() if queue.model is model and queue.is_for(user)]


def changed_by_others(user: Any, scope: Scope, most: int = 20) -> list[Revision]:
    """What other people wrote today (UTC), the newest first; looked for among the latest revisions. One query."""
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    latest = Revision.objects.order_by("-pk").values("pk")[:LATEST]
    others = Revision.objects.filter(pk__in=latest, created_at__gte=today, author__isnull=False)
    found = within(others.exclude(author=user), scope).select_related("key", "author")
    return list(found.defer("document", "public_text").order_by("-pk")[:most])
