"""Pairs of records that may be one: found by `portal.base.duplicates`, judged by an editor."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.base.codes import Status

from .keys import RecordKey

MOST = 100


class DuplicatePairQuerySet(models.QuerySet):
    def open(self) -> Any:
        """Those that somebody still has to look at: not dismissed, and neither record withdrawn or merged away."""
        found = self.filter(dismissed_at__isnull=True)
        return found.exclude(first__status=Status.WITHDRAWN).exclude(second__status=Status.WITHDRAWN)


class DuplicatePair(models.Model):
    """Two records of one kind. Once dismissed it stays so, however often they are compared again."""

    first = models.ForeignKey(
        RecordKey, on_delete=models.CASCADE, related_name="+", db_index=False, verbose_name=_("record")
    )
    second = models.ForeignKey(
        RecordKey, on_delete=models.CASCADE, related_name="+", verbose_name=_("other record")
    )
    score = models.PositiveSmallIntegerField(_("likeness"), help_text=_("0 to 100"))
    # [[code, {what the words need}], …]: worded in the language of whoever reads them.
    reasons = models.JSONField(_("reasons"), default=list)
    found_at = models.DateTimeField(_("found"))
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="dismissed_pairs",
        verbose_name=_("dismissed by"),
    )
    dismissed_at = models.DateTimeField(_("dismissed"), null=True, blank=True)

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        ordering = ["-score", "first", "second"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_pair_in_order"),
            models.CheckConstraint(condition=Q(score__lte=MOST), name="duplicate_pair_score"),
            models.CheckConstraint(
                condition=Q(dismissed_by__isnull=True) | Q(dismissed_at__isnull=False),
                name="duplicate_dismissed_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-score"], condition=Q(dismissed_at__isnull=True), name="duplicate_pair_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.first.record_id} – {self.second.record_id}"


class DuplicateSearch(models.Model):
    """How far `find_duplicates` has come: the revision time and key of the last record it compared; one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    revised_at = models.DateTimeField(null=True)
    key_id = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="duplicate_search_single")]

    def __str__(self) -> str:
        return f"{self.revised_at} {self.key_id}"
