"""Who may do what to which record: one table, verb × status. Every door asks it through the verbs.

`portal.base.roles` says which permissions each role has; this table says what a permission allows, at which
status, and with whose work. A desk (`Desk`) narrows it to kinds and countries. `docs/rights.md` shows the two
together, role by role.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from portal.base.codes import Action, Status
from portal.base.documents import Document
from portal.base.kinds import model_of
from portal.base.models import RecordCountry, RecordKey, Revision
from portal.base.roles import EDIT_OTHERS, PUBLISH, REVIEW, SUBMIT


class Verb(StrEnum):
    CREATE = "create"
    EDIT = "edit"
    PROPOSE = "propose"
    SUBMIT = "submit"
    RETURN = "return"
    PUBLISH = "publish"
    APPROVE = "approve"
    WITHDRAW = "withdraw"
    REINSTATE = "reinstate"
    MERGE = "merge"


class Whose(StrEnum):
    ANY = "any"
    OWN = "own"  # begun by this person
    OTHERS = "others"  # nothing of it, since it was last published, is this person's work


@dataclass(frozen=True)
class Rule:
    """A permission, and with whose work it allows the verb. `add` and `change` are the record's kind's own."""

    permission: str
    whose: Whose = Whose.ANY


# Steps that write nothing of the record: who submits it, or gives it back, is no author of it.
MOVES_ONLY = (Action.SUBMITTED, Action.RETURNED)

DRAFT, IN_REVIEW, PUBLISHED, WITHDRAWN = Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED, Status.WITHDRAWN

# verb -> status the record has -> rules, any of which suffices. What is not here, nobody may.
TABLE: dict[Verb, dict[str, tuple[Rule, ...]]] = {
    Verb.CREATE: {DRAFT: (Rule("add"),)},
    Verb.EDIT: {
        DRAFT: (Rule("change", Whose.OWN), Rule(EDIT_OTHERS)),
        IN_REVIEW: (Rule(EDIT_OTHERS),),
        PUBLISHED: (Rule(PUBLISH),),
        WITHDRAWN: (Rule(PUBLISH),),
    },
    # Beside the live record, until somebody else approves it.
    Verb.PROPOSE: {PUBLISHED: (Rule("change"),)},
    Verb.SUBMIT: {DRAFT: (Rule(SUBMIT),)},
    Verb.RETURN: {IN_REVIEW: (Rule(REVIEW),), PUBLISHED: (Rule(REVIEW),)},
    Verb.PUBLISH: {
        DRAFT: (Rule(PUBLISH, Whose.OTHERS),),
        IN_REVIEW: (Rule(REVIEW, Whose.OTHERS), Rule(PUBLISH, Whose.OTHERS)),
    },
    Verb.APPROVE: {PUBLISHED: (Rule(REVIEW, Whose.OTHERS), Rule(PUBLISH, Whose.OTHERS))},
    Verb.WITHDRAW: {PUBLISHED: (Rule(PUBLISH),)},
    Verb.REINSTATE: {WITHDRAWN: (Rule(PUBLISH),)},
    Verb.MERGE: {status: (Rule(PUBLISH),) for status in (DRAFT, IN_REVIEW, PUBLISHED)},
}


@dataclass(frozen=True)
class Standing:
    """What the table asks about a record: its kind and status, whose work it is, which countries it is about."""

    kind: str
    status: str
    record_id: str = ""
    begun_by: int | None = None
    authors: frozenset[int] = frozenset()
    countries: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of_new(cls, kind: str, document: Document) -> Standing:
        """A record that is about to be made."""
        countries = frozenset(row["country"] for row in document.get("countries", ()))
        return cls(kind, Status.DRAFT, countries=countries)


def standings(keys: Iterable[RecordKey]) -> dict[int, Standing]:
    """The standing of each record, by key id; two queries for all."""
    keys = list(keys)
    ids = [key.pk for key in keys]
    begun: dict[int, int | None] = {}
    authors: dict[int, set[int]] = defaultdict(set)
    rows = Revision.objects.applied().filter(key__in=ids).order_by("key", "sequence")
    columns = ("key", "sequence", "version", "author", "action")
    for key_id, sequence, version, author, action in rows.values_list(*columns):
        if sequence == 1:
            begun[key_id] = author
        if version is not None:
            authors[key_id].clear()  # what was published before has been looked at
        elif author is not None and action not in MOVES_ONLY:
            authors[key_id].add(author)
    countries: dict[int, set[str]] = defaultdict(set)
    for key_id, country in RecordCountry.objects.filter(key__in=ids).values_list("key", "country"):
        countries[key_id].add(country)
    return {
        key.pk: Standing(
            key.kind,
            key.status,
            key.record_id,
            begun.get(key.pk),
            frozenset(authors[key.pk]),
            frozenset(countries[key.pk]),
        )
        for key in keys
    }


def may(user: Any, verb: Verb, standing: Standing) -> bool:
    """The system (None) may everything the table has."""
    return not refusal(user, verb, standing)


def refusal(user: Any, verb: Verb, standing: Standing) -> str:
    """Why this person may not do this to a record in this standing, in words; blank where they may."""
    rules = TABLE[verb].get(standing.status, ())
    if not rules:
        words = _("a record with the status “%(status)s” allows no such step")
        return words % {"status": Status(standing.status).label}
    if user is None:
        return ""
    held = [rule for rule in rules if user.has_perm(_permission(rule, standing.kind))]
    if not held:
        return _("this needs a right that the account does not have")
    if not any(_whose(user, rule, standing) for rule in held):
        if any(rule.whose == Whose.OTHERS for rule in held):
            return _("nobody approves their own work; somebody else has to look at it")
        return _("contributors change only the drafts they began")
    return outside_desk(user, standing)


def outside_desk(user: Any, standing: Standing) -> str:
    """Words where a record is none of this person's desk; blank where it is, or where they have no desk."""
    kinds, countries = desk_of(user)
    if kinds and standing.kind not in kinds:
        return _("records of this kind do not belong to the account's desk")
    if countries and standing.countries and not countries & standing.countries:
        return _("none of its countries belongs to the account's desk")
    return ""


