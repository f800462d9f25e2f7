"""Keyset paging: a cursor names the last row seen, so page 1 and page 10,000 cost the same."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from portal.base import search

PER_DEFAULT, PER_MAX = 25, 100


@dataclass(frozen=True)
class Cursor:
    """Where a page starts: after (or, backwards, before) the row with this sort value and primary key."""

    value: Any
    pk: Any
    backwards: bool = False

    def encode(self) -> str:
        value = self.value.isoformat() if hasattr(self.value, "isoformat") else self.value
        packed = orjson.dumps([value, self.pk, int(self.backwards)])
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> Cursor:
        """Raises ValidationError for anything `encode` did not make."""
        try:
            packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            value, pk, backwards = orjson.loads(packed)
            if isinstance(value, list | dict) or not isinstance(pk, int | str) or backwards not in (0, 1):
                raise ValueError(text)
        except (ValueError, TypeError, binascii.Error) as error:
            message = _("%(value)s is no cursor. Take it from “next” or “previous”.") % {"value": text[:60]}
            raise ValidationError({"cursor": [message]}) from error
        return cls(value, pk, bool(backwards))


@dataclass(frozen=True)
class Page:
    """Rows of one page (tuples that start with primary key and sort value) and the cursors beside it."""

    rows: list[tuple[Any, ...]]
    next: str | None
    previous: str | None


def take_page(
    queryset: QuerySet,
    *,
    column: str,
    pk: str,
    descending: bool,
    per: int,
    cursor: str | None,
    words: str = "",
) -> Page:
    """The page of `queryset` after `cursor`, ordered by `column`, then primary key. Reads one row too many.

    `words` narrow a list of records by date to what search finds, in the order of its index.
    """
    at = Cursor.decode(cursor) if cursor else None
    backwards = at is not None and at.backwards
    down = descending != backwards
    try:
        if words:
            beyond = (int(at.pk), date.fromisoformat(at.value)) if at else None
            rows: list[Any] = search.walk(queryset, words, limit=per + 1, beyond=beyond, down=down)
        else:
            rows = list(_beyond(queryset, column, pk, down, at).values_list(pk, column)[: per + 1])
    except (ValueError, TypeError) as error:
        raise ValidationError({"cursor": [_("This cursor belongs to another order.")]}) from error
    more = len(rows) > per
    rows = rows[:per]
    if backwards:
        rows.reverse()
    following = (more or at is not None) if backwards else more
    preceding = more if backwards else at is not None
    return Page(
        rows,
        Cursor(rows[-1][1], rows[-1][0]).encode() if rows and following else None,
        Cursor(rows[0][1], rows[0][0], backwards=True).encode() if rows and preceding else None,
    )


def _beyond(queryset: QuerySet, column: str, pk: str, down: bool, at: Cursor | None) -> QuerySet:
    """The rows after `at`, in order."""
    sign, op = ("-", "lt") if down else ("", "gt")
    found = queryset.order_by(f"{sign}{column}", f"{sign}{pk}")
    if at is None:
        return found
    # The first condition lets the index start at the value; the second drops rows already seen.
    return found.filter(**{f"{column}__{op}e": at.value}).filter(
        Q(**{f"{column}__{op}": at.value}) | Q(**{column: at.value, f"{pk}__{op}": at.pk})
    )
