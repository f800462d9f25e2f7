from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base.codes import Action, BatchPurpose, Kind, Pending, ReasonCode, Status

from .keys import RecordKey


class ImportBatch(models.Model):
    """Revisions that were written together, by an import or a merge: who, when, from which file."""

    purpose = models.CharField(_("purpose"), max_length=8, choices=BatchPurpose, default=BatchPurpose.IMPORT)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="import_batches",
    )
    created_at = models.DateTimeField(_("imported"), auto_now_add=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, blank=True, default="")
    file_name = models.CharField(_("file"), max_length=255, blank=True, default="")
    note = models.CharField(_("note"), max_length=500, blank=True, default="")
    created = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("same"), default=0)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.created_at:%Y-%m-%d})"


class RevisionQuerySet(models.QuerySet):
    """Revisions in the words of the workflow."""

    def applied(self) -> Any:
        """What the record went through: all but changes that are, or were, only proposed."""
        return self.filter(pending="")

    def waiting(self) -> Any:
        """Proposed changes that somebody still has to do something about."""
        return self.filter(pending__in=[Pending.OPEN, Pending.RETURNED])


class Revision(models.Model):
    """The whole record as one document, after one write. Never changed once written.

    A change proposed to a published record is a revision too: it has `pending`, the applied revision it was
    based on, and no version. What changes in it later is only what became of it.
    """

    key = models.ForeignKey(RecordKey, on_delete=models.PROTECT, related_name="revisions", db_index=False)
    sequence = models.PositiveIntegerField(_("revision"))
    version = models.PositiveIntegerField(_("version"), null=True, blank=True)
    action = models.CharField(_("action"), max_length=12, choices=Action)
    status = models.CharField(_("status"), max_length=12, choices=Status)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="revisions"
    )
    created_at = models.DateTimeField(_("time"))
    reason_code = models.CharField(_("reason"), max_length=20, choices=ReasonCode, blank=True, default="")
    reason_text = models.CharField(_("reason in words"), max_length=500, blank=True, default="")
    document = models.TextField(_("document"))
    # Of a version only: the text readers got at first, frozen. Until when they got it is the version's (`Version`).
    public_text = models.TextField(blank=True, default="")
    batch = models.ForeignKey(
        ImportBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="revisions"
    )
    pending = models.CharField(_("proposal"), max_length=8, choices=Pending, blank=True, default="")
    base = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="proposals", db_index=False
    )
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by", db_index=False
    )
    # Who let it through, where that is another person than its author.
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reviews",
        db_index=False,
    )

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["key", "sequence"], name="revision_sequence_once"),
            models.UniqueConstraint(
                fields=["key", "version"],
                condition=models.Q(version__isnull=False),
                name="revision_version_once",
            ),
            models.CheckConstraint(
                condition=models.Q(pending="")
                | models.Q(pending__in=Pending.values, base__isnull=False, version__isnull=True),
                name="revision_proposal_has_base",
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=models.Q(pending__in=["open", "returned"]),
                name="revision_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key.record_id} r{self.sequence}"


class ReviewComment(models.Model):
    """A reviewer's remark on a revision, tied to one of its fields (`figures[f1].best`) or to the whole."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="comments")
    path = models.CharField(_("field"), max_length=120, blank=True, default="")
    text = models.CharField(_("comment"), max_length=1000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="review_comments"
    )
    created_at = models.DateTimeField(_("time"), auto_now_add=True)
    resolved_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        verbose_name = _("review comment")
        verbose_name_plural = _("review comments")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text


class NounRevision(models.Model):
    """A shared noun after one write: country, place, organisation, source, topic or a code list's row."""

    noun = models.CharField(max_length=20)
    noun_id = models.CharField(max_length=60)
    sequence = models.PositiveIntegerField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="noun_revisions",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    reason_text = models.CharField(max_length=500, blank=True, default="")
    document = models.TextField()

    class Meta:
        verbose_name = _("revision of a noun")
        verbose_name_plural = _("revisions of nouns")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["noun", "noun_id", "sequence"], name="noun_revision_sequence_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.noun_id} r{self.sequence}"
