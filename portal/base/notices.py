"""What people are told when a verb has run: authors of what became of their work, reviewers of what waits.

The verbs call this; one call is one notice a person, however many records it moved, and a constant number of
queries. Whoever did it is told nothing; what the system does, nobody is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.base.codes import Action
from portal.base.models import Country, Notice, NoticeOf, RecordKey, Revision
from portal.base.rights import Standing, outside_desk, standings
from portal.base.roles import PUBLISH, REVIEW

NAMED = 5  # records that a notice of many names


def tell_of_step(
    action: str, keys: Sequence[RecordKey], known: Mapping[int, Standing], *, by: Any, reason: str = ""
) -> None:
    """That records were submitted, returned or published. `known` is their standing before the step."""
    if by is None or not keys:
        return
    if action == Action.SUBMITTED:
        tell_reviewers(NoticeOf.WAITS, keys, by=by, known=known)
    elif action == Action.RETURNED:
        _tell_authors(NoticeOf.RETURNED, keys, known, by=by, reason=reason)
    elif action == Action.PUBLISHED:
        _tell_authors(NoticeOf.PUBLISHED, keys, known, by=by)


def _tell_authors(
    what: str, keys: Sequence[RecordKey], known: Mapping[int, Standing], *, by: Any, reason: str = ""
) -> None:
    """To those whose work is in them, and who began them."""
    of_person: dict[int, list[RecordKey]] = defaultdict(list)
    for key in keys:
        standing = known[key.pk]
        begun = {standing.begun_by} - {None}
        for person in standing.authors | begun:
            if person is not None and person != by.pk:
                of_person[person].append(key)
    _write(what, of_person, by=by, reason=reason)


def tell_proposer(
    what: str, revision: Revision, authors: Collection[int], *, by: Any, reason: str = ""
) -> None:
    """What became of a proposed change: to those whose work is in it."""
    if by is None:
        return
    of_person = {person: [revision.key] for person in authors if person != by.pk}
    _write(what, of_person, by=by, reason=reason, revisions={revision.key_id: revision})


def tell_reviewers(
    what: str,
    keys: Sequence[RecordKey],
    *,
    by: Any,
    known: Mapping[int, Standing] | None = None,
    revisions: Iterable[Revision] = (),
) -> None:
    """Something waits: to those who may review it and whose desk it belongs to."""
    if by is None or not keys:
        return
    of_key = {revision.key_id: revision for revision in revisions}
    known = known or standings(keys)
    of_person: dict[int, list[RecordKey]] = {}
    for person in reviewers().exclude(pk=by.pk):
        mine = [key for key in keys if not _elsewhere(person, known[key.pk])]
        if mine:
            of_person[person.pk] = mine
    _write(what, of_person, by=by, revisions=of_key)


def reviewers() -> QuerySet[Any]:
    """Active staff who may review or publish, with their desks."""
    names = [name.partition(".")[2] for name in (REVIEW, PUBLISH)]
    right = {"codename__in": names, "content_type__app_label": "portal"}
    direct = Q(**{f"user_permissions__{column}": value for column, value in right.items()})
    by_role = Q(**{f"groups__permissions__{column}": value for column, value in right.items()})
    people = get_user_model()._default_manager.filter(is_active=True, is_staff=True)
    able = people.filter(direct | by_role | Q(is_superuser=True)).values("pk")
    codes = Prefetch("desk__countries", queryset=Country.objects.only("pk"))
    return people.filter(pk__in=able).select_related("desk").prefetch_related(codes).order_by("pk")


def notice_words(notice: Notice) -> str:
    """A notice as one sentence in the reader's language, without the reason."""
    params = notice.params
    count = params.get("count", 1)
    named = {"who": params.get("who", ""), "record": notice.key.record_id, "count": count}
    if count == 1:
        return _of_one(notice.what) % named
    ids = ", ".join(params.get("ids", ()))
    named["records"] = f"{ids} …" if count > len(params.get("ids", ())) else ids
    return _of_many(notice.what, count) % named


def mark_read(notices: QuerySet[Notice]) -> int:
    """Returns how many of them were unread."""
    return notices.filter(read_at__isnull=True).update(read_at=timezone.now())


def _of_one(what: str) -> str:
    return {
        NoticeOf.RETURNED: _("%(who)s returned %(record)s to you."),
        NoticeOf.PUBLISHED: _("%(who)s published %(record)s, which you worked on."),
        NoticeOf.CHANGE_RETURNED: _("%(who)s returned your change of %(record)s."),
        NoticeOf.CHANGE_APPROVED: _("%(who)s approved your change of %(record)s; readers see it now."),
        NoticeOf.CHANGE_REFUSED: _("%(who)s refused your change of %(record)s."),
        NoticeOf.WAITS: _("%(who)s submitted %(record)s for review."),
        NoticeOf.CHANGE_WAITS: _("%(who)s proposed a change of %(record)s."),
    }[NoticeOf(what)]


def _of_many(what: str, count: int) -> str:
    match what:
        case NoticeOf.RETURNED:
            return ngettext(
                "%(who)s returned %(count)d record to you: %(records)s.",
                "%(who)s returned %(count)d records to you: %(records)s.",
                count,
            )
        case NoticeOf.PUBLISHED:
            return ngettext(
                "%(who)s published %(count)d record you worked on: %(records)s.",
                "%(who)s published %(count)d records you worked on: %(records)s.",
                count,
            )
        case NoticeOf.WAITS:
            return ngettext(
                "%(who)s submitted %(count)d record for review: %(records)s.",
                "%(who)s submitted %(count)d records for review: %(records)s.",
                count,
            )
    return ngettext(
        "%(who)s proposed %(count)d change, which waits for review: %(records)s.",
        "%(who)s proposed %(count)d changes, which wait for review: %(records)s.",
        count,
    )


def _elsewhere(person: Any, standing: Standing) -> bool:
    """Whether a record belongs to another desk; the person's desk was fetched with them."""
    desk = getattr(person, "desk", None)
    countries = frozenset(country.pk for country in desk.countries.all()) if desk else frozenset()
    person._desk_of = (frozenset(desk.kinds) if desk else frozenset(), countries)
    return bool(outside_desk(person, standing))


def _write(
    what: str,
    of_person: Mapping[int, Sequence[RecordKey]],
    *,
    by: Any,
    reason: str = "",
    revisions: Mapping[int, Revision] | None = None,
) -> None:
    now = timezone.now()
    who = by.get_full_name() or by.get_username()
    rows = []
    for person, keys in of_person.items():
        params: dict[str, Any] = {"who": who}
        if reason:
            params["reason"] = reason
        if len(keys) > 1:
            params |= {"count": len(keys), "ids": [key.record_id for key in keys[:NAMED]]}
        revision = (revisions or {}).get(keys[0].pk) if len(keys) == 1 else None
        rows.append(
            Notice(user_id=person, key=keys[0], revision=revision, what=what, params=params, created_at=now)
        )
    if rows:
        Notice.objects.bulk_create(rows, batch_size=400)
