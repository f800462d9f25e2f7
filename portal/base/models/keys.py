"""The one concrete identity of every record of any kind, and the counters that give ids."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.base.codes import Kind, Status
from portal.base.dates import UNDATED_SORT_DATE
from portal.base.language import in_language


class VisibleQuerySet(models.QuerySet):
    """The visibility rule of records, written once for keys and for every kind's table."""

    def published(self) -> Any:
        return self.filter(status=Status.PUBLISHED)

    def visible_to(self, user: Any) -> Any:
        """Readers get published records only; active staff get every record."""
        if sees_drafts(user):
            return self
        return self.published()


def sees_drafts(user: Any) -> bool:
    return bool(user is not None and user.is_active and user.is_staff)


class RecordKey(models.Model):
    """Figures, citations, links, revisions and search entries point here, never at a kind's own table.

    Only `publishing` writes `status`, `version`, `updated_at` and `sort_date`; the kind's row carries
    copies of them, so that its list indexes can hold them.
    """

    record_id = models.CharField(_("record id"), max_length=16, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.DRAFT)
    version = models.PositiveIntegerField(_("version"), default=0)
    title_en = models.CharField(max_length=300, blank=True, default="", editable=False)
    title_zh = models.CharField(max_length=300, blank=True, default="", editable=False)
    date = models.CharField(max_length=40, blank=True, default="", editable=False)
    sort_date = models.DateField(default=UNDATED_SORT_DATE, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("revised"), null=True, editable=False)
    published_at = models.DateTimeField(_("first published"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)
    withdrawal_en = models.CharField(_("withdrawal notice (English)"), max_length=500, blank=True, default="")
    withdrawal_zh = models.CharField(_("withdrawal notice (Chinese)"), max_length=500, blank=True, default="")
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from"
    )

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("record")
        verbose_name_plural = _("records")
        ordering = ["-sort_date", "-id"]
        indexes = [
            models.Index(fields=["status", "kind", "-sort_date", "-id"], name="key_kind_date"),
            models.Index(fields=["status", "-sort_date", "-id"], name="key_date"),
            models.Index(fields=["status", "-updated_at", "-id"], name="key_updated"),
            models.Index(fields=["status", "-published_at", "-id"], name="key_published"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="key_kind_known"),
            models.CheckConstraint(condition=models.Q(status__in=Status.values), name="key_status_known"),
            models.CheckConstraint(
                condition=~models.Q(status=Status.PUBLISHED) | models.Q(version__gt=0),
                name="key_published_has_version",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | models.Q(status=Status.WITHDRAWN),
                name="key_merged_is_withdrawn",
            ),
        ]
        permissions = [
            ("edit_others_record", "Can change drafts begun by others and records in review"),
            ("submit_record", "Can submit a record for review"),
            ("review_record", "Can review a record"),
            ("publish_record", "Can publish and withdraw records"),
            ("import_record", "Can import records"),
            ("export_record", "Can export records from the admin"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.title}".strip()

    @property
    def title(self) -> str:
        return in_language(self.title_en, self.title_zh, get_language())


class IdCounter(models.Model):
    """The last number given for a prefix (`INC`, `SRC` …). Numbers are never given twice."""

    prefix = models.CharField(max_length=8, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.prefix}-{self.last:04d}"