def desk_of(user: Any) -> tuple[frozenset[str], frozenset[str]]:
    """(kinds, country codes) of a person's desk; an empty set is all of them. Read once for a request's user."""
    known = getattr(user, "_desk_of", None)
    if known is None:
        desk = getattr(user, "desk", None)
        kinds = frozenset(desk.kinds) if desk else frozenset()
        countries = frozenset(desk.countries.values_list("pk", flat=True)) if desk else frozenset()
        known = user._desk_of = (kinds, countries)
    return known


def require(
    user: Any, verb: Verb, keys: Iterable[RecordKey], known: Mapping[int, Standing] | None = None
) -> None:
    """Raises PermissionDenied naming each record that this person may not do this to, and why."""
    if user is None and known is None:
        known = {key.pk: Standing(key.kind, key.status, key.record_id) for key in keys}
    found = known if known is not None else standings(keys)
    refused: dict[str, list[str]] = defaultdict(list)
    for standing in found.values():
        reason = refusal(user, verb, standing)
        if reason:
            refused[reason].append(standing.record_id)
    if refused:
        raise PermissionDenied("; ".join(f"{', '.join(ids)}: {reason}" for reason, ids in refused.items()))


def _permission(rule: Rule, kind: str) -> str:
    if rule.permission in ("add", "change"):
        meta = model_of(kind)._meta
        return f"{meta.app_label}.{rule.permission}_{meta.model_name}"
    return rule.permission


def _whose(user: Any, rule: Rule, standing: Standing) -> bool:
    if rule.whose == Whose.OWN:
        return standing.begun_by == user.pk
    if rule.whose == Whose.OTHERS and settings.AUTHORS_NEVER_APPROVE:
        return user.pk not in standing.authors
    return True
